"""`blendwise influence`: which institution moves the total, and by how much."""

from __future__ import annotations

import click

from blendwise.cli._estimates import institution_figures, institution_options, of_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several


@click.command("influence", cls=Several, help=help_text("influence", "help"))
@institution_options("influence")
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
    from blendwise.reporting.contract import contract_meanings
    from blendwise.reporting.influence_table import influence_frame, influence_text
    from blendwise.reporting.tables import write_table

    figures = institution_figures(data, calls, lang, unit=unit, characteristic=characteristic)
    if chart:
        from blendwise.reporting.estimates.charts import influence_chart, write_chart

        write_chart(influence_chart(figures, lang), chart, language=lang)
    if form == "table":
        click.echo(influence_text(figures, lang))
    else:
        frame = influence_frame(figures, lang)
        write_table(frame, form, to, language=lang, describe=contract_meanings(frame, lang))
