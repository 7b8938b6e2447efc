"""`blendwise attack`: what can be worked out of a table with hidden cells."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options
from blendwise.cli.protect import screen_kept_clean

_LEAKS = 3


@click.command("attack", help=help_text("attack", "help"))
@click.argument("table")
@click.option("--policy", metavar="FILE.toml", help=help_text("attack", "policy"))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=help_text("attack", "on"))
@output_options
@lang_option
def command(
    *, table: str, policy: str | None, on: datetime | None, form: str, to: str | None, lang: str
) -> int:
    from blendwise.disclosure import attack, default_policy, read_policy
    from blendwise.disclosure.seen import from_text
    from blendwise.reporting.tables import write_table
    from blendwise.tablecheck import read_table

    day = on.date() if on else date.today()
    rules = read_policy(Path(policy), on=day) if policy else default_policy(on=day)
    with screen_kept_clean():
        found = attack(from_text(read_table(Path(table))), rules)
    click.echo(found.sentence(lang), err=True)
    if found.conclusions:
        write_table(found.to_text(lang) if form == "table" else found.to_polars(), form, to, language=lang)
    return _LEAKS if found.leaks else 0
