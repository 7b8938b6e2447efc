"""What reading a block of rows gives: typed rows, and every other row with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import polars as pl

from blendwise.intake.findings import Finding
from blendwise.intake.layouts import Layout, wordlist
from blendwise.intake.left_out import as_read
from blendwise.intake.sheets import BLANKS, Block, Sheet, cell
from blendwise.intake.values import DateOrder, ambiguous, date_order, laid_over, read_date
from blendwise.records import Kind

__all__ = ["Cells", "LookAgain", "cells_of", "is_total", "polars_type", "report_formulas"]

V = TypeVar("V")


class LookAgain(Exception):  # noqa: N818 - not an error: the sheet is read once more, knowing more
    """A later part of a column of dates says something else of their order than was known."""

    def __init__(self, sheet: str | None, orders: Mapping[str, DateOrder]) -> None:
        self.sheet = sheet
        self.orders = orders
        super().__init__()


def polars_type(kind: Kind) -> pl.DataType:
    """Return how a kind of value is kept."""
    types: dict[Kind, pl.DataType] = {
        Kind.STRING: pl.String(),
        Kind.INTEGER: pl.Int64(),
        Kind.NUMBER: pl.Float64(),
        Kind.MONEY: pl.Decimal(18, 2),
        Kind.BOOLEAN: pl.Boolean(),
        Kind.DATE: pl.Date(),
    }
    return types[kind]


@dataclass
class Cells:
    """The cells of a block under our names, and the findings made while reading them."""

    sheet: Sheet
    layout: Layout
    frame: pl.DataFrame
    """`row` and the columns that the layout knows, stripped, empty cells as null; blank rows are gone."""
    read: int
    """Rows read: those of the frame and those that were too long."""
    findings: list[Finding]

    def leave_out(self, rows: pl.Series, code: str, column: str | None = None, **details: Any) -> None:
        """Go on without the rows where `rows` holds, each with a finding that says which row it was."""
        if rows.any():
            self.findings += [
                self.finding(code, row["row"], column, **details, **as_read(row))
                for row in self.frame.filter(rows).iter_rows(named=True)
            ]
            self.frame = self.frame.filter(~rows)

    def texts(self, column: str) -> pl.Series:
        """Return a column as text; nulls where the file does not have it."""
        if column in self.frame.columns:
            return self.frame[column]
        return pl.Series(column, [None] * self.frame.height, dtype=pl.String)

    def finding(
        self, code: str, row: int, column: str | None = None, value: str | None = None, **details: Any
    ) -> Finding:
        """Make a finding at a row and one of our columns."""
        return Finding(
            code,
            self.sheet.source.name,
            self.sheet.name,
            row,
            self.layout.letter(column) if column else None,
            self.layout.headers.get(column) if column else None,
            value,
            details,
        )

    def values(self, column: str, kind: Kind, read: Callable[[str], Any], code: str) -> pl.Series:
        """Read a column as values; what cannot be read becomes null with a finding of this code."""
        texts = self.texts(column)
        values = laid_over(texts, read, polars_type(kind))
        self.report(code, column, texts, texts.is_not_null() & values.is_null())
        return values

    def report(self, code: str, column: str, texts: pl.Series, where: pl.Series) -> None:
        """Make a finding for each row where `where` holds."""
        if where.any():
            found = pl.DataFrame({"row": self.frame["row"], "value": texts}).filter(where)
            self.findings += [self.finding(code, row, column, value) for row, value in found.iter_rows()]

    def dates(self, column: str, orders: Mapping[str, DateOrder]) -> pl.Series:
        """Read a column of dates, in the order that the whole column speaks of."""
        texts = self.texts(column)
        known = orders.get(column, DateOrder.DAY_FIRST if self.layout.day_first else DateOrder.UNKNOWN)
        different = texts.drop_nulls().unique()
        order = known.joined(date_order(different))
        if order is not known:
            raise LookAgain(self.sheet.name, {**orders, column: order})

        def read(text: str) -> date | None:
            return read_date(text, order)

        values = laid_over(texts, read, pl.Date())
        doubtful = texts.is_in([t for t in different if ambiguous(t, order)]).fill_null(value=False)
        self._report_doubtful(column, texts, order, doubtful)
        self.report("unreadable-date", column, texts, texts.is_not_null() & values.is_null() & ~doubtful)
        return values

    def _report_doubtful(self, column: str, texts: pl.Series, order: DateOrder, doubtful: pl.Series) -> None:
        found = pl.DataFrame({"row": self.frame["row"], "value": texts}).filter(doubtful)
        for row, value in found.iter_rows():
            first, second = ambiguous(value, order) or (None, None)
            form = {} if order is DateOrder.MONTH_FIRST else {"form": "-neither"}
            self.findings.append(
                self.finding("ambiguous-date", row, column, value, d1=first, d2=second, **form)
            )


def report_formulas(cells: Cells) -> None:
    """Report the cells that hold a formula, or a text that a spreadsheet program would take for one."""
    columns = {position: column for column, position in cells.layout.positions.items()}
    rows = set(cells.frame["row"]) if cells.sheet.formulas else set()
    found = {(row, columns[p]) for row, p in cells.sheet.formulas if row in rows and p in columns}
    begins = cells.frame.select(pl.col(columns.values()).str.starts_with("="))
    typed = {
        (row, column)
        for column in begins.columns
        if begins[column].any()
        for row in cells.frame["row"].filter(begins[column].fill_null(value=False))
    }
    cells.findings += [
        cells.finding(
            "formula-as-text", row, column, **({} if (row, column) in found else {"form": "-typed"})
        )
        for row, column in sorted(found | typed)
    ]


def cells_of(block: Block, sheet: Sheet, layout: Layout) -> Cells:
    """Put our names on the cells of a block, drop blank rows and report rows that are too long."""
    known = [pl.col(cell(p)).alias(c) for c, p in layout.positions.items()]
    frame = block.rows.select("row", *known)
    frame = frame if block.trimmed else _trimmed(frame)
    empty = pl.all_horizontal(pl.col(layout.positions).is_null())
    if layout.profile.missing:
        frame = frame.with_columns(pl.col(layout.positions).replace(dict.fromkeys(layout.profile.missing)))
    if frame.select(empty.any()).item():
        blank = pl.all_horizontal(pl.exclude("row").fill_null("").str.strip_chars(BLANKS) == "")
        frame = frame.join(
            block.rows.filter(blank).select("row"), on="row", how="anti", maintain_order="left"
        )
    cells = Cells(sheet, layout, frame, frame.height + len(block.too_long), [])
    cells.findings += [
        cells.finding("row-too-long", row, n=length, m=layout.width) for row, length in block.too_long
    ]
    return cells


def _trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the blanks from both ends of all cells; those with nothing between become null."""
    stripped = frame.with_columns(pl.col(pl.String).str.strip_chars(BLANKS))
    emptied = stripped.select((pl.col(pl.String) == "").any())
    names = [name for name in emptied.columns if emptied[name].item()]
    return stripped.with_columns(pl.when(pl.col(name) != "").then(name) for name in names)


def is_total(frame: pl.DataFrame, columns: Iterable[str]) -> pl.Series:
    """Tell which rows are lines of totals: one of these cells begins with a word such as "Totaal"."""
    words = "|".join(sorted(wordlist("totals", "words")))
    begins = [
        pl.col(c).str.contains(rf"^(?i:{words})\b").fill_null(value=False)
        for c in columns
        if c in frame.columns
    ]
    return (
        frame.select(pl.any_horizontal(begins).alias("total"))["total"]
        if begins
        else pl.Series("total", [False] * frame.height)
    )
