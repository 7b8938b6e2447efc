"""How much do two shares differ: independent groups of independent units.

All interval functions take `hits`, `trials`, `base_hits`, `base_trials` of shapes that fit together and
return `Limits` of the difference share − base share; a place where either group has no trials is NaN.
They hold for two groups that have nothing to do with one another. Two calls of the same institutions do:
use `blendwise.estimation.contrasts` for those. Exact tests stand in `exact_differences`.

*Mee* and *Miettinen-Nurminen* differ by the factor N/(N − 1) in the variance. Several papers and packages
print Mee's interval under the other name; here the name of the function says which it is.

Sources: Mee 1984 (Biometrics 40, 1175); Miettinen and Nurminen 1985 (Stat. Med. 4, 213); Newcombe 1998
(Stat. Med. 17, 873), whose method numbers are quoted; Agresti and Caffo 2000 (Am. Stat. 54, 280).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.optimize import elementwise

from blendwise.estimation.proportions import wilson, wilson_corrected
from blendwise.estimation.result import (
    Array,
    Estimate,
    Limits,
    Scope,
    check_counts,
    check_level,
    check_same_shape,
)
from blendwise.records import Question, Unit

__all__ = [
    "DifferenceLimits",
    "agresti_caffo",
    "difference_of_groups",
    "mee",
    "miettinen_nurminen",
    "newcombe",
    "newcombe_corrected",
    "score_statistic",
    "square_and_add",
]


class DifferenceLimits(Protocol):
    """What every interval function for a difference looks like from outside."""

    __name__: str

    def __call__(
        self,
        hits: ArrayLike,
        trials: ArrayLike,
        base_hits: ArrayLike,
        base_trials: ArrayLike,
        *,
        level: float = ...,
    ) -> Limits:
        """Return the limits of hits / trials − base_hits / base_trials."""


def _checked(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the four counts in one shape; where a group is empty all are NaN, which formulas pass on."""
    h, t = check_counts(hits, trials)
    bh, bt = check_counts(base_hits, base_trials, hits_name="base_hits", trials_name="base_trials")
    h, t, bh, bt = check_same_shape(hits=h, trials=t, base_hits=bh, base_trials=bt)
    empty = (t == 0) | (bt == 0)
    h, t, bh, bt = (np.where(empty, np.nan, counts) for counts in (h, t, bh, bt))
    return h, t, bh, bt


def square_and_add(share: ArrayLike, limits: Limits, base_share: ArrayLike, base_limits: Limits) -> Limits:
    """Return the limits of share − base_share from the limits of each: square the distances and add.

    Takes any limits, also those of effective sizes, so that groups of institutions can be compared.
    Source: Newcombe 1998, method 10; also known as MOVER.

    Formula: d - sqrt((p1 - l1)^2 + (u2 - p2)^2) and d + sqrt((u1 - p1)^2 + (p2 - l2)^2).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: shares that go together.
    """
    p, q = np.asarray(share, dtype=float), np.asarray(base_share, dtype=float)
    down = np.hypot(p - limits.low, base_limits.high - q)
    up = np.hypot(limits.high - p, q - base_limits.low)
    return Limits(np.maximum(p - q - down, -1), np.minimum(p - q + up, 1))


