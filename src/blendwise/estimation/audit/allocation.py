"""Which strata get how many checks: as many as tell most per check, or per hour.

Sources: Neyman (1934) J. R. Stat. Soc. 97:558-625; Wright (2012) Stat. Probab. Lett. 82:1767-1772 and (2017)
Am. Stat. 71:219-223 (whole numbers by a list of priorities).
"""

from __future__ import annotations

import heapq
from typing import Protocol

import numpy as np

from blendwise.errors import UserError
from blendwise.estimation.audit.strata import Strata
from blendwise.estimation.result import Array

__all__ = ["Importance", "by_priority", "in_proportion", "neyman", "square_root"]


class Importance(Protocol):
    """What every rule for the weight of strata looks like: a number per stratum, up to a factor."""

    def __call__(self, strata: Strata, expected: Array) -> Array:
        """Return the importance of each stratum, given the expected true share in each."""


def neyman(strata: Strata, expected: Array) -> Array:
    """Return size times expected standard deviation: best when the expected shares come from a pilot."""
    spread = np.sqrt(expected * (1 - expected) * strata.sizes / np.maximum(strata.sizes - 1, 1))
    return np.asarray(strata.sizes * spread)


def square_root(strata: Strata, expected: Array) -> Array:  # noqa: ARG001 (one signature)
    """Return the square root of the size: for a first audit, when little is known of the shares."""
    return np.sqrt(strata.sizes)


def in_proportion(importance: Array, total: float) -> Array:
    """Return Neyman's division of a total, in fractions.

    >>> in_proportion(np.array([1.0, 3.0]), 8)
    array([2., 6.])
    """
    return np.asarray(total * importance / importance.sum())


def _taken_at(gain: float, worth: Array, floors: Array, most: Array) -> Array:
    """Return the checks per stratum when every check worth at least `gain` is taken.

    The check after m is worth (importance²/cost) / (m(m+1)) (Wright 2012): take it while m(m+1) <= worth/gain.
    """
    steps = np.floor((np.sqrt(1 + 4 * worth / gain) - 1) / 2)
    return np.asarray(np.clip(steps + 1, floors, most))


def by_priority(importance: Array, *, most: Array, costs: Array, floors: Array, budget: float) -> Array:
    """Return whole numbers of checks with the least variance for a budget (Wright's list of priorities).

    Starts from `floors` and spends what is left on the check that lowers the variance most per unit of cost,
    again and again, never above `most` per stratum. With equal costs this is the exact optimum.
    All arrays have an entry per stratum; `floors` are at least 1 where anything may be spent.
    """
    spent = float(floors @ costs)
    if spent > budget * (1 + 1e-12):
        raise UserError("audit.budget-below-floors", budget=budget, least=spent)
    worth = importance**2 / costs
    low, high = 1e-300, max(float(worth.max()), 1e-290)
    checks = floors
    for _ in range(200):
        middle = float(np.sqrt(low) * np.sqrt(high))
        tried = _taken_at(middle, worth, floors, most)
        if tried @ costs <= budget:
            checks, high = tried, middle
        else:
            low = middle
        if high / low < 1 + 1e-12:
            break
    return _spend_rest(checks.copy(), worth, most, costs, budget)


def _spend_rest(checks: Array, worth: Array, most: Array, costs: Array, budget: float) -> Array:
    """Spend what is left, one check at a time, on the best that still fits; equal ones in order of row."""
    left = budget - float(checks @ costs)
    queue = [
        (-worth[row] / (checks[row] * (checks[row] + 1)), row)
        for row in np.flatnonzero((checks < most) & (worth > 0) & (costs <= left + 1e-9))
    ]
    heapq.heapify(queue)
    while queue:
        _, row = heapq.heappop(queue)
        if costs[row] > left + 1e-9:
            continue
        checks[row] += 1
        left -= costs[row]
        if checks[row] < most[row]:
            heapq.heappush(queue, (-worth[row] / (checks[row] * (checks[row] + 1)), row))
    return checks
