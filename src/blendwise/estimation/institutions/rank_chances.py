"""The chance of every place in the order, from what is known of each institution's rate.

Given the pattern (a, b) the rates are independent. So, given that an institution's rate is x, the number of
institutions above it is a sum of independent yes/no's: its distribution is the convolution of those
(Poisson-binomial). Rates are cut into cells, narrow where any institution may be; within a cell half of the
others in it count as above. Summed over cells and patterns this gives the chance of each place.

Sources: Hong (2013), Computational Statistics & Data Analysis 59, 41-51 (Poisson-binomial); Laird and Louis
(1989), Journal of Educational Statistics 14, 29-46 (expected ranks).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

from blendwise.estimation.institutions.mixture import Hyper, Mixture
from blendwise.estimation.result import Array

__all__ = ["Cells", "RankChances", "cell_edges", "cells_of", "exact_chances", "number_above", "places_of"]

CELLS = 40
"""How many cells the rate of one institution spans at least, where no other is."""

MOST_CELLS, FIRST_CELLS = 400, 60
POINTS = 2000
SAMPLE = 400


@dataclass(frozen=True, slots=True, eq=False)
class RankChances:
    """Per pair of hits and trials: the expected place, and P(place ≤ r) at the places `at`."""

    expected: Array
    at: Array
    cumulative: Array


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """For one pattern: the chance that a rate lies in each cell, and below its middle (pairs by cells)."""

    inside: Array
    below: Array


def cell_edges(mixture: Mixture, most: int = MOST_CELLS) -> Array:
    """Return the edges of cells such that no institution has more than a small part of its rate in one.

    Towards the highest rates, where few institutions are left, the cells go on until a hundredth of one is
    expected above: the first places are decided there.
    """
    pairs = mixture.pairs
    single = replace(mixture, hyper=mixture.hyper.one)
    rows = _sample(single)
    a, b = single.shapes(rows)
    shares = np.append(
        np.linspace(0.0005, 0.9995, max(20, POINTS // rows.size)), 1 - np.geomspace(4e-4, 1e-6, 8)
    )
    points = _thinned(np.unique(betaincinv(a, b, shares)))
    below = betainc(a, b, points)
    envelope = np.concatenate([np.zeros(1), np.cumsum(np.diff(below, axis=1).max(axis=0))])
    count = int(np.clip(CELLS * envelope[-1], CELLS, most))
    inner = np.interp(np.linspace(0, envelope[-1], count), envelope, points)
    above = np.maximum.accumulate((pairs.times[rows] @ (1 - below))[::-1])
    first = np.interp(np.geomspace(0.01, max(0.02, above[-1] / 2), FIRST_CELLS), above, points[::-1])
    return np.unique(np.concatenate([np.zeros(1), inner, first, np.ones(1)]))


def _thinned(points: Array) -> Array:
    """Return some thousands of the points, with all of the last: there the first places are decided."""
    step = max(1, points.size // POINTS)
    return np.concatenate([points[:-POINTS:step], points[-POINTS:][:: max(1, step // 4)]])


def _sample(mixture: Mixture) -> NDArray[np.intp]:
    """Return up to some hundreds of pairs: spread over all, and those with the highest rates."""
    spread = np.linspace(0, len(mixture.pairs) - 1, SAMPLE).astype(np.intp)
    highest = np.argsort(-mixture.moments()[0], kind="stable")[: SAMPLE // 2]
    return np.unique(np.concatenate([spread, highest]))


def cells_of(mixture: Mixture, edges: Array, node: int) -> Cells:
    """Return the chances of every pair for one of the patterns."""
    hyper = mixture.hyper
    single = Hyper(hyper.a[node : node + 1], hyper.b[node : node + 1], np.ones(1))
    a, b = Mixture(mixture.pairs, mixture.outside, single).shapes(slice(None))
    below = betainc(a, b, edges)
    return Cells(np.diff(below, axis=1), (below[:, 1:] + below[:, :-1]) / 2)


def exact_chances(mixture: Mixture) -> RankChances:
    """Return the exact distribution of places, up to the cells: for up to about 200 institutions."""
    edges = cell_edges(mixture)
    chances = np.zeros((len(mixture.pairs), mixture.pairs.institutions))
    for node, weight in enumerate(mixture.hyper.weight):
        chances += weight * _places(cells_of(mixture, edges, node), mixture.pairs.times)
    at = np.arange(1.0, chances.shape[1] + 1)
    return RankChances(chances @ at, at, np.cumsum(chances, axis=1))


def _places(cells: Cells, times: NDArray[np.int64]) -> Array:
    """Return P(place = 1, 2, …) per pair, for one pattern."""
    return places_of(cells, number_above(1 - cells.below, times))


def places_of(cells: Cells, everyone: Array) -> Array:
    """Return P(place = 1, 2, … and the rate lies in these cells) per pair, itself left out of everyone above.

    `everyone` holds P(k of all are above) for k = 0, 1, … (array: k by cells).
    """
    above = 1 - cells.below
    found = np.empty((above.shape[0], everyone.shape[0] - 1))
    for k, others in enumerate(without_one(everyone, np.minimum(above, 0.5))):
        found[:, k] = np.where(above <= 0.5, others * cells.inside, 0.0).sum(axis=1)
    for k, others in enumerate(without_one(everyone[::-1], np.minimum(cells.below, 0.5))):
        found[:, -1 - k] += np.where(above > 0.5, others * cells.inside, 0.0).sum(axis=1)
    return found


def number_above(above: Array, times: NDArray[np.int64], most: int | None = None) -> Array:
    """Return P(k of all institutions are above), for k = 0, 1, … up to all or `most` values (k by cells)."""
    chance = np.zeros((int(times.sum()) + 1 if most is None else most, above.shape[1]))
    chance[0] = 1.0
    for done, row in enumerate(np.repeat(above, times, axis=0), start=1):
        step = row * chance[: min(done, chance.shape[0])]
        chance[: step.shape[0]] -= step
        chance[1 : step.shape[0] + 1] += step[: chance.shape[0] - 1]
    return chance


def without_one(everyone: Array, above: Array) -> list[Array]:
    """Divide one institution out of the convolution: P(k of the others are above), k = 0 … K − 1.

    Only for chances up to a half, where each step damps the rounding of the one before; above a half the
    caller mirrors both.
    """
    others, last = [], np.zeros_like(above)
    for k in range(everyone.shape[0] - 1):
        last = (everyone[k] - above * last) / (1 - above)
        others.append(last)
    return others
