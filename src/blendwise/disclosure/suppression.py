"""Secondary suppression: the cheapest further cells that protect the sensitive ones.

Sources: Fischetti and Salazar-González (2001), "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47(7), doi:10.1287/mnsc.47.7.1008.10: the master has a yes or no
per cell, and a cut for each attack that still succeeds. HiGHS (through SciPy) solves master and attacks.
Every optimum for positive costs is irredundant: showing any one secondary cell again breaks protection.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from blendwise.disclosure.displacement import Aim, Room, Witnesses, capacity_cut, largest_displacement
from blendwise.disclosure.primary import Sensitive
from blendwise.disclosure.repair import repaired
from blendwise.disclosure.system import Mask, System, Vector

__all__ = ["Suppression", "UnprotectableError", "by_cell", "by_logarithm", "by_value", "suppress"]

_GAPS = (0.03, 0.005, 0.0)
"""How far from its optimum the master may stop: early rounds only look for attacks."""


def by_logarithm(values: Vector) -> Vector:
    """Cost of hiding a cell: log(1 + value) + 1, so that large figures stay but not at any price."""
    return np.log1p(np.abs(values)) + 1


def by_cell(values: Vector) -> Vector:
    """Cost of hiding a cell: 1, so that as few cells as possible are hidden."""
    return np.ones(values.size)


def by_value(values: Vector) -> Vector:
    """Cost of hiding a cell: its value, so that as little as possible of the total is hidden."""
    return np.abs(values)


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """Which cells are hidden, what that costs, and the least that it could cost (proven)."""

    hidden: Mask
    cost: float
    bound: float

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that no cheaper choice protects."""
        return self.cost <= self.bound + 1e-6 * max(1.0, abs(self.bound))


class UnprotectableError(Exception):
    """Some sensitive cells stay exposed even if all cells that may be hidden are."""

    def __init__(self, cells: Sequence[int]) -> None:
        super().__init__(cells)
        self.cells = tuple(cells)


def suppress(
    values: Vector,
    system: System,
    sensitive: Sensitive,
    *,
    cost: Vector,
    shown: Mask | None = None,
    unprinted: Mask | None = None,
    known: Sequence[Mask] = (),
    seconds: float = 60.0,
) -> Suppression:
    """Choose the cells to hide so that every sensitive cell keeps its protection interval.

    `cost` per cell (see `by_logarithm`); `shown` cells are never hidden; `unprinted` ones are in no table
    and hidden anyway; each mask in `known` is an insider who knows those cells already, such as an
    institution its own row. After `seconds` the search for a cheaper choice ends and the best safe one
    found is returned, with the bound that was proven.

    Raises `UnprotectableError` with the cells that cannot be protected.

    >>> from blendwise.disclosure.primary import Sensitive
    >>> from blendwise.disclosure.system import cross_table
    >>> values, system = cross_table([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    >>> cell = Sensitive(values == 22, values - 1, values + 1)
    >>> found = suppress(values, system, cell, cost=by_value(values))
    >>> sorted(values[found.hidden].tolist()), found.is_optimal
    ([8.0, 12.0, 17.0, 22.0], True)
    """
    nothing = np.zeros(values.size, dtype=np.bool_)
    unprinted = nothing if unprinted is None else unprinted
    always = sensitive.mask | unprinted
    never = (nothing if shown is None else shown) & ~always
    room = Room.around(values, system, known)
    search = _Search(room, _aims(values, sensitive, room), cost, always, never, unprinted)
    return search.run(time.monotonic() + seconds)


def _aims(values: Vector, sensitive: Sensitive, room: Room) -> list[Aim]:
    return [
        Aim(cell, sign, need, attacker)
        for attacker, known in enumerate(room.known)
        for cell in np.flatnonzero(sensitive.mask & ~known).tolist()
        for sign, need in ((1, sensitive.high[cell] - values[cell]), (-1, values[cell] - sensitive.low[cell]))
        if need > 0
    ]


