"""`blendwise protect`: hide in a table what must be hidden, so that it may be published."""

from __future__ import annotations

from datetime import datetime

import click

from blendwise.cli._disclosure import rules_of, screen_kept_clean, table_options, tables_seen
from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options


@click.command("protect", help=help_text("protect", "help"))
@table_options("protect")
@output_options
@lang_option
def command(
    *, table: str, policy: str | None, on: datetime | None, earlier: tuple[str, ...], form: str, to: str | None,
    lang: str,
) -> int:  # fmt: skip
    from blendwise.disclosure import protect
    from blendwise.disclosure.seen import everything_seen
    from blendwise.reporting.tables import write_table

    (seen,) = tables_seen([table])
    for note in seen.notes:
        click.echo(note.sentence(lang), err=True)
    with screen_kept_clean():
        published = protect(everything_seen(seen), rules_of(policy, on), earlier=tables_seen(earlier))
    frame = published.to_text(lang) if form == "table" else published.to_polars()
    write_table(frame, form, to, language=lang, own_names=True)
    for line in filter(None, (published.population, published.note(lang))):
        click.echo(line, err=True)
    return 0
