"""Row totals against their parts, and total rows against their columns.

A structural absence counts as 0; a figure that is not shown makes its sum unknown, not smaller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from blendwise.tablecheck.figures import Figures, Row, RowKind

__all__ = ["ColumnSum", "RowSum", "Sums", "sums_of"]


@dataclass(frozen=True, slots=True)
class RowSum:
    """A row's parts beside their whole: 23 + 81 against 104."""

    row: int
    label: str
    whole: str
    parts: tuple[str, ...]
    printed: int
    summed: int

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the whole."""
        return self.printed == self.summed

    def as_dict(self) -> dict[str, object]:
        """Return the sum for JSON."""
        place = {"row": self.row, "label": self.label, "whole": self.whole, "parts": list(self.parts)}
        return {**place, "printed": self.printed, "sum": self.summed}


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The sum of a column, beside what a total row prints; `printed` is None where no row does."""

    column: str
    summed: int
    rows: int
    printed: int | None = None
    row: int | None = None
    label: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the printed total is the sum; None where none is printed."""
        return None if self.printed is None else self.printed == self.summed

    def as_dict(self) -> dict[str, object]:
        """Return the sum for JSON."""
        place = {"column": self.column, "rows": self.rows, "row": self.row}
        return {**place, "sum": self.summed, "printed": self.printed, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Sums:
    """All sums that could be made."""

    rows: tuple[RowSum, ...]
    columns: tuple[ColumnSum, ...]

    @property
    def failing(self) -> tuple[RowSum | ColumnSum, ...]:
        """The sums that do not hold."""
        every: tuple[RowSum | ColumnSum, ...] = (*self.rows, *self.columns)
        return tuple(found for found in every if found.holds is False)

    def as_dict(self) -> dict[str, object]:
        """Return the sums for JSON; of those by row only the failing ones are listed."""
        failing = [row.as_dict() for row in self.rows if not row.holds]
        rows = {"checked": len(self.rows), "hold": len(self.rows) - len(failing), "failing": failing}
        return {"rows": rows, "columns": [column.as_dict() for column in self.columns]}


def sums_of(figures: Figures) -> Sums:
    """Add up the parts of every row and the rows of every column."""
    rows = tuple(found for row in figures.rows for found in _row_sums(figures, row))
    totals = [row for row in figures.rows if row.kind is not RowKind.GROUP]
    printed = [found for row in totals for found in _against_total(figures, row)]
    done = {
        found.column for found in printed if found.row and figures.rows[found.row - 1].kind is RowKind.TOTAL
    }
    names = figures.table.headers
    open_columns = [c for c in figures.roles.counts if names[c] not in done]
    unprinted = (_column_sum(figures, figures.groups, column) for column in open_columns)
    return Sums(rows, (*printed, *(found for found in unprinted if found)))


def _row_sums(figures: Figures, row: Row) -> Iterable[RowSum]:
    names = figures.table.headers
    for parts in figures.roles.parts:
        values = [row.counts[c] for c in parts.columns]
        whole = row.counts[parts.whole]
        if whole is not None and parts.whole not in row.absent and None not in values:
            headers = tuple(names[c] for c in parts.columns)
            yield RowSum(
                row.number, row.label, names[parts.whole], headers, whole, sum(v or 0 for v in values)
            )


def _against_total(figures: Figures, total: Row) -> Iterable[ColumnSum]:
    rows = figures.groups if total.kind is RowKind.TOTAL else _since_last(figures, total)
    for column in figures.roles.counts:
        found = _column_sum(figures, rows, column)
        printed = total.counts[column]
        if found and printed is not None and column not in total.absent:
            yield ColumnSum(found.column, found.summed, found.rows, printed, total.number, total.label)


def _since_last(figures: Figures, subtotal: Row) -> tuple[Row, ...]:
    """Return the rows between a subtotal and the total or subtotal before it."""
    before = figures.rows[: subtotal.number - 1]
    last = max((row.number for row in before if row.kind is not RowKind.GROUP), default=0)
    return tuple(row for row in before if row.number > last)


def _column_sum(figures: Figures, rows: tuple[Row, ...], column: int) -> ColumnSum | None:
    values = [row.counts[column] for row in rows]
    if not rows or None in values:
        return None
    return ColumnSum(figures.table.headers[column], sum(v or 0 for v in values), len(rows))
