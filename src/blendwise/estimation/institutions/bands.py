"""The limits of a funnel, level by level: per institution, as a curve, and from which size they bite.

Which limits is for whoever calls to say: a function of sizes and a level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from blendwise.errors import UserError
from blendwise.estimation.institutions.counts import InstitutionCounts, Integers, Pairs, pairs_of
from blendwise.estimation.result import Array, Limits, check_level

__all__ = [
    "Band",
    "LimitsAt",
    "bands_of",
    "checked",
    "curve_sizes",
    "pooled",
    "positions",
    "smallest_low_size",
]

CURVE_POINTS = 400
LARGEST_SIZE = 10_000_000
"""An institution of this size does not exist: what needs more is never reached."""

LimitsAt = Callable[[Integers, float], Limits]
IsLow = Callable[[int, float], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The limits of one level: per institution, and as a curve over `Funnel.curve_sizes`.

    `smallest_low` is the smallest size at which an institution without any hit falls below the band; None
    when no size does.
    """

    level: float
    limits: Limits
    curve: Limits
    smallest_low: int | None


def smallest_low_size(is_low: Callable[[int], bool]) -> int | None:
    """Return the smallest size for which `is_low` holds, given that it holds for every larger one.

    >>> smallest_low_size(lambda n: (1 - 259 / 15738) ** n < 0.025)
    223
    """
    high = 1
    while not is_low(high):
        high *= 2
        if high > LARGEST_SIZE:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_low(middle) else (middle, high)
    return high


def curve_sizes(pairs: Pairs) -> Integers:
    """Return up to 400 sizes, evenly spread on a log scale, that span the institutions."""
    low, high = max(1, int(pairs.trials.min()) // 2), int(pairs.trials.max() * 1.1) + 1
    return np.unique(np.geomspace(low, high, CURVE_POINTS).round().astype(np.int64))


def positions(rates: Array, bands: Sequence[Limits]) -> Array:
    """Return how many bands each rate lies outside of, negative when below."""
    above = np.sum([rates > band.high for band in bands], axis=0)
    below = np.sum([rates < band.low for band in bands], axis=0)
    return np.asarray(above - below, dtype=float)


def bands_of(
    pairs: Pairs,
    sizes: Integers,
    levels: Sequence[float],
    limits_at: LimitsAt,
    is_low: IsLow,
) -> tuple[list[Limits], tuple[Band, ...]]:
    """Return the limits of the pairs, and the bands with a row per institution."""
    distinct, place = np.unique(pairs.trials, return_inverse=True)
    of_pairs, bands = [], []
    for level in levels:
        found = limits_at(distinct, level)
        of_pairs.append(Limits(found.low[place], found.high[place]))
        spread = Limits(pairs.spread(of_pairs[-1].low), pairs.spread(of_pairs[-1].high))
        smallest = smallest_low_size(_at(is_low, level))
        bands.append(Band(level, spread, limits_at(sizes, level), smallest))
    return of_pairs, tuple(bands)


def _at(is_low: IsLow, level: float) -> Callable[[int], bool]:
    return lambda size: is_low(size, level)


def checked(counts: InstitutionCounts, levels: Sequence[float]) -> tuple[Pairs, tuple[float, ...]]:
    """Return the pairs and the levels in order; raises UserError where no funnel can be drawn."""
    pairs = pairs_of(counts)
    if not levels:
        raise UserError("institutions.no-levels")
    return pairs, tuple(sorted({check_level(level) for level in levels}))


def pooled(pairs: Pairs, target: float | None) -> float:
    """Return the target: the share of all institutions together, unless one is given."""
    if target is None:
        return float((pairs.times @ pairs.hits) / (pairs.times @ pairs.trials))
    if not 0 < target < 1:
        raise UserError("institutions.target", value=target)
    return float(target)
