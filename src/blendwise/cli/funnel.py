"""`blendwise funnel`: which institutions stand out beyond chance."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("funnel", cls=Several, help=help_text("funnel", "help"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--unit",
    type=click.Choice(["mobilities", "participants"]),
    default="mobilities",
    show_default=True,
    help=help_text("figures", "unit"),
)
@click.option("--chart", metavar="FILE.svg", help=help_text("funnel", "chart"))
@click.option("--caterpillar", metavar="FILE.svg", help=help_text("funnel", "caterpillar"))
@output_options
@data_option
@lang_option
def command(
    calls: tuple[int, ...],
    unit: str,
    chart: str | None,
    caterpillar: str | None,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.counts import counts_of
    from blendwise.reporting.estimates.funnel import SideBySide, funnel_answer
    from blendwise.store import open_store

    found = SideBySide(counts_of(open_store(data).figures(by=["institution"], calls=calls, unit=unit), lang))
    if chart:
        from blendwise.reporting.estimates.charts import funnel_chart, write_chart

        write_chart(funnel_chart(found, lang), chart, language=lang)
    if caterpillar:
        from blendwise.reporting.estimates.charts import caterpillar_chart, write_chart

        write_chart(caterpillar_chart(found.in_order, lang), caterpillar, language=lang)
    write_answer(funnel_answer(found, lang), form, to, language=lang)