def newcombe(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return Newcombe's hybrid score interval for the difference of two independent shares. Closed form.

    Source: Newcombe 1998, method 10: `square_and_add` of two Wilson intervals.

    Formula: the difference - and + the root of the summed squares of the distances to Wilson's limits.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: groups of institutions, unless on effective counts; two calls of the same institutions.

    >>> limits = newcombe(56, 70, 48, 80)
    >>> print(f"{limits.low:.6f} {limits.high:.6f}")
    0.052431 0.333873
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    first, base = wilson(hits, trials, level=level), wilson(base_hits, base_trials, level=level)
    return square_and_add(h / t, first, bh / bt, base)


def newcombe_corrected(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return the same with continuity correction: wider, seldom too short.

    Source: Newcombe 1998, method 11.

    Formula: as `newcombe`, from Wilson's limits with continuity correction.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: showing beside intervals without that correction.
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    first = wilson_corrected(hits, trials, level=level)
    base = wilson_corrected(base_hits, base_trials, level=level)
    return square_and_add(h / t, first, bh / bt, base)


def miettinen_nurminen(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return the differences that a score test with the factor N/(N − 1) would not reject.

    Source: Miettinen and Nurminen 1985.

    Formula: as `mee`, the variance times N/(N - 1).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: groups of institutions, unless on effective counts.
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    return _score_limits(h, t, bh, bt, level=level, factor=(t + bt) / (t + bt - 1))


def mee(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return the differences that a score test without that factor would not reject. Source: Mee 1984.

    Formula: the differences d with |z(d)| at most the normal quantile, z with the likeliest shares under d.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: a package that prints this one under the name of Miettinen and Nurminen.
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    return _score_limits(h, t, bh, bt, level=level, factor=np.ones_like(t))


def _score_limits(h: Array, t: Array, bh: Array, bt: Array, *, level: float, factor: Array) -> Limits:
    found = h / t - bh / bt
    z2 = stats.norm.isf((1 - check_level(level)) / 2) ** 2

    def beyond(difference: Array, h: Array, t: Array, bh: Array, bt: Array, factor: Array) -> Array:
        return (h / t - bh / bt - difference) ** 2 - z2 * factor * _score_variance(h, t, bh, bt, difference)

    # At the difference found the variance can be exactly 0 (0 of 29 against 0 of 56), hence the small step.
    step, counts = 1e-10, (h, t, bh, bt, factor)
    low = elementwise.find_root(beyond, (-np.ones_like(found), found - step), args=counts).x
    high = elementwise.find_root(beyond, (found + step, np.ones_like(found)), args=counts).x
    return Limits(np.where(found == -1, -1, low), np.where(found == 1, 1, high))


def score_statistic(
    hits: ArrayLike,
    trials: ArrayLike,
    base_hits: ArrayLike,
    base_trials: ArrayLike,
    *,
    difference: ArrayLike = 0.0,
) -> Array:
    """Return Mee's score statistic of the hypothesis that the difference is `difference`: large is above it.

    0 where the table fits the hypothesis exactly. Source: Mee 1984.

    Formula: (observed - hypothesised difference) / its standard error under the likeliest shares.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: standard errors.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: the statistic of Miettinen and Nurminen, which has a factor more.
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    excess = h / t - bh / bt - np.asarray(difference, dtype=float)
    variance = _score_variance(h, t, bh, bt, np.asarray(difference, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.abs(excess) < 1e-12, 0.0, excess / np.sqrt(variance)))


def _score_variance(h: Array, t: Array, bh: Array, bt: Array, difference: Array) -> Array:
    """Return p(1−p)/t + q(1−q)/bt at the likeliest p, q with p − q = difference."""
    q = _constrained_base(h, t, bh, bt, difference)
    p = q + difference
    return np.asarray(p * (1 - p) / t + q * (1 - q) / bt)


def _constrained_base(h: Array, t: Array, bh: Array, bt: Array, d: Array) -> Array:
    """Return the likeliest base share given the difference `d`: the middle root of a cubic.

    Miettinen and Nurminen 1985, appendix: a·q³ + b·q² + c·q + e = 0, by the trigonometric formula. Its
    amplitude is 0 where the three roots coincide (all of t, none of as many bt): the root is then −b/3a.
    """
    a, total = t + bt, h + bh
    b = (t + 2 * bt) * d - a - total
    c = (bt * d - a - 2 * bh) * d + total
    e = bh * d * (1 - d)
    third = b / (3 * a)
    cube = third**3 - third * c / (2 * a) + e / (2 * a)
    amplitude = np.copysign(np.sqrt(np.maximum(third**2 - c / (3 * a), 0)), cube)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(amplitude == 0, 0.0, np.clip(cube / amplitude**3, -1, 1))
    root = 2 * amplitude * np.cos((np.pi + np.arccos(ratio)) / 3) - third
    return np.asarray(np.clip(root, np.maximum(0, -d), np.minimum(1, 1 - d)))


def agresti_caffo(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return the interval of "add a hit and a miss to each group", for a check by hand. Closed form.

    Source: Agresti and Caffo 2000.

    Formula: Wald's interval on (x + 1) / (n + 2) of both groups.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: a difference of shares, -1 to 1.
    Errors: UserError for counts that are impossible, by place. An empty group: NaN.
    Assumes: two independent groups of independent units.
    Not for: publishing: it is a check by hand; limits beyond -1 and 1 are cut off.
    """
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    p, q = (h + 1) / (t + 2), (bh + 1) / (bt + 2)
    half = stats.norm.isf((1 - check_level(level)) / 2) * np.sqrt(
        p * (1 - p) / (t + 2) + q * (1 - q) / (bt + 2)
    )
    return Limits(np.maximum(p - q - half, -1), np.minimum(p - q + half, 1))


def difference_of_groups(
    hits: float,
    trials: float,
    base_hits: float,
    base_trials: float,
    *,
    groups: tuple[str, str],
    unit: Unit,
    scope: Scope | None = None,
    level: float = 0.95,
    limits: DifferenceLimits = newcombe,
) -> Estimate:
    """Estimate the difference of the shares of two independent groups of independent units.

    Answers: by how much does hits / trials differ from base_hits / base_trials (all in `details`)? `groups`
    are their names in the sentence.
    Misleads: for groups of institutions (ticks come in bunches; it warns), and for two calls of the same
    institutions. Errors: UserError for impossible counts. An empty group: value None.

    Formula: hits / trials - base hits / base trials; limits by `newcombe`.
    Source: Newcombe (1998).
    Shapes: single numbers.
    Unit: a difference of shares, -1 to 1.
    Assumes: two independent groups of independent units.
    """
    h, t, bh, bt = (float(x) for x in (hits, trials, base_hits, base_trials))
    found = limits(h, t, bh, bt, level=level)
    known = t > 0 and bt > 0
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.difference-of-groups",
        scope=(scope or Scope()).naming(group=groups[0], base_group=groups[1]),
        value=h / t - bh / bt if known else None,
        low=float(found.low) if known else None,
        high=float(found.high) if known else None,
        level=level if known else None,
        numerator=h,
        denominator=t,
        unit=unit,
        population="census",
        method=limits.__name__.replace("_", "-"),
        assumptions=("estimation.assumption.units-independent", "estimation.assumption.groups-independent"),
        warnings=("estimation.warning.institutions-ignored",),
        details={"base_hits": bh, "base_trials": bt}
        | ({"share": h / t, "base_share": bh / bt} if known else {}),
    )
