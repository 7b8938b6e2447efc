"""The auditor says between which values an outsider can place each hidden cell.

It starts from what is printed and from nothing else: not from the true values, and without code of the
suppressor. Two linear programs per cell give the least and the most; where the table is two-dimensional
the cells that follow exactly are found a second time by a graph (`determined`), and both must agree. Where
whole numbers matter (more dimensions, shares), a program in whole numbers follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

from blendwise.disclosure.determined import determined_cells, network
from blendwise.disclosure.system import Mask, System, Vector

__all__ = ["ContradictionError", "Outlook", "exposed", "intervals"]

_CLOSE = 1e-6


class ContradictionError(Exception):
    """What is printed cannot all be true, so nothing follows from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What an outsider can see.

    `shown` has NaN where a cell is hidden; `whole` marks the cells that are counts. `limits` are further
    things known, a row each over all cells whose product is at most 0, such as what a printed share says.
    """

    shown: Vector
    system: System
    whole: Mask
    limits: sparse.csr_array

    @property
    def hidden(self) -> Mask:
        """Which cells are hidden."""
        return np.isnan(self.shown)

    def knowing(self, cells: Mask, values: Vector) -> Outlook:
        """Return the outlook of an insider who also knows these cells."""
        return replace(self, shown=np.where(cells, values, self.shown))


def intervals(outlook: Outlook, cells: Mask) -> tuple[Vector, Vector]:
    """Return the least and the most that each of these cells can be; NaN where what is printed contradicts itself.

    Infinity means that there is no most. A shown cell has its value twice.
    """
    low, high, point = outlook.shown.copy(), outlook.shown.copy(), outlook.shown.copy()
    for block in _blocks(outlook, cells):
        asked = np.flatnonzero(cells[block.cells]).tolist()
        try:
            point[block.cells] = block.any_solution()
            low[block.cells[asked]] = [block.extreme(place, 1)[place] for place in asked]
            high[block.cells[asked]] = [block.extreme(place, -1)[place] for place in asked]
        except ContradictionError:
            point[block.cells] = np.nan
    followed = _following(outlook, point)
    if np.any(followed[cells] & ~(high[cells] - low[cells] < _CLOSE)):
        raise RuntimeError("the graph knows a cell that the linear programs do not")
    return low, high


def exposed(outlook: Outlook, cells: Mask, low: Vector, high: Vector) -> Mask:
    """Tell which of these cells an outsider can place more closely than from `low` to `high`.

    A cell is safe once solutions are found that lie at or beyond both ends.
    """
    result = np.zeros(cells.size, dtype=np.bool_)
    point = outlook.shown.copy()
    for block in _blocks(outlook, cells):
        try:
            point[block.cells] = block.any_solution()
            result[block.cells] = _exposed_in(block, cells, low, high)
        except ContradictionError:
            result[block.cells] = cells[block.cells]
            point[block.cells] = np.nan
    followed = _following(outlook, point) & cells & (high > low)
    if np.any(followed & ~result):
        raise RuntimeError("the graph knows a cell that the linear programs do not")
    return result


def _exposed_in(block: _Block, cells: Mask, low: Vector, high: Vector) -> Mask:
    least, most = np.full(block.cells.size, np.inf), np.full(block.cells.size, -np.inf)
    for place in np.flatnonzero(cells[block.cells]).tolist():
        cell = block.cells[place]
        for sign, done in ((1, least[place] <= low[cell] + _CLOSE), (-1, most[place] >= high[cell] - _CLOSE)):
            if not done:
                solution = block.extreme(place, sign)
                least, most = np.fmin(least, solution), np.fmax(most, solution)
    near = _CLOSE * np.maximum(1, np.abs(high[block.cells]))
    narrow: Mask = (least > low[block.cells] + near) | (most < high[block.cells] - near)
    return narrow & cells[block.cells]


def _following(outlook: Outlook, point: Vector) -> Mask:
    """Tell which hidden cells follow exactly by the graph, where the table has one."""
    there = outlook.hidden & ~np.isnan(point)
    graph = None if outlook.limits.shape[0] else network(outlook.system, there)
    if graph is None:
        return np.zeros(point.size, dtype=np.bool_)
    return determined_cells(graph, point, low=outlook.system.low, high=outlook.system.high)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Hidden cells that hang together by sums or limits, apart from all others."""

    cells: npt.NDArray[np.int64]
    sums: sparse.csr_array
    sums_are: Vector
    limits: sparse.csr_array
    limits_are: Vector
    low: Vector
    high: Vector
    whole: Mask

    def any_solution(self) -> Vector:
        return self._solve(np.zeros(self.cells.size))

    def extreme(self, place: int, sign: int) -> Vector:
        """Return a solution in which a cell is as small (`sign` 1) or as large (−1) as can be."""
        objective = np.zeros(self.cells.size)
        objective[place] = sign
        return self._solve(objective)

    def _solve(self, objective: Vector) -> Vector:
        """Minimise; an unbounded direction gives infinity in the cells of the objective."""
        found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
            objective,
            A_eq=self.sums,
            b_eq=self.sums_are,
            A_ub=self.limits if self.limits.shape[0] else None,
            b_ub=self.limits_are if self.limits.shape[0] else None,
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
            options={"presolve": False},  # with it HiGHS may not tell unbounded from infeasible
        )
        if found.status == 3:
            return np.select([objective < 0, objective > 0], [np.inf, -np.inf], np.nan)
        if found.status == 2:
            raise ContradictionError
        if found.status != 0:
            raise RuntimeError(found.message)
        return self._in_whole_numbers(objective, found.x)

    def _in_whole_numbers(self, objective: Vector, solution: Vector) -> Vector:
        rounded = np.where(self.whole, np.round(solution), solution)
        if np.abs(rounded - solution).max() < _CLOSE:
            return rounded
        found = milp(
            objective,
            constraints=[
                LinearConstraint(self.sums, self.sums_are, self.sums_are),
                LinearConstraint(self.limits, -np.inf, self.limits_are),
            ],
            bounds=Bounds(self.low, self.high),
            integrality=self.whole.astype(float),
            options={"mip_rel_gap": 0.0},
        )
        if found.status == 2:
            raise ContradictionError
        if found.status != 0:
            raise RuntimeError(found.message)
        return np.where(self.whole, np.round(found.x), found.x)


def _blocks(outlook: Outlook, cells: Mask) -> Iterator[_Block]:
    """Part the hidden cells in blocks and return those that hold an asked cell."""
    hidden = np.flatnonzero(outlook.hidden)
    if not hidden.size:
        return
    sums, limits = outlook.system.equations, outlook.limits
    known = np.nan_to_num(outlook.shown)
    rows = sparse.vstack([sums, limits], format="csr")[:, hidden]
    together = sparse.block_array([[None, abs(rows)], [abs(rows).T, None]], format="csr")
    _, group = connected_components(together, directed=False)
    of_row, of_cell = group[: rows.shape[0]], group[rows.shape[0] :]
    of_sum, of_limit = of_row[: sums.shape[0]], of_row[sums.shape[0] :]
    for number in np.unique(of_cell[cells[hidden]]).tolist():
        inside = hidden[of_cell == number]
        my_sums, my_limits = sums[of_sum == number], limits[of_limit == number]
        yield _Block(
            cells=inside,
            sums=my_sums[:, inside],
            sums_are=-(my_sums @ known),
            limits=my_limits[:, inside],
            limits_are=-(my_limits @ known),
            low=outlook.system.low[inside],
            high=outlook.system.high[inside],
            whole=outlook.whole[inside],
        )
