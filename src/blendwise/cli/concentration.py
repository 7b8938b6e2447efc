"""`blendwise concentration`: how unevenly ticks are spread, and how far that can be trusted."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("concentration", cls=Several, help=help_text("concentration", "help"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--unit",
    type=click.Choice(["mobilities", "participants"]),
    default="mobilities",
    show_default=True,
    help=help_text("figures", "unit"),
)
@click.option("--chart", metavar="FILE.svg", help=help_text("concentration", "chart"))
@output_options
@data_option
@lang_option
def command(
    calls: tuple[int, ...],
    unit: str,
    chart: str | None,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.concentration import concentration_answer
    from blendwise.reporting.estimates.counts import counts_of
    from blendwise.store import open_store

    figures = open_store(data).figures(by=["institution"], calls=calls, unit=unit)
    if chart:
        from blendwise.reporting.estimates.charts import lorenz_chart, write_chart

        write_chart(lorenz_chart(counts_of(figures, lang), lang), chart, language=lang)
    write_answer(concentration_answer(figures, lang), form, to, language=lang)
