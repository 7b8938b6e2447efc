"""A table as one linear system: every cell a number, every sum an equation.

Whatever adds up goes in here, in any number of dimensions: rows with their total, hierarchies, columns
that are the sum of other columns, years, earlier releases. Each equation says "parts − total = 0". The
suppressor and the attacker both start from this system and from nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Equation", "Mask", "System", "Vector", "cross_table", "linear_system"]

Vector = npt.NDArray[np.float64]
"""A number per cell."""
Mask = npt.NDArray[np.bool_]
"""A yes or no per cell."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One sum of the table, as numbers of cells: the parts together are the total."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """The sums of a table and what everybody knows of each cell beforehand.

    `equations` is sparse, sums × cells, and gives 0 for the true values; `low` and `high` are the least
    and the most that an outsider holds possible for a cell before the table is published.
    """

    equations: sparse.csr_array
    low: Vector
    high: Vector

    @property
    def size(self) -> int:
        """How many cells there are."""
        return int(self.equations.shape[1])


def linear_system(equations: Sequence[Equation], *, low: Vector, high: Vector) -> System:
    """Write sums as one sparse matrix with a row per sum: 1 for a part, −1 for the total."""
    lengths = [len(equation.parts) + 1 for equation in equations]
    rows = np.repeat(np.arange(len(equations)), lengths)
    columns = np.array([c for e in equations for c in (*e.parts, e.total)], dtype=np.int64)
    signs = np.ones(columns.size)
    signs[np.cumsum(lengths, dtype=np.int64) - 1] = -1
    shape = (len(equations), low.size)
    return System(sparse.coo_array((signs, (rows, columns)), shape=shape).tocsr(), low, high)


def cross_table(inner: npt.ArrayLike) -> tuple[Vector, System]:
    """Add a total to each dimension of an array and return all values with their system.

    The array may have any number of dimensions; the values come back in its order, totals last in each
    dimension. Outsiders know that no cell is below zero.

    >>> values, system = cross_table([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    >>> values.reshape(4, 4)[3].tolist(), abs(system.equations @ values).max()
    ([45.0, 101.0, 44.0, 190.0], np.float64(0.0))
    """
    values = np.asarray(inner, dtype=np.float64)
    for axis in range(values.ndim):
        values = np.concatenate([values, values.sum(axis=axis, keepdims=True)], axis=axis)
    numbers = np.arange(values.size).reshape(values.shape)
    lines = (
        line
        for axis in range(values.ndim)
        for line in np.moveaxis(numbers, axis, -1).reshape(-1, values.shape[axis]).tolist()
    )
    equations = [Equation(total=line[-1], parts=tuple(line[:-1])) for line in lines]
    free = linear_system(equations, low=np.zeros(values.size), high=np.full(values.size, np.inf))
    return values.ravel(), free
