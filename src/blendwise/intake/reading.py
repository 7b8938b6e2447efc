"""Files in: from what is delivered to tables on disk, with their books and findings."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import polars.selectors as cs

from blendwise.intake.applications import read_applications, settle_applications
from blendwise.intake.attachment import attach
from blendwise.intake.books import Books
from blendwise.intake.csv_files import csv_sheet
from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.layouts import Layout, find_layout, fits_nothing
from blendwise.intake.mobilities import YES_NO_COLUMNS, read_mobilities
from blendwise.intake.open_data import OPEN_DATA_SCHEMA, read_open_data
from blendwise.intake.profiles import Profile, profiles
from blendwise.intake.rows import Cells, LookAgain, cells_of
from blendwise.intake.sheets import Block, Sheet
from blendwise.intake.sources import Source, find_sources
from blendwise.intake.staging import Staging
from blendwise.intake.values import DateOrder
from blendwise.intake.workbooks import workbook_sheets

__all__ = ["ACCEPTED_ACTIONS", "Delivery", "Options", "read_files", "sheets_of"]

ACCEPTED_ACTIONS = ("KA121-VET", "KA122-VET")
"""The actions whose exports may come in unless the user says otherwise."""


_AT_A_TIME = 2
"""How many blocks are read at once; Polars works on them without holding back Python."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: which sheet, which profiles of one's own, what to do with refusals and doubles."""

    sheet: str | None = None
    own_profiles: Path | None = None
    actions: tuple[str, ...] = ACCEPTED_ACTIONS
    newest_wins: bool = False
    skip_refused: bool = False
    without_comments: bool = False
    """Whether free text (`records.FREE_TEXT`) is left out of what is kept."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was read: the tables as files, the books per file, and the findings."""

    tables: Mapping[str, Path]
    """The Parquet file of each table: mobilities, applications, open_data."""
    books: Sequence[Books]
    findings: Path
    sources: Sequence[Source]
    """The files that were read."""
    delivered: Sequence[Source]
    """The files that could be opened at all, those refused later among them."""
    refused: bool
    """Whether nothing may be kept, since a file was refused."""


@dataclass
class _Reader:
    staging: Staging
    key: bytes
    options: Options
    progress: Callable[[str, int], None] | None
    tables: dict[str, set[str]] = field(default_factory=dict)
    refused: bool = False

    def refuse(self, refusal: Refusal) -> None:
        self.staging.report(list(refusal.findings))
        self.refused = True


