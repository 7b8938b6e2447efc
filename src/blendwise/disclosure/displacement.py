"""How far a hidden cell can be moved, with the others, so that all sums still hold.

The suppressor's own attacker. It works with displacements from the true values: the sums of a
displacement are 0, shown cells have none, and a hidden cell stays within what an outsider holds possible.
Where a cell cannot be moved far enough, the dual prices of the sums say which further cells would help:
that is the capacity cut of Fischetti and Salazar (2001, section 3). The auditor shares nothing with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog

from blendwise.disclosure.system import Mask, System, Vector

__all__ = ["Aim", "Room", "Witnesses", "capacity_cut", "largest_displacement"]

_ZERO = 1e-7


@dataclass(frozen=True, slots=True)
class Aim:
    """One cell must be movable by `need`, upwards (`sign` 1) or downwards (−1), against one attacker."""

    cell: int
    sign: int
    need: float
    attacker: int


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """How far each cell may move, and which cells each attacker knows already (attackers × cells)."""

    system: System
    down: Vector
    up: Vector
    known: npt.NDArray[np.bool_]

    @classmethod
    def around(cls, values: Vector, system: System, known: Sequence[Mask]) -> Room:
        """Measure the room around the true values; the first attacker is an outsider who knows no cell."""
        nothing = np.zeros(values.size, dtype=np.bool_)
        return cls(system, values - system.low, system.high - values, np.array([nothing, *known]))


def largest_displacement(room: Room, aim: Aim, hidden: Mask) -> tuple[Vector, Vector]:
    """Move the aimed cell as far as needed or possible, using hidden cells only.

    Returns the displacement of every cell and the dual prices of the sums.
    """
    free = np.flatnonzero(hidden & ~room.known[aim.attacker])
    place = int(np.searchsorted(free, aim.cell))
    low, high = -room.down[free], room.up[free].copy()
    if aim.sign > 0:
        high[place] = min(high[place], aim.need)
    else:
        low[place] = max(low[place], -aim.need)
    objective = np.zeros(free.size)
    objective[place] = -aim.sign
    part = room.system.equations[:, free]
    used = np.flatnonzero(np.diff(part.indptr))
    found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        objective,
        A_eq=part[used],
        b_eq=np.zeros(used.size),
        bounds=np.column_stack([low, high]),
        method="highs",
    )
    if found.status != 0:
        raise RuntimeError(f"displacement of cell {aim.cell}: {found.message}")
    moved, prices = np.zeros(hidden.size), np.zeros(part.shape[0])
    moved[free], prices[used] = found.x, -found.eqlin.marginals
    return moved, prices


def capacity_cut(room: Room, aim: Aim, prices: Vector, *, always: Mask, never: Mask) -> Vector:
    """Turn the dual prices into a cut: coefficients whose sum over the hidden cells must be at least 1.

    Any prices give a valid cut. What the cells that are hidden anyway contribute is taken off the right
    side before each coefficient is cut down to it, since a cell is hidden once or not at all.
    """
    price = -(prices @ room.system.equations)
    price[aim.cell] += aim.sign
    price[np.abs(price) < _ZERO] = 0
    with np.errstate(invalid="ignore"):
        worth = np.where(price > 0, price * room.up, 0) - np.where(price < 0, price * room.down, 0)
    worth[np.isnan(worth) | room.known[aim.attacker] | never] = 0
    rest = aim.need - worth[always].sum()
    if rest <= 0:
        raise RuntimeError(f"no cut for cell {aim.cell}: the hidden cells protect it already")
    coefficients: Vector = np.minimum(worth, rest) / rest
    coefficients[always] = 0
    return np.ceil(coefficients * 1e6 - 1e-3) / 1e6


class Witnesses:
    """Displacements found so far: each may prove at once that many aims are met, without a new search."""

    def __init__(self, room: Room, aims: Sequence[Aim]) -> None:
        self._room = room
        self._cells = np.array([aim.cell for aim in aims], dtype=np.int64)
        self._signs = np.array([aim.sign for aim in aims])
        self._needs = np.array([aim.need for aim in aims])
        self._attackers = np.array([aim.attacker for aim in aims], dtype=np.int64)
        self._moved = sparse.csr_array((0, room.system.size))

    def add(self, moved: Sequence[Vector]) -> None:
        """Keep displacements for later rounds."""
        if moved:
            found = sparse.csr_array(np.where(np.abs(moved) > _ZERO, moved, 0.0))
            self._moved = sparse.vstack([self._moved, found], format="csr")

    def met(self, hidden: Mask) -> Mask:
        """Tell which aims are proven, if these cells are hidden."""
        usable = self._moved[np.flatnonzero(abs(self._moved) @ (~hidden).astype(float) == 0)]
        return self.proven_by(usable.toarray())

    def proven_by(self, moved: npt.NDArray[np.float64]) -> Mask:
        """Tell which aims some of these displacements (displacements × cells) prove."""
        reaches = moved[:, self._cells] * self._signs >= self._needs - _ZERO * np.maximum(1, self._needs)
        touches = (np.abs(moved) > _ZERO).astype(float) @ self._room.known.T.astype(float) > 0
        proven: Mask = (reaches & ~touches[:, self._attackers]).any(axis=0)
        return proven
