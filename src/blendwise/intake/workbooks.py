"""XLSX workbooks as sheets of text cells.

Before anything is read, every part is unpacked once, bounded in size, to see that the file is whole, that
its XML declares no entities, and where formulas stand. Formulas are never run: the stored value is read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import fastexcel
import numpy as np
import polars as pl
from numpy.typing import NDArray

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import HEAD_ROWS, Block, Sheet, cell, position
from blendwise.intake.sources import Source, unpacked_limit

__all__ = ["workbook_sheets"]

_CHUNK = 1 << 22
_OVERLAP = 1 << 12
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>([^<]{0,500})[^<]*</f>)\s*(<v>[^<])?'
)
_FILLED = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})\d{1,7}"[^>]*[^/]>')
_ENTITIES = re.compile(
    b"|".join(b"\0?".join(bytes([c]) for c in word) for word in (b"<!DOCTYPE", b"<!ENTITY")), re.IGNORECASE
)
"""Also where a character takes two bytes."""
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)""")
_BLOCK_ROWS = 50_000
_BYTES_PER_CELL = 32
"""The reader lays out every cell between the first and the last, empty or not."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class _Scan:
    """What a pass over a sheet's XML found: the leftmost column used near the top, and the formulas."""

    first_column: int
    formulas: Mapping[tuple[int, int], str | None]
    """Row number and position of each formula; its text where the file holds no value for it."""


def workbook_sheets(source: Source, only: str | None = None) -> list[Sheet]:
    """Open a workbook and return its sheets, or the one named `only`; refuses what is damaged or dangerous."""
    scans = _scan(source)
    try:
        reader = fastexcel.read_excel(source.path)
        names = reader.sheet_names
        if only is not None and only not in names:
            raise Refusal(Finding("unknown-sheet", source.name, details={"name": only, "sheets": names}))
        return [
            _sheet(source, name, _load(reader, name), scans.get(name))
            for name in names
            if only in (None, name)
        ]
    except Refusal:
        raise
    except BaseException as error:  # the reader's own panics are no ordinary exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refusal(Finding("unreadable-workbook", source.name)) from error


