"""The chance of every place among many institutions, where writing out every sum would take too long.

The pattern is taken as one value, and the number of institutions above a rate as binomial with the right mean
and variance. That is near enough where many are above. Where few are, the first places are decided, and
single institutions matter: there those with a real chance to be above are summed exactly. So are the last.

Source: Ehm (1991), Statistics & Probability Letters 11, 7-16 (a binomial for a Poisson-binomial).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from blendwise.estimation.institutions.mixture import Mixture
from blendwise.estimation.institutions.rank_chances import (
    Cells,
    RankChances,
    cell_edges,
    cells_of,
    number_above,
    places_of,
)
from blendwise.estimation.result import Array

__all__ = ["approximate_chances"]

MOST_CELLS = 200
"""Among hundreds of institutions a place is a share of them, and coarser cells tell that share."""

FEW = 120
"""Where the number above is certainly smaller than this, the first places are decided."""

REAL = 0.05
"""An institution with this chance to be above is summed exactly there; the others are many and small."""

PLACES, TINY = 251, 1e-9


def approximate_chances(mixture: Mixture, top: int) -> RankChances:
    """Return the distribution of places; `top` is a place whose chance is needed exactly there."""
    single = replace(mixture, hyper=mixture.hyper.one)
    cells = cells_of(single, cell_edges(single, MOST_CELLS), 0)
    times = mixture.pairs.times.astype(float)
    institutions = int(times.sum())
    at = _places(institutions, top)
    above, below = times @ (1 - cells.below), times @ cells.below
    expected = (cells.inside * (above + cells.below)).sum(axis=1)
    first, last = _certainly_few(above), _certainly_few(below)
    cumulative = _shared(_part(cells, ~first & ~last), times, at)
    cumulative += _decided(_part(cells, first), mixture.pairs.times, at)
    lowest = _part(cells, last & ~first)
    mirrored = Cells(lowest.inside, 1 - lowest.below)
    cumulative += lowest.inside.sum(axis=1)[:, None]
    cumulative -= _decided(mirrored, mixture.pairs.times, institutions - at)
    return RankChances(expected, at, np.clip(cumulative, 0.0, 1.0))


def _places(institutions: int, top: int) -> Array:
    """Return the places to compute: all of the first and the last, and a spread of those between."""
    ends = np.arange(1, min(FEW, institutions) + 1)
    between = np.linspace(1, institutions, PLACES).round()
    return np.unique(np.concatenate([ends, between, institutions + 1 - ends, np.array([top])])).astype(float)


def _certainly_few(numbers: Array) -> NDArray[np.bool_]:
    return np.asarray(numbers + 6 * np.sqrt(numbers) + 6 < FEW)


def _part(cells: Cells, chosen: NDArray[np.bool_]) -> Cells:
    return Cells(cells.inside[:, chosen], cells.below[:, chosen])


def _shared(cells: Cells, times: Array, at: Array) -> Array:
    """Return P(place ≤ at and the rate lies in these cells), one binomial number above for all.

    That number counts the institution itself when it is above the middle of its own cell: one place fewer.
    """
    above = times @ (1 - cells.below)
    spread = times @ (cells.below * (1 - cells.below))
    without, with_self = (at_most(number, above, spread) for number in (at - 1, at))
    return (cells.inside * cells.below) @ without + (cells.inside * (1 - cells.below)) @ with_self


def at_most(numbers: Array, mean: Array, variance: Array) -> Array:
    """Return P(N ≤ number) for a binomial of each mean and variance (array: means by numbers)."""
    chance = np.clip(1 - variance / np.maximum(mean, TINY), TINY, 1 - TINY)
    size = mean / chance
    left = np.maximum(size[:, None] - numbers, TINY)
    return np.where(numbers >= size[:, None], 1.0, betainc(left, numbers + 1, 1 - chance[:, None]))


def _decided(cells: Cells, times: NDArray[np.int64], at: Array) -> Array:
    """Return P(place ≤ at and the rate lies in these cells), where few institutions are above.

    `at` may hold 0, a place that nobody has.
    """
    if not cells.below.size:
        return np.zeros((times.size, at.size))
    real = (1 - cells.below).max(axis=1) > REAL
    everyone = _everyone_above(cells, times, real)
    reach = np.clip(at.astype(np.intp), 1, FEW) - 1
    summed = np.cumsum(everyone, axis=0)
    with_self = summed[np.minimum(reach + 1, FEW)]
    found = (cells.inside * cells.below) @ summed[reach].T
    found += (cells.inside * (1 - cells.below)) @ with_self.T
    itself = Cells(cells.inside[real], cells.below[real])
    found[real] = np.cumsum(places_of(itself, everyone), axis=1)[:, reach]
    return np.asarray(np.where(at >= 1, found, 0.0))


def _everyone_above(cells: Cells, times: NDArray[np.int64], real: NDArray[np.bool_]) -> Array:
    """Return P(k of all are above), k = 0 … FEW (array: k by cells)."""
    exact = number_above(1 - cells.below[real], times[real], FEW + 1)
    small, weight = cells.below[~real], times[~real].astype(float)
    summed = at_most(np.arange(FEW + 1.0), weight @ (1 - small), weight @ (small * (1 - small)))
    rest = np.diff(summed.T, axis=0, prepend=0.0)
    together = np.zeros_like(rest)
    for k, chance in enumerate(exact):
        together[k:] += chance * rest[: FEW + 1 - k]
    return together
