"""Did the share of the same institutions change between two calls, beyond what chance explains.

Two calls of the same institutions are not independent: who ticked much before often does again. So the
change is judged per institution: `clustered_difference` from the spread of the changes, and the sign-flip
tests by asking what would follow if, for every institution, the two calls could as well have been swapped.

An institution without a project in a call has 0 mobilities there: an absence, which adds nothing to that
call; without mobilities in both it is not there at all, and does not count as an institution.

Sources: Cochran 1977 (Sampling Techniques, 3rd ed., chapter 6); Fisher 1935 (The Design of Experiments,
section 21); Pitman 1937 (J. R. Stat. Soc. Suppl. 4, 119).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.chance_test import ChanceTest
from blendwise.estimation.cluster_variance import counted, few_correction
from blendwise.estimation.clusters import FEW_INSTITUTIONS
from blendwise.estimation.result import (
    Array,
    Estimate,
    Scope,
    check_counts,
    check_level,
    check_numbers,
    check_same_shape,
)
from blendwise.records import Question, Unit

__all__ = [
    "clustered_difference",
    "contrast_variance",
    "sign_flip",
    "sign_flip_of_calls",
    "sign_flip_sampled",
    "sign_test",
    "swap_contributions",
]

_MOST_EXACT = 44
"""Institutions with a change that the exact test can take: two halves of 2²² sums each."""


def contrast_variance(
    before: ArrayLike, before_totals: ArrayLike, after: ArrayLike, after_totals: ArrayLike
) -> Array:
    """Return the variance of the change in share, from the contribution of each institution to it.

    e = (b2 − r2·t2)/T2 − (b1 − r1·t1)/T1 per institution, K/(K−1) · Σ(e − ē)²; institutions along the last
    axis; ē is 0. NaN for one institution or a call without mobilities. Source: Cochran 1977, chapter 6.

    Formula: K/(K - 1) x the sum of (e - mean) squared, e the contribution of an institution to the change.
    Shapes: one number per institution in each argument, in one order.
    Unit: shares of the totals.
    Errors: UserError that names the argument and the place.
    Assumes: institutions change independently of one another.
    Not for: two sets of institutions with none in common: then the variances of both add up.
    """
    b1, t1, b2, t2 = _checked(before, before_totals, after, after_totals)
    e = _residuals(b2, t2) - _residuals(b1, t1)
    scale = few_correction(counted(t1 + t2 > 0))
    return np.asarray(scale * np.sum(e**2, axis=-1))


def _residuals(b: Array, t: Array) -> Array:
    total = t.sum(-1, keepdims=True)
    total = np.where(total == 0, np.nan, total)
    return np.asarray((b - b.sum(-1, keepdims=True) / total * t) / total)


def _checked(
    before: ArrayLike, before_totals: ArrayLike, after: ArrayLike, after_totals: ArrayLike
) -> tuple[Array, ...]:
    b1, t1 = check_counts(
        np.atleast_1d(before), before_totals, hits_name="before", trials_name="before_totals"
    )
    b2, t2 = check_counts(np.atleast_1d(after), after_totals, hits_name="after", trials_name="after_totals")
    return check_same_shape(before=b1, before_totals=t1, after=b2, after_totals=t2)


def clustered_difference(
    before: ArrayLike,
    before_totals: ArrayLike,
    after: ArrayLike,
    after_totals: ArrayLike,
    *,
    calls: tuple[int | str, int | str],
    unit: Unit,
    scope: Scope | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate between what the change in registered share could have lain: after − before, t with K − 1.

    One number per institution in each argument, in the same order; `calls` are the names of the two in the
    sentence. `details`: ticks, totals and shares (`k1 n1 s1`, `k2 n2 s2`), the standard error `se`, and `p`
    of the sign-flip test over institutions with both calls.
    Misleads: below 40 institutions it is too narrow; where institutions have one of the calls only, it also
    measures who came and went (both are warned of). That chance explains a change badly does not say what
    does.
    Errors: UserError that names the place. A call without mobilities: value None.

    Formula: r2 - r1; limits by t with K - 1 degrees of freedom on the linearised variance of the change.
    Source: Cochran (1977), chapter 6; Fisher (1935).
    Shapes: one number per institution in each argument, in one order.
    Unit: `unit`, and a difference of shares.
    Assumes: institutions change independently of one another.
    """
    b1, t1, b2, t2 = _checked(before, before_totals, after, after_totals)
    if b1.ndim != 1:
        raise UserError("estimation.not-a-row", name="before")
    institutions = int(counted(t1 + t2 > 0))
    facts = _facts(b1, t1, b2, t2)
    value = facts["s2"] - facts["s1"] if "s1" in facts else None
    low, high = _limits(value, facts.get("se"), institutions, level)
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.change-between-calls",
        scope=(scope or Scope()).naming(before=calls[0], after=calls[1]),
        value=value,
        low=low,
        high=high,
        level=None if low is None else level,
        numerator=facts["k2"],
        denominator=facts["n2"],
        unit=unit,
        population="census",
        method="clustered-contrast",
        clusters=institutions,
        assumptions=("estimation.assumption.institutions-independent",),
        warnings=_warnings(t1, t2, low, high),
        details=facts,
    )


