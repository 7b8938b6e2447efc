"""How much does a share spread between institutions: variance, design effect, correlation, effective size.

The parts of which `clusters`, `contrasts`, `pledges` and `power` are made. All functions take numbers per
institution with **the institutions along the last axis**, and work on any number of tables at once along the
axes before it. An institution with nothing in a table, 0 of 0, is not there: it does not count as one.
`population` is for institutions that were drawn from a larger number, as in a survey: the
variance shrinks by 1 − K/population. Drawn all is a census, and 0.

Sources: Cochran 1977 (Sampling Techniques, 3rd ed., chapters 6 and 9A); Kish 1965 (Survey Sampling); Rao and
Scott 1992 (Biometrics 48, 577); Ridout, Demétrio and Firth 1999 (Biometrics 55, 137).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.estimation.result import Array, check_counts, check_numbers, check_same_shape
from blendwise.records import Question

__all__ = [
    "Linearised",
    "effective_counts",
    "intra_cluster_correlation",
    "jackknife_variance",
    "kish_design_effect",
    "linearise",
    "ratio_variance",
]

_ROUNDING = 1e-15
"""A variance below this part of r(1 − r) is what rounding leaves of 0."""


@dataclass(frozen=True, slots=True)
class Linearised:
    """What the spread between institutions says on a share; one value per table, NaN where undefined.

    `effective_size` is the number of independent mobilities that would tell as much. Where none is ticked, or
    all are, there is no spread to read it from: then the mobilities of an institution are taken to be all
    alike, so that it is (Σ totals)² / Σ totals², the least there can be. Where every institution has the very
    same share in between, it is the number of mobilities.
    """

    question: ClassVar[Question] = Question.PROCESS
    share: Array
    variance: Array
    design_effect: Array
    effective_size: Array
    clusters: Array

    @property
    def spread_share(self) -> Array:
        """The share, NaN where institutions show no spread from which an interval could be made."""
        return np.where(self.variance > _ROUNDING * self.share * (1 - self.share), self.share, np.nan)


def ratio_variance(numerators: ArrayLike, denominators: ArrayLike, *, population: int | None = None) -> Array:
    """Return the linearised variance of Σ numerators / Σ denominators over independent institutions.

    K/(K−1) · Σ(y − r·x)² / (Σx)². NaN for one institution or a denominator of 0.
    Source: Cochran 1977, chapter 6.

    Formula: K/(K - 1) times the sum of (y - r x) squared over (sum of x) squared.
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: shares of the denominators.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: few institutions with very unequal totals: it is then too small on average.
    """
    y, x = _checked(numerators, denominators)
    k = counted((y != 0) | (x != 0))
    total = np.where(x.sum(-1) == 0, np.nan, x.sum(-1))
    residuals = y - (y.sum(-1) / total)[..., None] * x
    scale = _left_out(k, population) * few_correction(k)
    return np.asarray(scale * np.sum(residuals**2, axis=-1) / total**2)


def jackknife_variance(
    numerators: ArrayLike, denominators: ArrayLike, *, population: int | None = None
) -> Array:
    """Return the variance of Σ numerators / Σ denominators from leaving out each institution in turn.

    (K−1)/K · Σ(r without i − mean of those)². NaN where one institution holds the whole denominator.

    Formula: (K - 1)/K times the sum of squares of the share without each institution around their mean.
    Source: Efron and Stein (1981).
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: shares of the denominators.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: one institution that holds nearly all: leaving it out leaves another question.
    """
    y, x = _checked(numerators, denominators)
    there = (y != 0) | (x != 0)
    k = counted(there)
    left = x.sum(-1, keepdims=True) - x
    without = (y.sum(-1, keepdims=True) - y) / np.where(left == 0, np.nan, left)
    several = np.where(k == 0, np.nan, k)
    mean = np.sum(without, axis=-1, where=there) / several
    spread = np.sum((without - mean[..., None]) ** 2, axis=-1, where=there)
    return np.asarray(_left_out(k, population) * (several - 1) / several * spread)


def counted(there: NDArray[np.bool_]) -> Array:
    """Return how many institutions take part in each table."""
    return np.asarray(np.sum(there, axis=-1), dtype=float)


def few_correction(k: Array) -> Array:
    """Return K/(K - 1), NaN for one institution or none."""
    return k / np.where(k > 1, k - 1, np.nan)


def _checked(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Array, ...]:
    return check_same_shape(
        numerators=check_numbers("numerators", np.atleast_1d(numerators), least=-np.inf),
        denominators=check_numbers("denominators", np.atleast_1d(denominators)),
    )


def _left_out(k: Array, population: int | None) -> Array:
    """Return the share of the institutions that were not drawn, 1 where they were not drawn at all."""
    if population is None:
        return np.ones_like(k)
    check_numbers("population", population, least=float(k.max(initial=0)))
    return np.asarray(1 - k / population)


def linearise(ticks: ArrayLike, totals: ArrayLike, *, population: int | None = None) -> Linearised:
    """Return share, variance, design effect and effective size of a share over institutions.

    Design effect: the variance over that of as many independent mobilities, r(1 − r)/T.

    Formula: r = sum b / sum t; V = K/(K - 1) x the sum of (b - r t) squared / T squared; d = V / (r (1 - r) /
      T).
    Source: Cochran (1977), chapter 6; Kish (1965).
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: shares of the denominators.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: one institution, or none or all ticked: then there is no spread, and it says so with NaN.

    >>> facts = linearise([4, 0, 0, 1], [10, 10, 10, 10])
    >>> print(f"{facts.share:.3f} {facts.design_effect:.3f} {facts.effective_size:.1f}")
    0.125 3.276 12.2
    """
    b, t = check_counts(np.atleast_1d(ticks), totals, hits_name="ticks", trials_name="totals")
    total = np.where(t.sum(-1) == 0, np.nan, t.sum(-1))
    share = b.sum(-1) / total
    variance = ratio_variance(b, t, population=population)
    binomial = share * (1 - share) / total
    one_kind, no_spread = binomial == 0, variance <= _ROUNDING * share * (1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.where(one_kind, np.nan, np.where(no_spread, 1.0, variance / binomial))
    size = np.where(one_kind, total**2 / np.sum(t**2, axis=-1, where=t > 0, initial=1e-300), total / effect)
    return Linearised(share, variance, effect, size, counted(t > 0))


def effective_counts(ticks: ArrayLike, totals: ArrayLike) -> tuple[Array, Array]:
    """Return effective ticks and totals, so that any method for independent mobilities can be used.

    Both divided by the design effect. Source: Rao and Scott 1992.

    Formula: ticks / d and totals / d, d the design effect.
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: shares of the denominators.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: few institutions: no method for independent counts knows how many there were.
    """
    facts = linearise(ticks, totals)
    return np.asarray(facts.share * facts.effective_size), facts.effective_size


def intra_cluster_correlation(ticks: ArrayLike, totals: ArrayLike) -> Array:
    """Return how alike two mobilities of one institution are: 0 is no more than any two, 1 is always.

    By analysis of variance: (BMS − WMS) / (BMS + (n0 − 1)·WMS), n0 = (T² − Σt²) / ((K − 1)·T). NaN where all
    mobilities are alike or institutions have one each. Source: Ridout, Demétrio and Firth 1999.

    Formula: (BMS - WMS) / (BMS + (n0 - 1) WMS), mean squares between and within institutions.
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: none: from below 0 to 1.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: few institutions, where it is known only roughly.
    """
    b, t = check_counts(np.atleast_1d(ticks), totals, hits_name="ticks", trials_name="totals")
    k, total = counted(t > 0), t.sum(-1)
    own = b / np.where(t == 0, 1, t)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (b.sum(-1) / total)[..., None]
        between = np.sum(t * (own - share) ** 2, axis=-1) / (k - 1)
        within = np.sum(b * (1 - own), axis=-1) / (total - k)
        size = (total**2 - np.sum(t**2, axis=-1)) / ((k - 1) * total)
        return np.asarray((between - within) / (between + (size - 1) * within))


def kish_design_effect(totals: ArrayLike, correlation: ArrayLike) -> Array:
    """Return 1 + (Σt²/Σt − 1)·ρ, the design effect that a correlation within institutions brings.

    Source: Kish 1965, with each size weighted by itself.

    Formula: 1 + (sum of t squared / sum of t - 1) x correlation.
    Shapes: one number per institution along the last axis; one result per leading entry.
    Unit: none: a ratio of variances.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another.
    Not for: the design effect itself, which `linearise` estimates without this model.
    """
    t = check_numbers("totals", totals)
    return np.asarray(1 + (np.sum(t**2, axis=-1) / t.sum(-1) - 1) * np.asarray(correlation, dtype=float))