def _load(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = loaded.to_polars()
    return frame.rename({old: cell(i) for i, old in enumerate(frame.columns)})


def _sheet(source: Source, name: str, frame: pl.DataFrame, scan: _Scan | None) -> Sheet:
    frame = frame.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    first, formulas = (scan.first_column, scan.formulas) if scan else (0, {})
    frame = _with_formula_texts(
        frame, {(row, column - first): text for (row, column), text in formulas.items() if text}
    )
    head = [list(row) for row in frame.drop("row").head(HEAD_ROWS).iter_rows()]

    def blocks(width: int, after: int) -> Iterator[Block]:
        wide = frame.with_columns(
            pl.lit(None, pl.String).alias(cell(i)) for i in range(frame.width - 1, width)
        )
        cells = [cell(i) for i in range(wide.width - 1)]
        rows = wide.filter(pl.col("row") > after)
        beyond = (
            rows.filter(pl.any_horizontal(pl.col(cells[width:]).is_not_null()))
            if cells[width:]
            else rows.clear()
        )
        too_long = tuple((row[0], _length(row[1:])) for row in beyond.iter_rows())
        rows = rows.join(beyond, on="row", how="anti") if too_long else rows
        rows, long = rows.select("row", *cells[:width]), too_long
        for part in rows.iter_slices(_BLOCK_ROWS):
            yield Block(part, long)
            long = ()

    return Sheet(
        source, name, head, blocks, first, tuple((row, column - first) for row, column in sorted(formulas))
    )


def _with_formula_texts(frame: pl.DataFrame, texts: Mapping[tuple[int, int], str]) -> pl.DataFrame:
    """Show the text of a formula in a cell for which the file holds no value."""
    columns: dict[str, dict[int, str]] = {}
    for (row, column), text in texts.items():
        columns.setdefault(cell(column), {})[row] = text
    return frame.with_columns(
        pl.coalesce(name, pl.col("row").replace_strict(rows, default=None, return_dtype=pl.String))
        for name, rows in columns.items()
        if name in frame.columns
    )


def _length(cells: tuple[str | None, ...]) -> int:
    return max(i for i, value in enumerate(cells, 1) if value is not None)


def _scan(source: Source) -> dict[str, _Scan]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            _check_size(archive, source)
            parts = _sheet_parts(archive)
            return {parts[part]: scan for part, scan in _scans(archive, source) if part in parts}
    except Refusal:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Refusal(Finding("truncated-zip", source.name)) from error
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise Refusal(Finding("unreadable-workbook", source.name)) from error


def _check_size(archive: zipfile.ZipFile, source: Source) -> None:
    claimed = sum(info.file_size for info in archive.infolist())
    if claimed > unpacked_limit():
        raise Refusal(_too_large(source, claimed))


def _too_large(source: Source, size: int) -> Finding:
    return Finding("archive-too-large", source.name, details={"size": size, "limit": unpacked_limit()})


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map each sheet's part in the package to its name."""
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if _ENTITIES.search(archive.read(part)):
            return {}  # refused by the pass over all parts
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no entities, checked above
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_LINK), "")
        parts[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = str(sheet.get("name"))
    return parts


def _scans(archive: zipfile.ZipFile, source: Source) -> Iterator[tuple[str, _Scan]]:
    left = unpacked_limit()
    for info in archive.infolist():
        first: int | None = None
        reach = _Reach(wide=False, long=False, very_wide=False)
        formulas: dict[tuple[int, int], str | None] = {}
        for window, new in _windows(archive, info):
            left -= new
            _check_window(window, info.filename, left, source)
            reach = reach.joined(_reach(window))
            if b"<f" in window:
                formulas |= _formulas(window)
            if first is None:
                first = min((position(column.decode()) for column in _FILLED.findall(window)), default=None)
        if reach.doubtful and not info.filename.lower().endswith("sharedstrings.xml"):
            _check_extent(archive, info, source)
        yield info.filename, _Scan(first or 0, formulas)


def _windows(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield a part in windows that overlap, each with the number of bytes that are new in it."""
    before = b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield before + chunk, len(chunk)
            before = (before + chunk)[-_OVERLAP:]


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the cells of a sheet lie from its first one, at a glance; where in doubt, further than they do.

    Up to 52 columns any number of rows fits in memory, up to 702 columns any number of five digits.
    """

    wide: bool
    long: bool
    very_wide: bool

    @property
    def doubtful(self) -> bool:
        """Whether only an exact look can tell that the sheet fits in memory."""
        return self.very_wide or (self.wide and self.long)

    def joined(self, other: _Reach) -> _Reach:
        return _Reach(self.wide or other.wide, self.long or other.long, self.very_wide or other.very_wide)


def _reach(window: bytes) -> _Reach:
    """Look at the signs behind each `r=` in XML: places such as AB123. One with blanks around = is in doubt."""
    signs = np.frombuffer(window + b"-" * 16, np.uint8)
    equals = np.flatnonzero(signs[1:-16] == ord("=")) + 1
    spaced = (signs[equals - 1] <= ord(" ")) | (signs[equals + 1] <= ord(" "))
    places = equals[signs[equals - 1] == ord("r")] + 2
    one, two, three = (_within(signs[places + nth] | 32, "a", "z") for nth in range(3))
    two &= one
    three &= two
    wide = two & _within(signs[places + 2], "0", "9") & (signs[places] | 32 != ord("a"))
    very_wide = three & _within(signs[places + 3], "0", "9")
    long = _within(signs[places + one.astype(np.int8) + two + 5], "0", "9")
    return _Reach(bool(wide.any()), bool(long.any()), bool(very_wide.any() or spaced.any()))


def _within(signs: NDArray[np.uint8], first: str, last: str) -> NDArray[np.bool_]:
    return (signs >= ord(first)) & (signs <= ord(last))


def _check_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source) -> None:
    """Refuse a sheet whose cells lie so far apart that what is between them does not fit in memory."""
    rows, columns = 0, 0
    for window, _ in _windows(archive, info):
        places = set(_PLACE.findall(window))
        rows = max([rows, *(int(row) for _, row in places)])
        columns = max([columns, *(position(c.decode().upper()) + 1 for c in {c for c, _ in places})])
    size = rows * columns * _BYTES_PER_CELL
    if size > unpacked_limit():
        raise Refusal(_too_large(source, size))


def _formulas(window: bytes) -> dict[tuple[int, int], str | None]:
    return {
        (int(row), position(column.decode())): None
        if value
        else "=" + unescape(text.decode("utf-8", "replace"))
        for column, row, text, value in _FORMULA.findall(window)
    }


def _check_window(window: bytes, part: str, left: int, source: Source) -> None:
    if left < 0:
        raise Refusal(_too_large(source, unpacked_limit() - left))
    declares = b"!" in window and (b"<!" in window or b"<\0!" in window)
    if declares and part.lower().endswith((".xml", ".rels")) and _ENTITIES.search(window):
        raise Refusal(Finding("unsafe-xml", source.name))
