"""`blendwise attack`: what can be worked out of a table with hidden cells."""

from __future__ import annotations

from datetime import datetime

import click

from blendwise.cli._disclosure import rules_of, screen_kept_clean, table_options, tables_seen
from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options

_LEAKS = 3


@click.command("attack", help=help_text("attack", "help"))
@table_options("attack")
@output_options
@lang_option
def command(
    *, table: str, policy: str | None, on: datetime | None, earlier: tuple[str, ...], form: str, to: str | None,
    lang: str,
) -> int:  # fmt: skip
    from blendwise.disclosure import attack
    from blendwise.reporting.tables import write_table

    (seen,) = tables_seen([table])
    for note in seen.notes:
        click.echo(note.sentence(lang), err=True)
    with screen_kept_clean():
        found = attack(seen, rules_of(policy, on), earlier=tables_seen(earlier))
    click.echo(found.sentence(lang), err=True)
    if found.conclusions:
        write_table(found.to_text(lang) if form == "table" else found.to_polars(), form, to, language=lang)
    return _LEAKS if found.leaks else 0