def read_files(
    paths: Sequence[Path],
    folder: Path,
    *,
    key: bytes,
    options: Options | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Delivery:
    """Read files, folders and ZIPs into `folder`, which must exist and be empty.

    Nothing is kept outside `folder`. `progress` is called with a file's name and the rows read since.
    """  # fmt: skip
    options = options or Options()
    reader = _Reader(Staging(folder), key, options, progress)
    sources, findings = find_sources(paths, folder)
    reader.staging.report(findings)
    reader.refused = bool(findings)
    known = profiles(options.own_profiles)
    read = []
    for source in _once(sources, reader.staging):
        try:
            _read_source(source, known, reader)
            read.append(source)
        except Refusal as refusal:
            reader.refuse(refusal)
    return _settled(reader, read, sources, folder)


def _once(sources: Sequence[Source], staging: Staging) -> Iterator[Source]:
    """Yield each content once; the same file under another name is only noted."""
    seen: dict[str, str] = {}
    for source in sources:
        if source.sha256 in seen:
            staging.report([Finding("same-content", source.name, details={"other": seen[source.sha256]})])
        else:
            seen[source.sha256] = source.name
            yield source


def sheets_of(source: Source, only: str | None = None) -> list[Sheet]:
    """Open a source as sheets."""
    return workbook_sheets(source, only) if source.form == "xlsx" else [csv_sheet(source)]


def _read_source(source: Source, known: Sequence[Profile], reader: _Reader) -> None:
    """Read all sheets of a source. What was staged is forgotten where it is refused, or must be read anew."""
    sheets = [s for s in sheets_of(source, reader.options.sheet) if any(any(row) for row in s.head)]
    if not sheets:
        raise Refusal(Finding("empty-file", source.name))
    layouts = _layouts(sheets, known, reader)
    orders: dict[str | None, Mapping[str, DateOrder]] = {sheet.name: {} for sheet, _ in layouts}
    mark = reader.staging.mark()
    while True:
        try:
            for sheet, layout in layouts:
                _read_sheet(sheet, layout, reader, orders)
            break
        except LookAgain as again:
            orders[again.sheet] = again.orders
            reader.staging.back_to(mark, source.name)
        except Refusal:
            reader.staging.back_to(mark, source.name)
            raise
    _note_read(source, [layout for _, layout in layouts], reader)


def _read_sheet(
    sheet: Sheet, layout: Layout, reader: _Reader, orders: Mapping[str | None, Mapping[str, DateOrder]]
) -> None:
    """Read the blocks of a sheet two at a time, and stage them in their order."""

    def typed(block: Block) -> _Typed:
        return _typed(cells_of(block, sheet, layout), layout, reader, orders[sheet.name])

    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        waiting: deque[Future[_Typed]] = deque()
        for block in sheet.blocks(layout.width, layout.first_row - 1):
            waiting.append(pool.submit(typed, block))
            if len(waiting) > _AT_A_TIME:
                _stage(waiting.popleft().result(), reader)
        while waiting:
            _stage(waiting.popleft().result(), reader)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A block of rows, read: what is to be staged, by kind, and the cells with their findings."""

    frames: tuple[tuple[str, pl.DataFrame], ...]
    cells: Cells


def _typed(cells: Cells, layout: Layout, reader: _Reader, orders: Mapping[str, DateOrder]) -> _Typed:
    table = layout.profile.table
    age = pl.lit(int(cells.sheet.source.modified.timestamp()), pl.Int64).alias("modified")
    if table == "applications":
        return _Typed((("application", read_applications(cells).with_columns(age)),), cells)
    if table == "open_data":
        return _Typed((("open_data", read_open_data(cells)),), cells)
    rows = read_mobilities(cells, key=reader.key, orders=orders, accepted=reader.options.actions)
    main = "listed" if table == "groups" else "main"
    return _Typed(((main, rows.main.with_columns(age)), ("sub", rows.sub.with_columns(age))), cells)


def _stage(typed: _Typed, reader: _Reader) -> None:
    for kind, frame in typed.frames:
        reader.staging.keep(kind, frame)
    file = typed.cells.sheet.source.name
    if typed.cells.layout.profile.table == "mobilities":
        reader.staging.note_words(
            file, typed.cells.frame.select(cs.by_name(*YES_NO_COLUMNS, require_all=False))
        )
    reader.staging.count(file, read=typed.cells.read, findings=typed.cells.findings)
    if reader.progress:
        reader.progress(file, typed.cells.read)


def _note_read(source: Source, layouts: Sequence[Layout], reader: _Reader) -> None:
    staging = reader.staging
    staging.profiles[source.name] = ", ".join(dict.fromkeys(layout.profile.name for layout in layouts))
    register = [layout for layout in layouts if layout.profile.table == "mobilities"]
    staging.headers[source.name] = dict((register or layouts)[0].in_order())
    if staging.read[source.name] == 0:
        staging.report([Finding("no-rows", source.name)])
    for layout in layouts:
        table = "mobilities" if layout.profile.table == "groups" else layout.profile.table
        reader.tables.setdefault(table, set()).add(source.name)


def _layouts(
    sheets: Sequence[Sheet], known: Sequence[Profile], reader: _Reader
) -> list[tuple[Sheet, Layout]]:
    found: list[tuple[Sheet, Layout]] = []
    others: list[tuple[Sheet, Refusal]] = []
    for sheet in sheets:
        try:
            layout = find_layout(sheet, known)
            if layout is not None:
                found.append((sheet, layout))
        except Refusal as refusal:
            others.append((sheet, refusal))
    for sheet, reason in others:
        if not found or not fits_nothing(sheet, known):
            raise _wrong_sheet(sheet, reason, known, reader)
        reader.staging.report([Finding("unread-sheet", sheet.source.name, sheet.name)])
    for sheet, layout in found:
        if layout.profile.table == "mobilities" and "status" not in layout.positions:
            reader.staging.report(
                [Finding("no-status-column", sheet.source.name, sheet.name, layout.header_row)]
            )
    return found


def _wrong_sheet(sheet: Sheet, refusal: Refusal, known: Sequence[Profile], reader: _Reader) -> Refusal:
    """Where the user chose a sheet that does not fit while another one does, say which."""
    if reader.options.sheet is None:
        return refusal
    for other in sheets_of(sheet.source):
        try:
            if other.name != sheet.name and find_layout(other, known):
                details = {"other": other.name}
                return Refusal(Finding("wrong-sheet", sheet.source.name, sheet.name, details=details))
        except Refusal:
            continue
    return refusal


def _settled(
    reader: _Reader, sources: Sequence[Source], delivered: Sequence[Source], folder: Path
) -> Delivery:
    refused = reader.refused and not (reader.options.skip_refused and reader.tables)
    counts: dict[str, tuple[int, int, int, int]] = {}
    tables: dict[str, Path] = {}
    for table in () if refused else sorted(reader.tables):
        tables[table] = folder / f"{table}.parquet"
        counts |= _SETTLE[table](reader, tables[table])
    findings = folder / "findings.parquet"
    reader.staging.findings().collect().write_parquet(findings)
    books = [] if refused else [_books(source.name, reader.staging, counts) for source in sources]
    return Delivery(tables, books, findings, sources, delivered, refused)


def _settle_mobilities(reader: _Reader, target: Path) -> dict[str, tuple[int, int, int, int]]:
    return attach(reader.staging, target, newest_wins=reader.options.newest_wins)


def _settle_applications(reader: _Reader, target: Path) -> dict[str, tuple[int, int, int, int]]:
    frame = settle_applications(reader.staging, newest_wins=reader.options.newest_wins)
    frame.write_parquet(target)
    return _accepted(frame.lazy())


def _settle_open_data(reader: _Reader, target: Path) -> dict[str, tuple[int, int, int, int]]:
    staging = reader.staging
    rows = (
        pl.scan_parquet(staging.pattern("open_data"))
        if staging.has("open_data")
        else pl.LazyFrame(schema=OPEN_DATA_SCHEMA)
    )
    rows.sink_parquet(target)
    return _accepted(pl.scan_parquet(target))


def _accepted(rows: pl.LazyFrame) -> dict[str, tuple[int, int, int, int]]:
    counted = rows.group_by("source_file").len().collect()
    return {file: (n, 0, 0, 0) for file, n in counted.iter_rows()}


_SETTLE = {
    "mobilities": _settle_mobilities,
    "applications": _settle_applications,
    "open_data": _settle_open_data,
}


def _books(file: str, staging: Staging, counts: Mapping[str, tuple[int, int, int, int]]) -> Books:
    accepted, attached, drafts, accompanying = counts.get(file, (0, 0, 0, 0))
    return Books(
        file, staging.profiles[file], staging.read[file], accepted, attached,
        dict(sorted(staging.left_out.get(file, {}).items())), drafts, accompanying, staging.headers[file],
        staging.words.get(file, {}),
    )  # fmt: skip
