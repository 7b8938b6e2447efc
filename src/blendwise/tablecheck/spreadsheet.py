"""Read one sheet of a spreadsheet as text, and remember which cells were numbers.

A number in a spreadsheet has lost how it was printed: 3.20 is 3.2, and 42.6% is 0.426. The reader gives a
column as text, as fractions or as whole numbers; only together these tell a number from a text: the text
"42.6" has no whole form, the number 42.6 has. A whole "5" may be either and follows the rest of its column.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import fastexcel

from blendwise.errors import UserError, unknown_name
from blendwise.tablecheck.table import Note

__all__ = ["read_grid"]

MOST_UNPACKED = 200_000_000
_CHUNK = 1 << 20
_SPREADSHEET_DIGITS = 15
"""Spreadsheet programs show no more; behind it stands binary noise, such as in 0.42600000000000005."""
Grid = list[list[str]]


def read_grid(content: bytes, sheet: str | None) -> tuple[Grid, frozenset[tuple[int, int]], list[Note]]:
    """Return the cells of a sheet, the places of its numbers, and a note when there are more sheets."""
    try:
        if content.startswith(b"PK"):
            _refuse_endless(content)
        book = fastexcel.read_excel(content)
        name, others = _choose(book, sheet)
        texts, fractions, wholes = (_load(book, name, kind) for kind in ("string", "float", "int"))
    except UserError:
        raise
    except BaseException as error:  # a damaged file raises anything; the reader's panics are no exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        reason = str(error).partition("\n")[0][:120]
        raise UserError("tablecheck.not-a-spreadsheet", reason=reason) from None
    columns = [_column(*parts) for parts in zip(texts, fractions, wholes, strict=True)]
    grid = [list(row) for row in zip(*(cells for cells, _ in columns), strict=True)]
    numbers = frozenset((row, place) for place, (_, rows) in enumerate(columns) for row in rows)
    notes = [Note("other-sheets", {"sheet": name, "others": ", ".join(others)})] if others else []
    return grid, numbers, notes


def _refuse_endless(content: bytes) -> None:
    """Unpack every part once, bounded, so that a file which unpacks without end goes no further."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for part in packed.infolist():
            with packed.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MOST_UNPACKED:
                        raise UserError("tablecheck.too-large", size=unpacked, most=MOST_UNPACKED)


def _choose(book: fastexcel.ExcelReader, wanted: str | None) -> tuple[str, list[str]]:
    """Choose the sheet that is asked for, else the first with two rows or more; name the others that have."""
    names = book.sheet_names
    if wanted is not None and wanted not in names:
        raise unknown_name(wanted, "tablecheck.sheet", names)
    if wanted is not None:
        return wanted, []
    filled = [name for name in names if book.load_sheet(name, header_row=None).total_height > 1]
    if not filled:
        raise UserError("tablecheck.empty")
    return filled[0], filled[1:]


def _load(
    book: fastexcel.ExcelReader, name: str, kind: Literal["string", "float", "int"]
) -> list[Sequence[object]]:
    frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind).to_polars()
    return [column.to_list() for column in frame]


def _column(
    texts: Sequence[object], fractions: Sequence[object], wholes: Sequence[object]
) -> tuple[list[str], list[int]]:
    """Return a column's cells as text, and the rows whose cell was a number."""
    cells = ["" if text is None else str(text).strip() for text in texts]
    certain, possible = [], []
    for row, (cell, fraction, whole) in enumerate(zip(cells, fractions, wholes, strict=True)):
        if not isinstance(fraction, float) or whole is None or cell in ("true", "false"):
            continue
        if fraction.is_integer():
            possible.append(row)
        else:
            certain.append(row)
            cells[row] = f"{Decimal(f'{fraction:.{_SPREADSHEET_DIGITS}g}'):f}"
    return cells, certain + possible if certain else []
