"""`blendwise change`: what changed between two calls, at the institutions that had a project in both."""

from __future__ import annotations

from datetime import datetime

import click

from blendwise.cli._estimates import of_option, unit_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("change", cls=Several, help=help_text("change", "help"))
@click.argument("first", type=int)
@click.argument("second", type=int)
@unit_option
@of_option
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help_text("figures", "at")
)
@output_options
@data_option
@lang_option
def command(
    first: int,
    second: int,
    unit: str,
    characteristic: str,
    at: datetime | None,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    from blendwise.indicators import between_calls
    from blendwise.reporting.contract import change_frame, contract_meanings
    from blendwise.reporting.tables import write_table
    from blendwise.store import open_store

    figures = open_store(data).figures(
        by=["institution"],
        calls=[first, second],
        unit=unit,
        characteristic=characteristic,
        at=at.date() if at else None,
    )
    change = between_calls(figures, first, second)
    if form == "table":
        click.echo(f"{change.sentence(lang)}\n\n{change.ticks_sentence(lang)}")
    else:
        frame = change_frame(figures, change, lang)
        write_table(frame, form, to, language=lang, describe=contract_meanings(frame, lang))
