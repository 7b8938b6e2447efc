"""`blendwise funnel`: which institutions stand out beyond chance."""

from __future__ import annotations

import click

from blendwise.cli._estimates import institution_figures, institution_options, of_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several


@click.command("funnel", cls=Several, help=help_text("funnel", "help"))
@institution_options("funnel")
@of_option
@click.option("--ranks", is_flag=True, help=help_text("funnel", "ranks"))
@click.option("--caterpillar", metavar="FILE.svg", help=help_text("funnel", "caterpillar"))
def command(
    calls: tuple[int, ...],
    unit: str,
    characteristic: str,
    chart: str | None,
    caterpillar: str | None,
    ranks: bool,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.counts import counts_of
    from blendwise.reporting.estimates.funnel import SideBySide, funnel_answer

    figures = institution_figures(data, calls, lang, unit=unit, characteristic=characteristic)
    found = SideBySide(counts_of(figures, lang), figures.query.characteristic)
    if chart:
        from blendwise.reporting.estimates.charts import funnel_chart, write_chart

        write_chart(funnel_chart(found, lang), chart, language=lang)
    if caterpillar:
        from blendwise.reporting.estimates.charts import caterpillar_chart, write_chart

        write_chart(
            caterpillar_chart(found.in_order, lang, what=found.characteristic), caterpillar, language=lang
        )
    write_answer(funnel_answer(found, lang, ranks=ranks), form, to, language=lang)
