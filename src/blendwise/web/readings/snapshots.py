"""What the pages on snapshots need: the list, one with its origin, and two compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
from django.http import QueryDict

from blendwise.errors import UserError, unknown_name
from blendwise.indicators import CHANGES, SnapshotChange
from blendwise.snapshots import Snapshot, SnapshotSource
from blendwise.web.models import Import
from blendwise.web.readings.file_books import FileBooks, file_books, total_books
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.register import register, remembered
from blendwise.web.states import ImportState

__all__ = [
    "ROW_COLUMNS", "Comparison", "SnapshotLine", "SnapshotPage", "SnapshotsPage", "changed_parts", "comparison",
    "comparison_chosen", "own_exports", "snapshot_page", "snapshots_page",
]  # fmt: skip

_SIZE = 50
_PART = 10_000
ROW_COLUMNS = (
    "grant_agreement_number", "mobility_activity_id", "institution", "call", "activity_type", "participants",
    "start_date", "end_date", "blended", "status", "source_file", "source_sheet", "source_row",
)  # fmt: skip
"""What is shown of a row and where it came from: nothing that tells a person."""


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A snapshot in the list."""

    id: str
    table: str
    day: date
    rows: int
    projects: int
    """How many projects or applications it speaks of."""
    holds: int
    """Of how many of these it is still the newest word."""
    calls: tuple[int, ...]
    files: tuple[SnapshotSource, ...]
    created: datetime
    export_of: str | None = None
    """The institution that brought its own export; None where the agency brought it."""


@dataclass(frozen=True, slots=True)
class SnapshotsPage:
    """All snapshots, newest first."""

    lines: tuple[SnapshotLine, ...]
    comparable: tuple[SnapshotLine, ...]
    """Those of the register, of which any two can be compared."""


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """One snapshot and where it came from."""

    line: SnapshotLine
    sha256: str
    """The hash of its table; every reading checks it."""
    software: str
    options: Mapping[str, Any]
    """How the files were read."""
    books: tuple[FileBooks, ...]
    total: FileBooks


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two snapshots of the register, and the mobilities that changed between them."""

    first: SnapshotLine
    second: SnapshotLine
    change: SnapshotChange
    kind: str
    """Which changes are listed: new, gone, ticked or unticked."""
    counts: tuple[tuple[str, int], ...]
    """How many there are of each kind."""
    rows: tuple[Mapping[str, Any], ...]
    pages: Page
    comparable: tuple[SnapshotLine, ...]


def snapshots_page() -> SnapshotsPage:
    """Return all snapshots, newest first."""
    own = own_exports()
    lines = tuple(replace(line, export_of=own.get(line.id)) for line in _lines())
    return SnapshotsPage(lines, tuple(line for line in lines if line.table == "mobilities"))


def own_exports() -> Mapping[str, str]:
    """Return the snapshots that institutions brought as exports of their own, with the institution of each.

    One that was there already, and that an institution brought again, stays whose it was first.
    """
    kept = Import.objects.filter(state=ImportState.KEPT).order_by("-ended")
    first = {
        name: whose for names, whose in kept.values_list("snapshots", "institution__name") for name in names
    }
    return {name: whose for name, whose in first.items() if whose is not None}


@remembered
def _lines() -> tuple[SnapshotLine, ...]:
    kept = register().snapshots()
    left: dict[str, int] = {}
    for table in {s.table for s in kept}:
        for snapshot, covers in register().kept.state(table):
            left[snapshot.id] = len(snapshot.covers if covers is None else covers)
    return tuple(_line(s, left.get(s.id, 0)) for s in reversed(kept))


def _line(s: Snapshot, holds: int) -> SnapshotLine:
    return SnapshotLine(s.id, s.table, s.date, s.rows, len(s.covers), holds, s.calls, s.sources, s.created)


def snapshot_page(identifier: str) -> SnapshotPage | None:
    """Return a snapshot by its whole id; None where there is none."""
    found = next((s for s in register().snapshots() if s.id == identifier), None)
    line = next((one for one in snapshots_page().lines if one.id == identifier), None)
    if found is None or line is None:
        return None
    books = tuple(map(file_books, found.books))
    return SnapshotPage(line, found.sha256, found.software, found.options, books, total_books(found.books))


def comparison_chosen(query: QueryDict) -> tuple[str, str, str]:
    """Read from an address which two are compared (else the newest two) and which changes are listed.

    Raises UserError where there are no two, or the kind of change does not exist.
    """
    lines = snapshots_page().comparable
    if len(lines) < 2:
        raise UserError("snapshots_page.only-one")
    kind = query.get("kind") or CHANGES[0]
    if kind not in CHANGES:
        raise unknown_name(kind, "snapshots_page.change", CHANGES)
    return query.get("first") or lines[1].id, query.get("second") or lines[0].id, kind


@remembered
def _change(first: str, second: str) -> SnapshotChange:
    return register().change(first, second)


def comparison(first: str, second: str, kind: str, number: int) -> Comparison:
    """Compare two snapshots; list a page of the mobilities that changed in one way."""
    change, lines = _change(first, second), snapshots_page().comparable
    counts = tuple((name, int(getattr(change, name))) for name in CHANGES)
    pages = page_of(dict(counts)[kind], number, _SIZE)
    a, b = (next(line for line in lines if line.id.startswith(name)) for name in (first, second))
    rows = _rows(first, second, kind, pages.start, _SIZE).to_dicts()
    return Comparison(a, b, change, kind, counts, tuple(rows), pages, lines)


def _rows(first: str, second: str, kind: str, start: int, size: int) -> pl.DataFrame:
    found = register().changed(first, second, kind).select(*ROW_COLUMNS)
    ordered = found.order_by("grant_agreement_number", "mobility_activity_id").limit(size, offset=start)
    rows: pl.DataFrame = ordered.to_polars()
    return rows


def changed_parts(first: str, second: str, kind: str) -> Iterator[pl.DataFrame]:
    """Yield the mobilities that changed as tables to take along, ten thousand at a time."""
    start, part = 0, _rows(first, second, kind, 0, _PART)
    yield part
    while part.height == _PART:
        start += _PART
        part = _rows(first, second, kind, start, _PART)
        yield part