class _Search:
    """The master and what it has learned so far."""

    def __init__(
        self, room: Room, aims: list[Aim], cost: Vector, always: Mask, never: Mask, unprinted: Mask
    ) -> None:
        self.room, self.aims, self.always, self.never = room, aims, always, never
        self.cost = np.where(unprinted, 0.0, cost)
        self.witnesses = Witnesses(room, aims)
        self.cuts: list[Vector] = []
        self.seed = _at_least_two(room.system, never, unprinted)

    def run(self, deadline: float) -> Suppression:
        """Solve the master, add the attacks that succeed as cuts, and again until none does."""
        hidden, bound, stage = self.always, float(self.cost[self.always].sum()), 0
        while (left := deadline - time.monotonic()) > 0:
            found, bound, finished = self._solve(_GAPS[stage], left, bound)
            hidden = hidden if found is None else found
            if not finished:
                break
            new = self._separate(hidden)
            self.cuts += new
            if not new and _GAPS[stage] == 0:
                return Suppression(hidden, float(self.cost[hidden].sum()), bound)
            stage += not new
        hidden = repaired(
            hidden, room=self.room, aims=self.aims, cost=self.cost, always=self.always, never=self.never
        )
        return Suppression(hidden, float(self.cost[hidden].sum()), bound)

    def _solve(self, gap: float, seconds: float, bound: float) -> tuple[Mask | None, float, bool]:
        """Solve the master; returns its choice of cells, the bound, and whether there was time enough."""
        cells, helpers = self.cost.size, self.seed.shape[1] - self.cost.size
        cuts = sparse.csr_array(np.array(self.cuts).reshape(-1, cells))
        cuts = sparse.hstack([cuts, sparse.csr_array((cuts.shape[0], helpers))])
        least = np.concatenate([np.zeros(self.seed.shape[0]), np.ones(cuts.shape[0])])
        found = milp(
            np.concatenate([self.cost, np.zeros(helpers)]),
            constraints=LinearConstraint(sparse.vstack([self.seed, cuts], format="csc"), least, np.inf),
            bounds=Bounds(
                np.concatenate([self.always.astype(float), np.zeros(helpers)]),
                np.concatenate([(~self.never).astype(float), np.full(helpers, np.inf)]),
            ),
            integrality=np.concatenate([np.ones(cells), np.zeros(helpers)]),
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )
        if found.status == 2:
            raise UnprotectableError(self._hopeless())
        hidden = None if found.x is None else found.x[:cells] > 0.5
        proven = bound if found.mip_dual_bound is None else max(bound, float(found.mip_dual_bound))
        return hidden, proven, found.status == 0

    def _separate(self, hidden: Mask) -> list[Vector]:
        """Attack a choice of cells; returns a cut for every attack that succeeds."""
        met = self.witnesses.met(hidden)
        cuts: dict[bytes, Vector] = {}
        moves: list[Vector] = []
        for number, aim in enumerate(self.aims):
            if met[number]:
                continue
            moved, prices = largest_displacement(self.room, aim, hidden)
            moves.append(moved)
            met |= self.witnesses.proven_by(moved[None, :])
            if not met[number]:
                cut = capacity_cut(self.room, aim, prices, always=self.always, never=self.never)
                cuts[cut.tobytes()] = cut
        self.witnesses.add(moves)
        return list(cuts.values())

    def _hopeless(self) -> list[int]:
        everything = ~self.never
        exposed = []
        for aim in self.aims:
            moved, _ = largest_displacement(self.room, aim, everything)
            if not self.witnesses.proven_by(moved[None, :]).any():
                exposed.append(aim.cell)
        return sorted(set(exposed))


def _at_least_two(system: System, never: Mask, unprinted: Mask) -> sparse.csr_array:
    """Build the seed cuts: a cell that is the only hidden one of a sum is known, so hiding it is no use.

    With a helper per sum that is at most the number of its hidden cells: helper − 2 · cell ≥ 0.
    """
    sums, cells = system.equations.shape
    members = sparse.coo_array(abs(system.equations))
    helper = sparse.hstack([members, -sparse.eye_array(sums)])
    use = ~(never | unprinted)[members.col]
    row, cell, each = members.row[use], members.col[use], np.arange(int(use.sum()))
    data = np.concatenate([np.ones(each.size), np.full(each.size, -2.0)])
    pairs = sparse.coo_array(
        (data, (np.tile(each, 2), np.concatenate([cells + row, cell]))), shape=(each.size, cells + sums)
    )
    return sparse.csr_array(sparse.vstack([helper, pairs]))