def _facts(b1: Array, t1: Array, b2: Array, t2: Array) -> dict[str, float]:
    """Return the sums; the shares if there are two; their spread if there is more than one institution."""
    facts = {"k1": float(b1.sum()), "n1": float(t1.sum()), "k2": float(b2.sum()), "n2": float(t2.sum())}
    if facts["n1"] > 0 and facts["n2"] > 0:
        facts |= {"s1": facts["k1"] / facts["n1"], "s2": facts["k2"] / facts["n2"]}
        if counted(t1 + t2 > 0) > 1:
            facts |= {"se": float(np.sqrt(contrast_variance(b1, t1, b2, t2)))}
            facts |= {"p": float(sign_flip_of_calls(b1, t1, b2, t2))}
    return facts


def _limits(
    value: float | None, se: float | None, institutions: int, level: float
) -> tuple[float | None, float | None]:
    """Return value ± t·SE within −1 and 1; nothing where there is no spread to judge by."""
    half_level = (1 - check_level(level)) / 2
    if value is None or not se:
        return None, None
    half = float(stats.t.isf(half_level, institutions - 1)) * se
    return max(value - half, -1.0), min(value + half, 1.0)


def _warnings(t1: Array, t2: Array, low: float | None, high: float | None) -> tuple[str, ...]:
    institutions = int(counted(t1 + t2 > 0))
    judged, spans = low is not None, low is not None and high is not None and low <= 0 <= high
    found = {
        "zero-inside": judged and spans,
        "zero-outside": judged and not spans,
        "one-institution": institutions == 1,
        "few-institutions": 1 < institutions < FEW_INSTITUTIONS,
        "one-call-only": bool(np.any((t1 == 0) != (t2 == 0))),
    }
    return tuple(f"estimation.warning.{name}" for name, holds in found.items() if holds)


def sign_test(changes: ArrayLike) -> ChanceTest:
    """Test two-sidedly and exactly how likely as uneven a number of rises and falls is; who stayed equal is left out.

    Answers: if each institution's number of ticks could as well have fallen as risen. It needs no totals.

    Formula: twice the smaller binomial tail of rises among rises and falls, at most 1.
    Source: Arbuthnott (1710); Dixon and Mood (1946).
    Shapes: one change per institution.
    Unit: a p.
    Errors: UserError that names the argument and the place.
    Assumes: each change could as well have been a rise as a fall.
    Not for: how large the changes are: a rise of 1 counts as one of 58.

    >>> print(f"{sign_test([+1] * 14 + [-1] * 3).p:.4f}")
    0.0127
    """
    row = _row(changes)
    rises, falls = int(np.sum(row > 0)), int(np.sum(row < 0))
    p = min(1.0, 2 * stats.binom.cdf(min(rises, falls), rises + falls, 0.5))
    return _of_institutions("rises-as-falls", rises, p, rises + falls, "sign-test")


def _of_institutions(
    null: str, statistic: float, p: float, size: int, method: str, warnings: tuple[str, ...] = ()
) -> ChanceTest:
    return ChanceTest(
        estimand=f"estimation.test.{null}",
        statistic=np.asarray(statistic),
        p=np.asarray(p),
        unit=Unit.INSTITUTIONS,
        size=np.asarray(size),
        method=method,
        assumptions=("estimation.assumption.institutions-independent",),
        warnings=warnings,
    )


def sign_flip(changes: ArrayLike) -> ChanceTest:
    """Test exactly and two-sidedly the sum of changes, were each as likely to have had the other sign.

    All 2^n signs, by sorting the sums of two halves. UserError above 44 institutions with a change: take
    `sign_flip_sampled`. Source: Fisher 1935; Pitman 1937.

    Formula: the part of all 2^n choices of signs whose sum is at least as far from 0 as the one seen.
    Shapes: one change per institution.
    Unit: that of the changes.
    Assumes: each institution's change could as well have had the other sign.
    Not for: what causes a change.

    >>> float(sign_flip([3, 2, 1, -1]))  # of 16 signs, ++++, +++− and ++−+ and their mirrors reach 5
    0.375
    """
    size = np.abs(_row(changes))
    size = size[size > 0]
    if len(size) > _MOST_EXACT:
        raise UserError("estimation.too-many-to-flip", value=len(size), most=_MOST_EXACT)
    total = float(_row(changes).sum())
    return _of_institutions(
        "calls-swapped", total, _reached(size, abs(total) - _slack(size)), len(size), "sign-flip"
    )


