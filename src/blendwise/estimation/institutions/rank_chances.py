"""The chance of every place in the order, from what is known of each institution's rate.

Given the pattern (a, b) the rates are independent. So, given that an institution's rate is x, the number of
institutions above it is a sum of independent yes/no's: its distribution is the convolution of those
(Poisson-binomial). Rates are cut into cells, narrow where any institution may be; within a cell half of the
others in it count as above. Summed over cells and patterns this gives the chance of each place.

Sources: Hong (2013), Computational Statistics & Data Analysis 59, 41-51 (Poisson-binomial); Laird and Louis
(1989), Journal of Educational Statistics 14, 29-46 (expected ranks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv, ndtr

from blendwise.estimation.institutions.mixture import Hyper, Mixture
from blendwise.estimation.result import Array

__all__ = ["RankChances", "exact_chances", "normal_chances"]

CELLS = 24
"""How many cells the rate of one institution spans at least, where no other is."""

MOST_CELLS = 400
POINTS = 2000
SAMPLE = 400


@dataclass(frozen=True, slots=True, eq=False)
class RankChances:
    """Per pair of hits and trials: the expected place, and P(place ≤ r) at the places `at`."""

    expected: Array
    at: Array
    cumulative: Array


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """For one pattern: the chance that a rate lies in each cell, and below its middle (pairs by cells)."""

    inside: Array
    below: Array


def cell_edges(mixture: Mixture) -> Array:
    """Return the edges of cells such that no institution has more than a small part of its rate in one."""
    hyper = mixture.hyper.one
    pairs, rows = mixture.pairs, np.unique(np.linspace(0, len(mixture.pairs) - 1, SAMPLE).astype(np.intp))
    a, b = Mixture(pairs, mixture.outside, hyper).shapes(rows)
    shares = np.linspace(0.0005, 0.9995, max(20, POINTS // rows.size))
    points = np.unique(betaincinv(a, b, shares))
    envelope = np.concatenate([np.zeros(1), np.cumsum(np.diff(betainc(a, b, points), axis=1).max(axis=0))])
    count = int(np.clip(CELLS * envelope[-1], CELLS, MOST_CELLS))
    inner = np.interp(np.linspace(0, envelope[-1], count), envelope, points)
    return np.unique(np.concatenate([np.zeros(1), inner, np.ones(1)]))


def _cells(mixture: Mixture, edges: Array, node: int) -> _Cells:
    hyper = mixture.hyper
    single = Hyper(hyper.a[node : node + 1], hyper.b[node : node + 1], np.ones(1))
    a, b = Mixture(mixture.pairs, mixture.outside, single).shapes(slice(None))
    below = betainc(a, b, edges)
    return _Cells(np.diff(below, axis=1), (below[:, 1:] + below[:, :-1]) / 2)


def exact_chances(mixture: Mixture) -> RankChances:
    """Return the exact distribution of places, up to the cells: for up to about 200 institutions."""
    edges = cell_edges(mixture)
    chances = np.zeros((len(mixture.pairs), mixture.pairs.institutions))
    for node, weight in enumerate(mixture.hyper.weight):
        chances += weight * _places(_cells(mixture, edges, node), mixture.pairs.times)
    at = np.arange(1.0, chances.shape[1] + 1)
    return RankChances(chances @ at, at, np.cumsum(chances, axis=1))


def _places(cells: _Cells, times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Array:
    """Return P(place = 1, 2, …) per pair, for one pattern."""
    above = 1 - cells.below
    everyone = _number_above(above, times)
    found = np.empty((above.shape[0], everyone.shape[0] - 1))
    for k, others in enumerate(_without_one(everyone, np.minimum(above, 0.5))):
        found[:, k] = np.where(above <= 0.5, others * cells.inside, 0.0).sum(axis=1)
    mirrored = _without_one(everyone[::-1], np.minimum(1 - above, 0.5))
    for k, others in enumerate(mirrored):
        found[:, -1 - k] += np.where(above > 0.5, others * cells.inside, 0.0).sum(axis=1)
    return found


def _number_above(above: Array, times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Array:
    """Return P(k of all institutions are above), for k = 0, 1, …, K (array: k by cells)."""
    chance = np.zeros((int(times.sum()) + 1, above.shape[1]))
    chance[0] = 1.0
    for done, row in enumerate(np.repeat(above, times, axis=0), start=1):
        step = row * chance[:done]
        chance[:done] -= step
        chance[1 : done + 1] += step
    return chance


def _without_one(everyone: Array, above: Array) -> list[Array]:
    """Divide one institution out of the convolution: P(k of the others are above), k = 0 … K − 1.

    Only for chances up to a half, where each step damps the rounding of the one before; above a half the
    caller mirrors both.
    """
    others, last = [], np.zeros_like(above)
    for k in range(everyone.shape[0] - 1):
        last = (everyone[k] - above * last) / (1 - above)
        others.append(last)
    return others


def normal_chances(mixture: Mixture, top: int) -> RankChances:
    """Return the distribution of places with a normal number above, for many institutions.

    Given a rate, the number of institutions above it has mean Σ(1 − F_j) and variance Σ F_j(1 − F_j).
    `top` is a place whose chance is needed exactly there.
    """
    edges, times = cell_edges(mixture), mixture.pairs.times.astype(float)
    institutions = int(times.sum())
    at = np.unique(np.append(np.linspace(1, institutions, 801).round(), top))
    expected = np.zeros(times.size)
    cumulative = np.zeros((times.size, at.size))
    for node, weight in enumerate(mixture.hyper.weight):
        cells = _cells(mixture, edges, node)
        above = institutions - times @ cells.below
        spread = np.sqrt(np.maximum(times @ (cells.below * (1 - cells.below)) - 0.25, 1e-12))
        expected += weight * (cells.inside * (above + cells.below)).sum(axis=1)
        cumulative += weight * (cells.inside @ ndtr((at - above[:, None]) / spread[:, None]))
    return RankChances(expected, at, cumulative)
