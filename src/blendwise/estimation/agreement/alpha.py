"""Percent agreement, Krippendorff's alpha and Gwet's AC1, with intervals from resampled answers.

Sources: Krippendorff (2011) "Computing Krippendorff's alpha-reliability"; Gwet (2008) BJMSP 61:29-48.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from blendwise.estimation.agreement.readings import (
    Agreement,
    agreement_of,
    beyond_chance,
    codes_per_answer,
    observed_agreement,
)
from blendwise.estimation.result import Array, check_level

__all__ = ["gwet_ac1", "interval", "krippendorff_alpha", "nominal", "ordinal", "percent_agreement", "ratio"]

Distance = Callable[[Array, Array], Array]
"""From the values of the codes and how often each was given, the squared distance of every pair."""


def nominal(values: Array, given: Array) -> Array:  # noqa: ARG001 (all distances have one signature)
    """Codes are the same or not.

    Formula: 0 for the same code, 1 for another.
    Source: Krippendorff (2011).
    Shapes: a value per code and how often each was given; a square table of distances.
    Unit: none.
    Errors: none; `krippendorff_alpha` checks.
    Assumes: codes have no order.
    Not for: codes with an order, which it throws away.
    """
    return np.not_equal.outer(values, values).astype(np.float64)


def ordinal(values: Array, given: Array) -> Array:  # noqa: ARG001
    """Codes have an order; the distance counts the codes given in between (Krippendorff's own metric).

    It is not the "ordinal weights" of Gwet: those differ in the second decimal on the same data.

    Formula: the square of the number of codes given from the one to the other, half of both ends.
    Source: Krippendorff (2011).
    Shapes: a value per code and how often each was given; a square table of distances.
    Unit: squared numbers of codes.
    Errors: none; `krippendorff_alpha` checks.
    Assumes: the order of the values is that of what they stand for.
    Not for: codes that are mere names.
    """
    middle = np.cumsum(given) - given / 2
    return np.subtract.outer(middle, middle) ** 2


def interval(values: Array, given: Array) -> Array:  # noqa: ARG001
    """Codes are numbers whose differences count.

    Formula: the square of the difference of two values.
    Source: Krippendorff (2011).
    Shapes: a value per code and how often each was given; a square table of distances.
    Unit: the squared unit of the codes.
    Errors: none; `krippendorff_alpha` checks.
    Assumes: equal steps of the code mean equal steps of what it stands for.
    Not for: codes that are mere names.
    """
    return np.subtract.outer(values, values) ** 2


def ratio(values: Array, given: Array) -> Array:  # noqa: ARG001
    """Codes are numbers with a true zero; differences count relative to their sum.

    Formula: the square of the difference of two values over their sum.
    Source: Krippendorff (2011).
    Shapes: a value per code and how often each was given; a square table of distances.
    Unit: none.
    Errors: none; `krippendorff_alpha` checks.
    Assumes: the codes have a true zero.
    Not for: values below 0, or codes that are mere names.
    """
    total = values[:, None] + values
    apart: Array = values[:, None] - values
    return np.divide(apart, total, out=np.zeros_like(apart), where=total != 0) ** 2


def _alpha(values: Array, counts: Array, distance: Distance) -> float:
    """Krippendorff (2011), section C: 1 - observed over expected disagreement, from coincidences."""
    per_answer = counts.sum(axis=1)
    weighted = counts / (per_answer - 1)[:, None]
    coincidences = weighted.T @ counts - np.diag(weighted.sum(axis=0))
    given = coincidences.sum(axis=1)
    apart = distance(values, given)
    expected = float(given @ apart @ given / (given.sum() - 1))
    return math.nan if expected == 0 else 1 - float((coincidences * apart).sum() / expected)


def _ac1(counts: Array) -> float:
    """Gwet (2008), formulas 4-6: chance agreement from the spread over codes."""
    share = (counts / counts.sum(axis=1)[:, None]).mean(axis=0)
    if len(share) < 2:
        return math.nan
    chance = float((share * (1 - share)).sum() / (len(share) - 1))
    return beyond_chance(observed_agreement(counts), chance)


def _resampled(
    statistic: Callable[[Array], float], counts: Array, *, level: float, replicates: int, seed: int
) -> tuple[float | None, float | None]:
    """Percentile limits of a statistic over resampled answers; undefined resamples are left out."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    picks = generator.integers(len(counts), size=(replicates, len(counts)))
    found = np.array([statistic(counts[pick]) for pick in picks])
    found = found[~np.isnan(found)]
    if not len(found):
        return None, None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _with_interval(
    measure: str,
    statistic: Callable[[Array], float],
    counts: Array,
    *,
    level: float,
    replicates: int,
    seed: int,
) -> Agreement:
    check_level(level)
    found = agreement_of(measure, statistic(counts), answers=len(counts), readings=counts.sum())
    if found.value is None:
        return found
    low, high = _resampled(statistic, counts, level=level, replicates=replicates, seed=seed)
    return replace(found, low=low, high=high, level=level)


def percent_agreement(
    ratings: ArrayLike, *, level: float = 0.95, replicates: int = 2000, seed: int = 1
) -> Agreement:
    """Return the share of pairs of readers that gave an answer the same code.

    `ratings` has a row per reader and a column per answer; NaN where a reader gave no code. Easy to read,
    but high by chance alone where one code is common: show it beside alpha or AC1, never instead.
    The interval resamples answers; the same seed gives the same interval.

    Formula: pairs of readers that agree / pairs of readers there are.
    Source: Holsti (1969).
    Shapes: a row per reader and a column per answer, NaN where a reader gave no code.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for fewer than two readers and where no answer has two codes.
    Assumes: readers judged apart, by one codebook.
    Not for: showing by itself: it is high by chance alone where one code is common.

    >>> percent_agreement([[1, 0, 1, 1], [1, 0, 0, 1]]).value
    0.75
    """
    _, counts = codes_per_answer(ratings)
    return _with_interval(
        "percent", observed_agreement, counts, level=level, replicates=replicates, seed=seed
    )


def krippendorff_alpha(
    ratings: ArrayLike,
    *,
    distance: Distance = nominal,
    level: float = 0.95,
    replicates: int = 2000,
    seed: int = 1,
) -> Agreement:
    """Return Krippendorff's alpha: 1 minus observed over expected disagreement.

    `ratings` has a row per reader and a column per answer; NaN where a reader gave no code. `distance` is
    `nominal`, `ordinal`, `interval` or `ratio` of this module. From .80 codes can be used, from .667 only
    tentatively. It misleads for a rare code: nearly all pairs agree and alpha is still low; then show
    `gwet_ac1` beside it. Undefined when only one code was ever used.

    Formula: 1 - observed / expected disagreement, over all pairs of codes given to the same answer and to any
      two.
    Source: Krippendorff (2011).
    Shapes: a row per reader and a column per answer, NaN where a reader gave no code.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for fewer than two readers and where no answer has two codes.
    Assumes: readers judged apart, by one codebook.

    >>> round(krippendorff_alpha([[1, 0, 1, 1, 0], [1, 0, 0, 1, 0]]).value, 4)
    0.64
    """
    values, counts = codes_per_answer(ratings)
    return _with_interval(
        "alpha",
        lambda sample: _alpha(values, sample, distance),
        counts,
        level=level,
        replicates=replicates,
        seed=seed,
    )


def gwet_ac1(ratings: ArrayLike, *, level: float = 0.95, replicates: int = 2000, seed: int = 1) -> Agreement:
    """Return Gwet's AC1: agreement beyond chance, steady where one code is rare.

    `ratings` as in `krippendorff_alpha`. Codes have no order here. Undefined when only one code was used.

    Formula: (observed - chance) / (1 - chance), chance the sum of p (1 - p) over the codes divided by their
      number less one, p the mean use of a code.
    Source: Gwet (2008).
    Shapes: a row per reader and a column per answer, NaN where a reader gave no code.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for fewer than two readers and where no answer has two codes.
    Assumes: readers judged apart, by one codebook.
    Not for: codes with an order, where near and far are told apart (`krippendorff_alpha`).

    >>> round(gwet_ac1([[1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]).value, 3)
    0.89
    """
    _, counts = codes_per_answer(ratings)
    return _with_interval("ac1", _ac1, counts, level=level, replicates=replicates, seed=seed)
