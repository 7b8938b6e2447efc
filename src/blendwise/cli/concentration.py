"""`blendwise concentration`: how unevenly ticks are spread, and how far that can be trusted."""

from __future__ import annotations

import click

from blendwise.cli._estimates import institution_figures, institution_options, of_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several


@click.command("concentration", cls=Several, help=help_text("concentration", "help"))
@institution_options("concentration")
@of_option
def command(
    calls: tuple[int, ...],
    unit: str,
    characteristic: str,
    chart: str | None,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.concentration import concentration_answer
    from blendwise.reporting.estimates.counts import counts_of

    figures = institution_figures(data, calls, lang, unit=unit, characteristic=characteristic)
    if chart:
        from blendwise.reporting.estimates.charts import lorenz_chart, write_chart

        write_chart(
            lorenz_chart(counts_of(figures, lang), lang, what=figures.query.characteristic),
            chart,
            language=lang,
        )
    write_answer(concentration_answer(figures, lang), form, to, language=lang)
