"""What tables that went out before say of the cells of this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from blendwise.disclosure.cells import Cells
from blendwise.disclosure.policy import Policy
from blendwise.disclosure.published import PublishedTable
from blendwise.disclosure.seen import SeenTable, from_data
from blendwise.disclosure.system import Vector
from blendwise.errors import UserError
from blendwise.tablecheck.printed import read_number

__all__ = ["Earlier", "told_before"]

Earlier = PublishedTable | SeenTable
"""A table that went out before: as `protect` made it, or as it was read from its file."""


def told_before(cells: Cells, policy: Policy, earlier: Sequence[Earlier]) -> Vector:
    """Return per cell the value that an earlier table shows, by labels and column; NaN where none does.

    Of several that show one cell the last counts. Raises UserError for a table without the same labels: then it
    can't be said which cells are the same.
    """
    told = np.full(cells.values.size, np.nan)
    names = tuple(dimension.column for dimension in policy.dimensions)
    row_of = {labels: row for row, labels in enumerate(cells.labels)}
    for table in earlier:
        for labels, column, value in _shown(table, names):
            if labels in row_of and column in cells.columns:
                told[cells.column(column)[row_of[labels]]] = value
    return told


def _shown(table: Earlier, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """Yield labels, column and value of every figure that a table shows."""
    seen = from_data(table.to_polars()) if isinstance(table, PublishedTable) else table
    found = table.labels if isinstance(table, PublishedTable) else _labels(seen, names)
    if set(found) != set(names):
        raise UserError("disclosure.other-labels", names=names, found=found)
    for row in seen.frame.iter_rows(named=True):
        labels = tuple(str(row[name]) for name in names)
        for column, cell in row.items():
            number = None if column in names or cell is None else read_number(str(cell))
            if number is not None:
                yield labels, column, float(number.value)


def _labels(seen: SeenTable, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of a table that was read: the ones asked for, and every column that holds no figures."""
    return tuple(name for name in seen.frame.columns if name in names or name not in seen.hidden)
