"""`blendwise protect`: hide in a table what must be hidden, so that it may be published."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options


@click.command("protect", help=help_text("protect", "help"))
@click.argument("table")
@click.option("--policy", metavar="FILE.toml", help=help_text("protect", "policy"))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=help_text("protect", "on"))
@output_options
@lang_option
def command(
    *, table: str, policy: str | None, on: datetime | None, form: str, to: str | None, lang: str
) -> int:
    from blendwise.disclosure import default_policy, protect, read_policy
    from blendwise.disclosure.seen import everything_seen, from_text
    from blendwise.reporting.tables import write_table
    from blendwise.tablecheck import read_table

    day = on.date() if on else date.today()
    rules = read_policy(Path(policy), on=day) if policy else default_policy(on=day)
    with screen_kept_clean():
        published = protect(everything_seen(from_text(read_table(Path(table)))), rules)
    frame = published.to_text(lang) if form == "table" else published.to_polars()
    write_table(frame, form, to, language=lang)
    for line in filter(None, (published.population, published.note(lang))):
        click.echo(line, err=True)
    return 0


@contextmanager
def screen_kept_clean() -> Iterator[None]:
    """Send what HiGHS prints past Python to standard error: some versions leave a line even when silent."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
