"""`blendwise funnel`: which institutions stand out beyond chance."""

from __future__ import annotations

import click

from blendwise.cli._estimates import institution_figures, institution_options
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several


@click.command("funnel", cls=Several, help=help_text("funnel", "help"))
@institution_options("funnel")
@click.option("--caterpillar", metavar="FILE.svg", help=help_text("funnel", "caterpillar"))
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

    found = SideBySide(counts_of(institution_figures(data, calls, lang, unit=unit), lang))
    if chart:
        from blendwise.reporting.estimates.charts import funnel_chart, write_chart

        write_chart(funnel_chart(found, lang), chart, language=lang)
    if caterpillar:
        from blendwise.reporting.estimates.charts import caterpillar_chart, write_chart

        write_chart(caterpillar_chart(found.in_order, lang), caterpillar, language=lang)
    write_answer(funnel_answer(found, lang), form, to, language=lang)