def _reached(size: Array, least: float) -> float:
    """Return the part of all choices of signs whose sum is at least that far from 0."""
    if least <= 0:
        return 1.0
    first, second = np.sort(_signed_sums(size[::2])), np.sort(_signed_sums(size[1::2]))
    reached = len(second) - np.searchsorted(second, least - first)
    return float(2 * reached.sum() / 2 ** len(size))


def sign_flip_sampled(changes: ArrayLike, *, seed: int = 1, draws: int = 99_999) -> ChanceTest:
    """Test the same by `draws` random signs: (1 + as extreme) / (1 + draws); repeatable by its seed.

    Source: Davison and Hinkley 1997 (Bootstrap Methods and their Application, section 4.3).

    Formula: (1 + draws at least as far from 0) / (1 + draws).
    Shapes: one change per institution.
    Unit: a p.
    Errors: UserError that names the place.
    Assumes: each institution's change could as well have had the other sign.
    Not for: 44 changes or fewer, for which `sign_flip` is exact.
    """
    row = _row(changes)
    generator = np.random.Generator(np.random.Philox(key=seed))
    least, extreme = abs(float(row.sum())) - _slack(row), 0
    for first in range(0, draws, 10_000):
        rows = min(10_000, draws - first)
        signs = generator.integers(0, 2, size=(rows, len(row)), dtype=np.int8) * 2.0 - 1
        extreme += int(np.sum(np.abs(signs @ row) >= least))
    p, size = (1 + extreme) / (1 + draws), int(np.count_nonzero(row))
    warnings = ("estimation.warning.signs-drawn",)
    return _of_institutions("calls-swapped", float(row.sum()), p, size, "sign-flip-drawn", warnings)


def sign_flip_of_calls(
    before: ArrayLike, before_totals: ArrayLike, after: ArrayLike, after_totals: ArrayLike
) -> ChanceTest:
    """Test two-sidedly the change, were at every institution the two calls as likely to have been swapped.

    Exact up to 44 institutions with a change, from 99,999 draws above.

    Formula: `sign_flip` on `swap_contributions`, sampled above 44 institutions with a change.
    Source: Fisher (1935); Pitman (1937).
    Shapes: one number per institution in each argument, in one order.
    Unit: a p.
    Errors: UserError that names the argument and the place.
    Assumes: at each institution the calls could as well have been swapped.
    Not for: institutions with one of the calls only: they add nothing.
    """
    changes = swap_contributions(before, before_totals, after, after_totals)
    return (sign_flip if np.count_nonzero(changes) <= _MOST_EXACT else sign_flip_sampled)(changes)


def swap_contributions(
    before: ArrayLike, before_totals: ArrayLike, after: ArrayLike, after_totals: ArrayLike
) -> Array:
    """Return per institution (b2 − r·t2) − (b1 − r·t1), r the share over both calls.

    Swapping the calls of an institution turns its sign and leaves all others as they are.
    0 for an institution without a project in one of the calls: nothing can be swapped there.

    Formula: (b2 - r t2) - (b1 - r t1), r the share over both calls.
    Source: Fisher (1935).
    Shapes: one number per institution in each argument, in one order.
    Unit: ticks.
    Errors: UserError that names the argument and the place.
    Assumes: none.
    Not for: publishing: these are parts of a test.
    """
    b1, t1, b2, t2 = _checked(before, before_totals, after, after_totals)
    both = (t1 > 0) & (t2 > 0)
    total = float(np.sum(t1 + t2, where=both))
    share = float(np.sum(b1 + b2, where=both)) / total if total else 0.0
    return np.where(both, (b2 - share * t2) - (b1 - share * t1), 0.0)


def _row(changes: ArrayLike) -> Array:
    row = check_numbers("changes", changes, least=-np.inf)
    if row.ndim != 1:
        raise UserError("estimation.not-a-row", name="changes")
    return row


def _slack(row: Array) -> float:
    """Return by how much rounding can part two sums that are equal."""
    return 1e-10 * float(np.sum(np.abs(row)))


def _signed_sums(sizes: Array) -> Array:
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums + size, sums - size])
    return sums
