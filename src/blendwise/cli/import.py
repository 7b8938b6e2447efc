"""`blendwise import`: files in, as snapshots of a day."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options

if TYPE_CHECKING:
    import polars as pl

    from blendwise.store import ImportResult

F = TypeVar("F", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])


def _option(name: str, **settings: Any) -> Callable[[F], F]:
    return click.option(name, help=help_text("import", name.strip("-")), **settings)


@click.command("import", help=help_text("import", "help"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_option("--date", type=_DAY, metavar="YYYY-MM-DD")
@_option("--sheet", metavar="NAME")
@_option("--action", multiple=True, metavar="KA121-VET")
@_option("--newest-wins", is_flag=True)
@_option("--skip-refused", is_flag=True)
@_option("--confirm", is_flag=True)
@_option("--without-comments", is_flag=True)
@_option("--feedback", type=click.Path(path_type=Path), metavar="DIR")
@output_options
@data_option
@lang_option
def command(
    *, files: tuple[Path, ...], date: datetime | None, sheet: str | None, action: tuple[str, ...], newest_wins: bool,
    skip_refused: bool, confirm: bool, without_comments: bool, feedback: Path | None, form: str, to: str | None,
    data: str | None, lang: str,
) -> int:  # fmt: skip
    from blendwise.intake import ACCEPTED_ACTIONS, Options
    from blendwise.reporting.imports import import_text
    from blendwise.reporting.tables import write_json, write_table, write_text
    from blendwise.store import DataFolder

    options = Options(
        sheet=sheet, actions=action or ACCEPTED_ACTIONS, newest_wins=newest_wins, skip_refused=skip_refused,
        without_comments=without_comments,
    )  # fmt: skip
    rows_read = 0

    def progress(file: str, rows: int) -> None:
        nonlocal rows_read
        rows_read += rows
        if sys.stderr.isatty():
            click.echo(
                f"\r\033[K{help_text('import', 'progress')} {rows_read} · {file[:60]}", err=True, nl=False
            )

    result = DataFolder(data).import_files(
        files, day=date.date() if date else None, options=options, confirmed=confirm,
        feedback=(feedback, lang) if feedback else None, progress=progress,
    )  # fmt: skip
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
    if feedback and result.findings:
        _write_findings(result, feedback, lang)
    if form == "json":
        write_json(_plain(result, lang), to)
    elif form == "table":
        write_text(import_text(result, lang), to)
    else:
        write_table(_books_frame(result), form, to, language=lang)
        click.echo(import_text(result, lang), err=True)
    return result.status


def _write_findings(result: ImportResult, folder: Path, lang: str) -> None:
    """Write all findings into the feedback folder, also those that stand in no cell, for their owner only."""
    from blendwise.reporting.imports import findings_table
    from blendwise.reporting.tables import write_table

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "findings.csv"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    write_table(findings_table(result.findings, lang), "csv", str(file), language=lang)


def _plain(result: ImportResult, lang: str) -> dict[str, object]:
    return {
        "status": result.status,
        "snapshots": [s.as_dict() for s in result.snapshots],
        "known": [s.id for s in result.known],
        "books": [b.as_dict() for b in result.books],
        "findings": [f.as_dict(lang) for f in result.findings],
        "feedback": [str(file) for file in result.feedback],
    }


def _books_frame(result: ImportResult) -> pl.DataFrame:
    import polars as pl

    rows = [b.as_dict() | {"left_out": sum(b.left_out.values())} for b in result.books]
    numbers = ("read", "accepted", "attached", "left_out", "drafts", "accompanying")
    return pl.DataFrame(rows, {"file": pl.String, "profile": pl.String} | dict.fromkeys(numbers, pl.Int64))
