"""`blendwise check-table`: check a published table against itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options
from blendwise.errors import UserError

if TYPE_CHECKING:
    from blendwise.tablecheck import Table, TableCheck

_INCONSISTENT = 3


@click.command("check-table", help=help_text("check_table", "help"))
@click.argument("file")
@click.option("--claims", metavar="FILE.toml", help=help_text("check_table", "claims"))
@click.option("--sheet", metavar="NAME", help=help_text("check_table", "sheet"))
@click.option("--numerator", metavar="COLUMN", help=help_text("check_table", "numerator"))
@click.option("--denominator", metavar="COLUMN", help=help_text("check_table", "denominator"))
@click.option("--percentage", metavar="COLUMN", help=help_text("check_table", "percentage"))
@click.option("--label", metavar="COLUMN", help=help_text("check_table", "label"))
@output_options
@lang_option
def command(
    *,
    file: str,
    claims: str | None,
    sheet: str | None,
    form: str,
    to: str | None,
    lang: str,
    **columns: str | None,
) -> int:
    from blendwise.tablecheck import check_table

    roles = {role: name for role, name in columns.items() if name is not None}
    check = check_table(_table(file, sheet), claims=claims, roles=roles)
    _WRITERS.get(form, _write_rows)(check, form, to, lang)
    return 0 if check.is_consistent else _INCONSISTENT


def _table(file: str, sheet: str | None) -> Table:
    from blendwise.tablecheck import MOST_BYTES, read_table

    if file == "-":
        return read_table(sys.stdin.buffer.read(MOST_BYTES + 1), sheet=sheet)
    return read_table(Path(file), sheet=sheet)


def _write_words(check: TableCheck, _: str, to: str | None, lang: str) -> None:
    from blendwise.tablecheck import sections

    blocks = ["\n".join([part.heading, *map(_listed, part.sentences)]) for part in sections(check, lang)]
    text = "\n\n".join([check.headline(lang), *blocks])
    if to is None:
        click.echo(text)
        return
    try:
        Path(to).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError("general.not-writable", path=to, reason=error.strerror) from None


def _listed(sentence: str) -> str:
    """Write a sentence as an item of a list, its further lines indented."""
    return "- " + sentence.replace("\n", "\n  ")


def _write_json(check: TableCheck, _: str, to: str | None, lang: str) -> None:
    from blendwise.reporting.tables import write_json

    write_json(check.as_dict(lang), to)


def _write_rows(check: TableCheck, form: str, to: str | None, lang: str) -> None:
    from blendwise.reporting.tables import write_table
    from blendwise.tablecheck.frame import descriptions, inconsistent_frame

    write_table(inconsistent_frame(check, lang), form, to, language=lang, describe=descriptions(lang))


_WRITERS = {"table": _write_words, "json": _write_json}
