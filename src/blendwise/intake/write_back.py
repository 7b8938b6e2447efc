"""The file that writes ticks back into the register: only the rows that change, and never a sub-row.

An import into the register overwrites the itineraries that were there, so no row of an itinerary may be in the file.
Given the export from which the decisions came, its own rows are copied, cell by cell, with only the tick and what is
told of the virtual part changed; without it the rows hold what an import cannot do without, and those cells, under the
headers of the layout that the export had.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from blendwise.errors import UserError
from blendwise.intake.findings import Refusal
from blendwise.intake.layouts import Layout, find_layout
from blendwise.intake.profiles import Profile, profiles
from blendwise.intake.reading import sheets_of
from blendwise.intake.sheets import BLANKS, Sheet
from blendwise.intake.sources import find_sources
from blendwise.intake.yes_no_words import YES_NO, YesNoWords, first_words, yes_and_no

__all__ = ["TickChange", "WrittenBack", "write_back"]

_KEY = ("grant_agreement_number", "mobility_activity_id")
_VIRTUAL = ("virtual_description", "virtual_contact_hours", "virtual_timing")
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_DATE_CELL = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00)?$")
_LONGEST = 32_767
"""As many characters as a cell of a spreadsheet program holds."""
Row = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TickChange:
    """What is to stand in the register for one mobility."""

    grant_agreement_number: str
    mobility_activity_id: str
    blended: bool
    virtual_description: str | None = None
    """None leaves the description as it is; so it is with hours and timing."""
    virtual_contact_hours: float | None = None
    virtual_timing: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """By what the register knows the mobility."""
        return self.grant_agreement_number, self.mobility_activity_id

    def told(self) -> dict[str, str]:
        """Return what is told of the virtual part, as cells by column."""
        hours = None if self.virtual_contact_hours is None else f"{self.virtual_contact_hours:g}"
        cells = dict(zip(_VIRTUAL, (self.virtual_description, hours, self.virtual_timing), strict=True))
        return {name: cell for name, cell in cells.items() if cell is not None}


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """The file, how many mobilities are in it, and which changes found no row in the export."""

    path: Path
    rows: int
    without_row: tuple[TickChange, ...] = ()


def write_back(
    changes: Iterable[TickChange],
    target: Path,
    *,
    export: Path | None = None,
    profile: Profile | None = None,
    headers: Mapping[str, str] | None = None,
    words: YesNoWords | None = None,
    own_profiles: Path | None = None,
) -> WrittenBack:
    """Write the import file of some changes; the ending of `target` says if it is XLSX or CSV.

    `export` is the export whose rows are copied. Without it `profile` says what its columns are called (the register's
    own unless given), `headers` by which of those names the columns of the export went, in their order, and `words`
    how it wrote yes and no.
    `own_profiles` is the folder of one's own file profiles. Raises UserError where there is nothing to write, a
    mobility stands twice, the export can't be read, or the ending is another.
    """
    wanted = _by_key(changes)
    if target.suffix.lower() not in _WRITERS:
        raise UserError("write_back.other-form", name=target.name, forms=sorted(_WRITERS))
    if export is None:
        used = profile or profiles()[0]
        heads, rows = _from_nothing(
            wanted, used, headers or {n: names[0] for n, names in used.columns.items()}, words or {}
        )
        found = set(wanted)
    else:
        heads, rows, found = _copied(wanted, export, own_profiles)
    if not rows:
        raise UserError("write_back.nothing-to-write")
    _WRITERS[target.suffix.lower()]([*heads, *rows], target)
    return WrittenBack(target, len(rows), tuple(change for key, change in wanted.items() if key not in found))


def _by_key(changes: Iterable[TickChange]) -> dict[tuple[str, str], TickChange]:
    wanted: dict[tuple[str, str], TickChange] = {}
    for change in changes:
        if wanted.setdefault(change.key, change) != change:
            raise UserError("write_back.mobility-twice", id=change.mobility_activity_id)
    if not wanted:
        raise UserError("write_back.nothing-to-write")
    return wanted


def _from_nothing(
    wanted: Mapping[tuple[str, str], TickChange],
    profile: Profile,
    headers: Mapping[str, str],
    words: YesNoWords,
) -> tuple[list[Row], list[Row]]:
    """Return header and rows with what an import cannot do without: data type, identifiers, tick, what is told.

    They stand in the order of `headers`. A list of groups may know its mobilities by the number of the group.
    """
    told = {name for change in wanted.values() for name in change.told()}
    named_by = _KEY[1] if _KEY[1] in headers else "group_activity_id"
    written = {"data_type", _KEY[0], named_by, "blended", *told}
    columns = [name for name in headers if name in written]
    ticks = yes_and_no(words, "blended")
    main = next(iter(profile.data_types.get("main", ())), "")
    rows = []
    for change in wanted.values():
        cells = {
            "data_type": main,
            _KEY[0]: change.grant_agreement_number,
            named_by: change.mobility_activity_id,
            "blended": ticks[not change.blended],
            **change.told(),
        }
        rows.append([cells.get(name, "") for name in columns])
    return [[headers[name] for name in columns]], rows


def _copied(
    wanted: Mapping[tuple[str, str], TickChange], export: Path, own_profiles: Path | None
) -> tuple[list[Row], list[Row], set[tuple[str, str]]]:
    with TemporaryDirectory() as folder:
        sheet, layout = _opened(export, Path(folder), own_profiles)
        heads = [[cell or "" for cell in row[: layout.width]] for row in sheet.head[: layout.first_row - 1]]
        rows, found = [], set()
        words = _words(sheet, layout)
        for row in _main_rows(sheet, layout):
            change = wanted.get(_key_of(row, layout))
            if change is not None:
                rows.append(_changed(row, change, layout, words))
                found.add(change.key)
    return heads, rows, found


def _opened(export: Path, folder: Path, own_profiles: Path | None) -> tuple[Sheet, Layout]:
    sources, findings = find_sources([export], folder)
    try:
        sheets = [sheet for source in sources for sheet in sheets_of(source)]
        for sheet in sheets:
            layout = find_layout(sheet, profiles(own_profiles))
            if layout is not None and layout.profile.table == "mobilities":
                return sheet, layout
    except Refusal as refusal:
        findings = [*findings, *refusal.findings]
    reason = findings[0].code if findings else "wrong-sheet"
    raise UserError("write_back.unreadable-export", name=export.name, reason=reason)


def _cells(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    written = _day_first if sheet.source.form == "xlsx" else str
    for block in sheet.blocks(layout.width, layout.first_row - 1):
        for _, *cells in block.rows.iter_rows():
            yield [written(cell or "") for cell in cells]


def _day_first(cell: str) -> str:
    """Write a date cell of a workbook, which is read as 2025-03-24, as the register does: 24-03-2025."""
    return _DATE_CELL.sub(r"\3-\2-\1", cell)


def _main_rows(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """Yield the rows of mobilities themselves: never those of itineraries, certificates, languages or subgroups."""
    main = {word.casefold() for word in layout.profile.data_types.get("main", ())} | {""}
    place = layout.positions.get("data_type")
    for row in _cells(sheet, layout):
        if place is None or row[place].strip(BLANKS).casefold() in main:
            yield row


def _key_of(row: Row, layout: Layout) -> tuple[str, str]:
    number, identifier = (row[layout.positions[name]].strip(BLANKS) for name in _KEY)
    return number.upper(), identifier


def _words(sheet: Sheet, layout: Layout) -> tuple[str, str]:
    """Return how this export writes yes and no in the column of the tick."""
    place = layout.positions["blended"]
    found: dict[str, str] = {}
    for row in _cells(sheet, layout):
        found = first_words([row[place].strip(BLANKS)]) | found
        if len(found) == len(YES_NO):
            break
    return yes_and_no({"blended": found}, "blended")


def _changed(row: Row, change: TickChange, layout: Layout, words: tuple[str, str]) -> Row:
    changed = list(row)
    changed[layout.positions["blended"]] = words[not change.blended]
    for name, cell in change.told().items():
        if name in layout.positions:
            changed[layout.positions[name]] = cell
    return changed


def _write_csv(rows: Sequence[Row], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write(codecs.BOM_UTF8.decode("utf-8"))
        csv.writer(out, delimiter=";").writerows([[_harmless(cell) for cell in row] for row in rows])


def _harmless(cell: str) -> str:
    """Put a blank before what a spreadsheet program would take for a formula; readers take it off again."""
    return f" {cell}" if _FORMULA.match(cell) else cell


def _write_xlsx(rows: Sequence[Row], target: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:_LONGEST])


_WRITERS = {".csv": _write_csv, ".xlsx": _write_xlsx}
