"""The findings of an import, a page at a time, each beside the row it speaks of.

There may be millions: the file is scanned for what is shown, and downloads are made in pieces.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings
from django.http import QueryDict

from blendwise.errors import UserError
from blendwise.intake import Finding, findings_in, write_feedback
from blendwise.intake.left_out import SHOWN
from blendwise.language import say
from blendwise.store.delivered import take_up
from blendwise.web.models import Import
from blendwise.web.readings.imports import MOST_IN_FEEDBACK
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.register import register
from blendwise.web.states import ImportState
from blendwise.web.uploads import folder_of

__all__ = [
    "FindingsChoice", "FindingsPage", "FoundRow", "feedback_archive", "findings_chosen", "findings_file",
    "findings_page", "findings_parts",
]  # fmt: skip

_SIZE = 25
_PART = 10_000
_PLACE = ("source_file", "source_sheet", "source_row")


@dataclass(frozen=True, slots=True)
class FindingsChoice:
    """Which findings are shown; an empty text is all of them."""

    code: str = ""
    effect: str = ""
    file: str = ""

    def of(self, findings: pl.LazyFrame) -> pl.LazyFrame:
        """Return the findings that fit."""
        asked = {"code": self.code, "effect": self.effect, "file": self.file}
        return findings.filter(
            [pl.col(name) == value for name, value in asked.items() if value] or [pl.lit(True)]
        )


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding beside the row that it speaks of."""

    finding: Finding
    row: Mapping[str, Any] | None
    """The row as it was read; None where its cells may have shifted, or the finding is about a whole file."""

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return both as plain values."""
        row = None if self.row is None else {name: _plain(value) for name, value in self.row.items()}
        return self.finding.as_dict(language) | {"row_as_read": row}


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """A page of the findings of an import."""

    id: UUID
    choice: FindingsChoice
    rows: tuple[FoundRow, ...]
    pages: Page
    codes: tuple[str, ...]
    """Kinds of findings that occur."""
    effects: tuple[str, ...]
    files: tuple[str, ...]
    """Files with findings."""
    has_files: bool
    """Whether a feedback file can still be made."""

    @property
    def filters(self) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """Each filter with its choices and what was chosen."""
        return (
            ("code", self.codes, self.choice.code),
            ("effect", self.effects, self.choice.effect),
            ("file", self.files, self.choice.file),
        )


def findings_chosen(query: QueryDict) -> FindingsChoice:
    """Read from an address which findings are asked for."""
    return FindingsChoice(*(query.get(name, "") for name in ("code", "effect", "in")))


def findings_file(one: Import) -> Path | None:
    """Return where the findings of an import are: with its snapshot once it is kept; None where it has none."""
    if one.snapshots:
        return register().findings_file(one.snapshots[0])
    read = folder_of(one.pk) / "read"
    return next((f for f in (read / "all-findings.parquet", read / "findings.parquet") if f.exists()), None)


def findings_page(one: Import, choice: FindingsChoice, number: int, size: int = _SIZE) -> FindingsPage:
    """Return a page of an import's findings. Raises UserError where there are none to read."""
    everything = _scan(one)
    found = choice.of(everything)
    pages = page_of(found.select(pl.len()).collect().item(), number, size)
    shown = findings_in(found.slice(pages.start, size).collect())
    rows = _rows_beside(one, shown)
    kinds = everything.select("code", "effect", "file").unique().collect()
    codes, effects, files = (tuple(sorted(kinds[name].drop_nulls().unique())) for name in kinds.columns)
    together = tuple(
        FoundRow(finding, rows.get((finding.file, finding.sheet, finding.row)) or finding.row_as_read)
        for finding in shown
    )
    here = one.state in (ImportState.TO_DECIDE, ImportState.REFUSED)
    return FindingsPage(one.pk, choice, together, pages, codes, effects, files, here)


def _scan(one: Import) -> pl.LazyFrame:
    file = findings_file(one)
    if file is None:
        raise UserError("imports.not-now", state=f"web.imports.state.{one.state}")
    return pl.scan_parquet(file)


