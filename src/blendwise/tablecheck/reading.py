"""Read a table as text from a CSV file, a spreadsheet, or a paste out of a report.

Trailing zeros are information, so cells stay text. A title above the header and blank lines are skipped;
what was guessed or lost on the way is kept as a note.
"""

from __future__ import annotations

import codecs
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from blendwise.errors import UserError
from blendwise.tablecheck.pasted import split_text
from blendwise.tablecheck.printed import read_number
from blendwise.tablecheck.spreadsheet import read_grid
from blendwise.tablecheck.table import Note, Table
from blendwise.tablecheck.vocabulary import is_absent, is_unknown, is_year

__all__ = ["MOST_BYTES", "read_table"]

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_MOST_LISTED = 10
Grid = list[list[str]]


def read_table(source: str | Path | bytes, *, sheet: str | None = None, unfilled: bool = False) -> Table:
    r"""Read a table from a file, or from the text of one.

    `source` is the path of a CSV file (`;`, `,` or tab; UTF-8, UTF-16 or cp1252) or spreadsheet (XLSX, XLS,
    ODS; `sheet` picks one), or text with a line break in it: a pasted table whose columns are parted by tabs,
    by two or more spaces or by Markdown's pipes. Bytes are the content of such a file. Lines without any figure are
    skipped; with `unfilled`, for where figures may be hidden, only notes are: lines of another width, or after a blank.

    Raises UserError when there is no such file, no table, no header, a row of another width, or too much.

    >>> read_table("school  blended  total  %\nScalda  11  244  4.5").rows
    (('Scalda', '11', '244', '4.5'),)
    """
    if isinstance(source, str) and "\n" in source:
        return _from_text(source, unfilled=unfilled)
    content = source if isinstance(source, bytes) else _content(Path(source))
    return _from_bytes(content, sheet, unfilled=unfilled)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise UserError("general.not-found", path=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise UserError("tablecheck.too-large", size=path.stat().st_size, most=MOST_BYTES)
    return path.read_bytes()


def _from_bytes(content: bytes, sheet: str | None, *, unfilled: bool) -> Table:
    if len(content) > MOST_BYTES:
        raise UserError("tablecheck.too-large", size=len(content), most=MOST_BYTES)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        grid, numbers, notes = read_grid(content, sheet)
        return _table(grid, numbers=numbers, notes=notes, unfilled=unfilled)
    return _from_text(_decode(content), unfilled=unfilled)


def _decode(content: bytes) -> str:
    """Decode by the mark at the start, else as UTF-8, else as cp1252, which Dutch offices still write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UserError("tablecheck.not-text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_text(text: str, *, unfilled: bool) -> Table:
    if len(text) > MOST_BYTES:
        raise UserError("tablecheck.too-large", size=len(text), most=MOST_BYTES)
    return _table(split_text(text.removeprefix("\ufeff")), unfilled=unfilled)


def _table(
    grid: Grid,
    *,
    numbers: frozenset[tuple[int, int]] = frozenset(),
    notes: Sequence[Note] = (),
    unfilled: bool,
) -> Table:
    if not any(any(row) for row in grid):
        raise UserError("tablecheck.empty")
    top = _header(grid)
    used = [column for column, name in enumerate(grid[top]) if name or _has_content(grid, top, column)]
    if len(used) > MOST_COLUMNS or len(grid) > MOST_ROWS:
        raise UserError("tablecheck.too-many-cells", rows=len(grid), columns=len(used), most=MOST_ROWS)
    kept, skipped = _body(grid, top)
    among = [place for place in skipped if unfilled and _is_row(grid, top, place)]
    kept, skipped = sorted([*kept, *among]), [place for place in skipped if place not in among]
    _refuse_ragged(grid, top, kept)
    found = [*notes, *_notes(skipped=len(skipped), unfilled=[grid[place][0] for place in among])]
    rows = tuple(tuple(grid[row][column] for column in used) for row in kept)
    places = {row: new for new, row in enumerate(kept)}
    columns = {column: new for new, column in enumerate(used)}
    moved = frozenset((places[r], columns[c]) for r, c in numbers if r in places and c in columns)
    return Table(tuple(grid[top][column] for column in used), rows, moved, tuple(found))


def _notes(*, skipped: int, unfilled: Sequence[str]) -> Iterator[Note]:
    if skipped:
        yield Note("skipped-rows", {"n": skipped})
    if unfilled:
        yield Note("unfilled-rows", {"names": list(unfilled[:_MOST_LISTED]), "n": len(unfilled)})


def _has_content(grid: Grid, top: int, column: int) -> bool:
    return any(column < len(row) and row[column] for row in grid[top + 1 :])


def _header(grid: Grid) -> int:
    """Find the header: the first row that is at least half filled. Figures there mean that it is lacking."""
    width = Counter(len(row) for row in grid if sum(map(bool, row)) > 1).most_common(1)
    least = max(2, math.ceil(width[0][0] / 2)) if width else 2
    for place, row in enumerate(grid):
        cells = [cell for cell in row if cell]
        if len(cells) < least:
            continue
        if any(read_number(cell) is not None and not is_year(cell) for cell in cells):
            raise UserError("tablecheck.no-header", line=" | ".join(cells)[:80])
        return place
    raise UserError("tablecheck.one-column")


def _body(grid: Grid, top: int) -> tuple[list[int], list[int]]:
    """Part the rows below the header in those with a figure or a word for none, and others such as notes."""
    kept: list[int] = []
    skipped: list[int] = []
    for place in range(top + 1, len(grid)):
        if not any(grid[place]):
            continue
        (kept if any(_is_figure(cell) for cell in grid[place][1:]) else skipped).append(place)
    if not kept:
        raise UserError("tablecheck.no-rows")
    return kept, skipped


def _is_row(grid: Grid, top: int, place: int) -> bool:
    """Tell whether a line without figures is one of the table: as wide, with a label, and no blank line before it."""
    unbroken = all(any(row) for row in grid[top:place])
    return unbroken and bool(grid[place][0]) and len(grid[place]) == len(grid[top])


def _is_figure(cell: str) -> bool:
    return read_number(cell) is not None or (bool(cell) and (is_absent(cell) or is_unknown(cell)))


def _refuse_ragged(grid: Grid, top: int, kept: list[int]) -> None:
    """Refuse rows of another width than the header: it would be a guess which number belongs where."""
    width = len(grid[top])
    wrong = {number: grid[place] for number, place in enumerate(kept, start=1) if len(grid[place]) != width}
    if wrong:
        first = next(iter(wrong.values()))
        rows = ", ".join(map(str, list(wrong)[:_MOST_LISTED])) + (" …" if len(wrong) > _MOST_LISTED else "")
        line = " | ".join(first)[:80]
        raise UserError("tablecheck.ragged", rows=rows, width=width, found=len(first), line=line)
