"""Tables of cells as the bytes of a file: a workbook or a CSV, the same on every run and machine."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

__all__ = ["Cell", "Formula", "Sheet", "delimited", "workbook"]


class Formula(NamedTuple):
    """A formula of a workbook, with the value that a program stored when it last ran it."""

    text: str
    value: float


Cell = str | int | float | bool | date | Formula | None

_MADE = datetime(2025, 3, 24, 12, 0)  # a fixed time in the file, so that two runs give the same bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, its rows, and over how many columns its first cell is merged."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: int = 0


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Write an XLSX; texts stay texts, also those that look like a formula or a number."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options | {"default_date_format": "dd-mm-yyyy"})
    book.set_properties({"created": _MADE})
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet)
    book.close()
    return target.getvalue()


def _fill(worksheet: Any, sheet: Sheet) -> None:
    for place, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            _write(worksheet, place, column, cell)
        if place == 0 and sheet.merged:
            worksheet.merge_range(0, 0, 0, sheet.merged - 1, row[0])


def _write(worksheet: Any, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        worksheet.write_string(row, column, cell)
    elif isinstance(cell, Formula):
        worksheet.write_formula(row, column, cell.text, None, cell.value)
    elif isinstance(cell, bool):
        worksheet.write_boolean(row, column, cell)
    elif isinstance(cell, date):
        worksheet.write_datetime(row, column, cell)
    else:
        worksheet.write_number(row, column, cell)


def delimited(rows: Iterable[Sequence[Cell]], *, delimiter: str, encoding: str) -> bytes:
    """Write a CSV; UTF-16 gets its byte order mark and is little-endian, as spreadsheet programs write it."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    if encoding == "utf-16":
        return codecs.BOM_UTF16_LE + target.getvalue().encode("utf-16-le")
    return target.getvalue().encode(encoding)