def _tables(one: Import) -> list[Path]:
    """Return the tables that hold the rows of an import, where they have the columns that are shown."""
    if one.snapshots:
        return [register().rows_file(name) for name in one.snapshots if "-mobilities-" in name]
    try:
        tables = take_up(folder_of(one.pk) / "read").tables
    except FileNotFoundError:
        return []
    return [tables["mobilities"]] if "mobilities" in tables else []


def _rows_beside(one: Import, findings: list[Finding]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Return the rows that findings speak of, by file, sheet and row."""
    places = pl.DataFrame(
        [(f.file, f.sheet, f.row) for f in findings if f.row is not None],
        schema={"source_file": pl.String, "source_sheet": pl.String, "source_row": pl.Int64},
        orient="row",
    ).unique()
    found = [
        pl.scan_parquet(table)
        .with_columns(pl.col("source_row").cast(pl.Int64))
        .join(places.lazy(), on=list(_PLACE), how="semi", nulls_equal=True)
        .select(*_PLACE, *SHOWN)
        .collect()
        for table in _tables(one)
    ]
    return {
        tuple(row[name] for name in _PLACE): {name: row[name] for name in SHOWN}
        for frame in found
        for row in frame.iter_rows(named=True)
    }


def findings_parts(one: Import, choice: FindingsChoice, language: str) -> Iterator[pl.DataFrame]:
    """Yield the findings as tables to take along, ten thousand at a time, with the row that each is about."""
    found, start = choice.of(_scan(one)), 0
    while True:
        part = findings_in(found.slice(start, _PART).collect())
        if start == 0 or part:
            yield _frame(one, part, language)
        if len(part) < _PART:
            return
        start += _PART


def _frame(one: Import, findings: list[Finding], language: str) -> pl.DataFrame:
    rows = _rows_beside(one, findings)
    texts = ("code", "effect", "file", "sheet", "column", "header", "value", "sentence")
    schema: dict[str, Any] = dict.fromkeys(texts[:4], pl.String) | {"row": pl.Int64}
    schema |= dict.fromkeys((*texts[4:], *SHOWN), pl.String)
    values = [f.as_dict(language) | _texts(f, rows, language) for f in findings]
    return pl.DataFrame([[v.get(name) for name in schema] for v in values], schema=schema, orient="row")


def _texts(finding: Finding, rows: Mapping[Any, Mapping[str, Any]], language: str) -> dict[str, str]:
    row = rows.get((finding.file, finding.sheet, finding.row)) or finding.row_as_read or {}
    return {name: _text(value, language) for name, value in row.items() if value is not None}


def _text(value: Any, language: str) -> str:
    return (
        say(f"web.imports.yes-no.{str(value).lower()}", language) if isinstance(value, bool) else str(value)
    )


def feedback_archive(one: Import, language: str) -> tuple[str, bytes]:
    """Return the feedback file of an import: its name and content; several are packed in a ZIP.

    Raises UserError where the files are gone, or hold more rows than can be written while somebody waits.
    """
    with TemporaryDirectory(dir=settings.MEDIA_ROOT) as folder:
        files = _feedback_files(one, Path(folder), language)
        if len(files) == 1:
            return files[0].name, files[0].read_bytes()
        packed = Path(folder) / "feedback.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for file in files:
                archive.write(file, file.name)
        return f"feedback-{one.day}.zip", packed.read_bytes()


def _feedback_files(one: Import, folder: Path, language: str) -> list[Path]:
    if one.state not in (ImportState.TO_DECIDE, ImportState.REFUSED):
        raise UserError("imports.no-feedback")
    if one.rows_done > MOST_IN_FEEDBACK:
        raise UserError("imports.feedback-too-large", n=one.rows_done, most=MOST_IN_FEEDBACK)
    by_file: dict[str | None, list[Finding]] = {}
    for finding in findings_in(_scan(one).filter(pl.col("row").is_not_null()).collect()):
        by_file.setdefault(finding.file, []).append(finding)
    delivered = take_up(folder_of(one.pk) / "read").delivered
    return [
        write_feedback(source, by_file[source.name], folder, language)
        for source in delivered
        if source.name in by_file
    ]


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
