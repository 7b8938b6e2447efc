"""A safe choice of cells when there is no time to prove the cheapest: add what protects, drop what is not needed.

For each attack that still succeeds the cheapest set of further cells that stops it is looked for in a
linear program (the idea of Kelly, Golden and Assad 1992, doi:10.1002/net.3230220404); at the end
each secondary cell is shown again if that does no harm, the dearest first. The result is safe, not optimal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from blendwise.disclosure.displacement import Aim, Room, Witnesses, largest_displacement
from blendwise.disclosure.system import Mask, Vector

__all__ = ["repaired"]

_ZERO = 1e-7


def repaired(
    hidden: Mask, *, room: Room, aims: Sequence[Aim], cost: Vector, always: Mask, never: Mask
) -> Mask:
    """Hide further cells until every aim is met, then show again what is not needed."""
    hidden, witnesses = hidden.copy(), Witnesses(room, aims)
    met = witnesses.met(hidden)
    for number, aim in enumerate(aims):
        if met[number]:
            continue
        moved, _ = largest_displacement(room, aim, hidden)
        if moved[aim.cell] * aim.sign < aim.need - _ZERO * max(1.0, aim.need):
            moved = _cheapest(room, aim, np.where(hidden, 0.0, cost), ~never)
            hidden |= np.abs(moved) > _ZERO
        witnesses.add([moved])
        met |= witnesses.proven_by(moved[None, :])
    secondary = np.flatnonzero(hidden & ~always)
    for cell in secondary[np.argsort(-cost[secondary], kind="stable")].tolist():
        fewer = hidden.copy()
        fewer[cell] = False
        if _protects(fewer, room, aims, witnesses):
            hidden = fewer
    return hidden


def _cheapest(room: Room, aim: Aim, cost: Vector, may: Mask) -> Vector:
    """Find the displacement that meets an aim and moves the least worth of cells now shown."""
    free = np.flatnonzero(may & ~room.known[aim.attacker])
    part = room.system.equations[:, free]
    up, down = room.up[free].copy(), room.down[free].copy()
    place = int(np.searchsorted(free, aim.cell))
    lows = np.zeros(2 * free.size)
    forward, back = (place, free.size + place) if aim.sign > 0 else (free.size + place, place)
    highs = np.concatenate([up, down])
    lows[forward], highs[back] = aim.need, 0
    found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        np.tile(cost[free], 2) + _ZERO,
        A_eq=sparse.hstack([part, -part], format="csr"),
        b_eq=np.zeros(part.shape[0]),
        bounds=np.column_stack([lows, highs]),
        method="highs",
    )
    if found.status != 0:
        raise RuntimeError(f"repair of cell {aim.cell}: {found.message}")
    moved = np.zeros(may.size)
    moved[free] = found.x[: free.size] - found.x[free.size :]
    return moved


def _protects(hidden: Mask, room: Room, aims: Sequence[Aim], witnesses: Witnesses) -> bool:
    """Tell whether every aim is met; what is found out is kept for the next question."""
    met = witnesses.met(hidden)
    moves: list[Vector] = []
    for number, aim in enumerate(aims):
        if not met[number]:
            moved, _ = largest_displacement(room, aim, hidden)
            moves.append(moved)
            met |= witnesses.proven_by(moved[None, :])
            if not met[number]:
                break
    witnesses.add(moves)
    return bool(met.all())
