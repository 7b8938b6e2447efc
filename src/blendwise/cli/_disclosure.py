"""What the commands on tables with hidden cells share: their rules, their earlier tables, and a clean screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from blendwise.cli._language import help_text

if TYPE_CHECKING:
    from blendwise.disclosure import Policy, SeenTable

__all__ = ["rules_of", "screen_kept_clean", "table_options", "tables_seen"]

F = TypeVar("F", bound=Callable[..., Any])


def table_options(command: str) -> Callable[[F], F]:
    """Add the table, its policy, the day of the rules and the tables that went out before."""
    added = (
        click.argument("table"),
        click.option("--policy", metavar="FILE.toml", help=help_text(command, "policy")),
        click.option(
            "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help_text(command, "on")
        ),
        click.option("--earlier", multiple=True, metavar="FILE", help=help_text(command, "earlier")),
    )

    def add(function: F) -> F:
        for option in reversed(added):
            function = option(function)
        return function

    return add


def rules_of(policy: str | None, on: datetime | None) -> Policy:
    """Return the rules of a file for a day, or those that hold without one."""
    from blendwise.disclosure import default_policy, read_policy

    day = on.date() if on else date.today()
    return read_policy(Path(policy), on=day) if policy else default_policy(on=day)


def tables_seen(paths: Sequence[str]) -> list[SeenTable]:
    """Read tables with hidden cells from their files."""
    from blendwise.disclosure.seen import from_text
    from blendwise.tablecheck import read_table

    return [from_text(read_table(Path(path), unfilled=True)) for path in paths]


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
