"""Was as much registered as the plan implies, given how much was carried out at all.

An institution asked for A blended places among M in all, carried out R and registered B as blended. Had the
plan's mix held, A·R/M would have been expected: that, not A, is what B is set against, so that a smaller
budget is not taken for a broken promise. All four in **one unit**: a pledge counts participants, so count
participants of blended mobilities too, not mobilities. A pledge earns points in the award, so it is no
forecast: call B over expected the gap between plan and registration.

Sources: Breslow and Day 1987 (IARC Sci. Publ. 82, chapter 2) on observed over expected; Efron and Stein 1981
(Ann.
Stat. 9, 586) on the jackknife; Hirji, Tan and Elashoff 1991 (Stat. Med. 10, 1137) on mid-p.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.chance_test import ChanceTest
from blendwise.estimation.cluster_variance import jackknife_variance
from blendwise.estimation.clusters import FEW_INSTITUTIONS
from blendwise.estimation.observed_over_expected import garwood
from blendwise.estimation.proportions import mid_p
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
    "Case",
    "Split",
    "break_even",
    "cases",
    "expected",
    "mid_p_test",
    "ratio_limits",
    "ratio_limits_mid_p",
    "registered_to_expected",
    "split",
]


class Case(StrEnum):
    """What can be said of an institution; the first that holds."""

    NO_APPLICATION = "no-application"
    """Nothing was asked for, blended or not: nothing can be expected."""
    NOTHING_PLEDGED = "nothing-pledged"
    """No blended place was asked for: no ratio, only what was registered."""
    NOTHING_REALISED = "nothing-realised"
    """No mobility was carried out: nothing could be registered."""
    NONE_REGISTERED = "none-registered"
    """None is registered: the ratio is 0, its split into volume and mix undefined."""
    MORE_THAN_PLEDGED = "more-than-pledged"
    """More is registered than was asked for."""
    ORDINARY = "ordinary"
    """Something was asked for, something registered, not more."""


@dataclass(frozen=True, slots=True)
class Split:
    """The exact split of ln(registered / pledged), NaN where it is undefined: `total` = `volume` + `mix`.

    `volume` is what a smaller or larger number of mobilities did, `mix` what a smaller or larger blended
    part did.
    """

    question: ClassVar[Question] = Question.COUNT
    total: Array
    volume: Array
    mix: Array


def _checked(
    pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike, registered: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return A, M, R, B in one shape: what was pledged is a part of what was applied for, and so on."""
    a, m = check_counts(pledged, applied, hits_name="pledged", trials_name="applied", whole=True)
    b, r = check_counts(registered, realised, hits_name="registered", trials_name="realised", whole=True)
    a, m, r, b = check_same_shape(pledged=a, applied=m, realised=r, registered=b)
    return a, m, r, b


def expected(pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike) -> Array:
    """Return A·R/M, what would be registered had the plan's mix held; NaN where nothing was applied for.

    Formula: A R / M.
    Source: Breslow and Day (1987), chapter 2.
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: what was pledged is a part of what was applied for.
    Not for: a pledge as forecast: it earns points in the award.

    >>> print(expected([50], [100], [80]))
    [40.]
    """
    a, m, r, _ = _checked(pledged, applied, realised, 0)
    return np.asarray(a * r / np.where(m == 0, np.nan, m))


def cases(
    pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike, registered: ArrayLike
) -> NDArray[np.str_]:
    """Return per institution the name of its `Case`.

    Formula: the first that holds: no application, nothing pledged, nothing realised, none registered, more
      than pledged, ordinary.
    Source: Breslow and Day (1987), chapter 2, on what has no ratio.
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: what was pledged is a part of what was applied for.
    Not for: a verdict: it names what can be computed.
    """
    a, m, r, b = _checked(pledged, applied, realised, registered)
    tests = {
        Case.NO_APPLICATION: m == 0,
        Case.NOTHING_PLEDGED: a == 0,
        Case.NOTHING_REALISED: r == 0,
        Case.NONE_REGISTERED: b == 0,
        Case.MORE_THAN_PLEDGED: b > a,
    }
    return np.select(list(tests.values()), [str(case) for case in tests], default=str(Case.ORDINARY))


def split(pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike, registered: ArrayLike) -> Split:
    """Return ln(B/A) = ln(R/M) + ln((B/R)/(A/M)), exact, NaN where one of the four is 0.

    Formula: ln(B/A) = ln(R/M) + ln((B/R)/(A/M)).
    Source: Kitagawa (1955), on splitting a difference.
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: what was pledged is a part of what was applied for.
    Not for: causes: it says which part goes with what.

    >>> parts = split(50, 100, 80, 10)
    >>> print(f"{parts.total:.3f} = {parts.volume:.3f} + {parts.mix:.3f}")
    -1.609 = -0.223 + -1.386
    """
    every = _checked(pledged, applied, realised, registered)
    a, m, r, b = (np.log(np.where(x == 0, np.nan, x)) for x in every)
    return Split(np.asarray(b - a), np.asarray(r - m), np.asarray((b - r) - (a - m)))


def ratio_limits(
    pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike, registered: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return per institution Garwood's limits of B divided by the expected; NaN where that is 0 or undefined.

    Takes places as independent within the institution; they are not, so read it as the least uncertainty.

    Formula: Garwood's limits of B / (A R / M).
    Source: Garwood (1936).
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: places of an institution are chances of their own; they are not.
    Not for: an institution with a large B/R, where `ratio_limits_mid_p` is right.
    """
    _, _, _, b = _checked(pledged, applied, realised, registered)
    e = expected(pledged, applied, realised)
    e = np.where(e == 0, np.nan, e)
    found = garwood(b, level=level)
    return Limits(found.low / e, found.high / e)


def ratio_limits_mid_p(
    pledged: ArrayLike, applied: ArrayLike, realised: ArrayLike, registered: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return per institution the mid-p limits of B/R divided by A/M; shorter than Garwood's for large B/R.

    The partner of `mid_p_test`. NaN where nothing was pledged, applied for or realised.

    Formula: mid-p limits of B / R over A / M.
    Source: Hirji, Tan and Elashoff (1991).
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: places of an institution are chances of their own; they are not.
    Not for: a list of institutions without correction for its length.
    """
    a, m, r, b = _checked(pledged, applied, realised, registered)
    plan = a / np.where((a == 0) | (m == 0), np.nan, m)
    found = mid_p(b, r, level=level)
    return Limits(found.low / plan, found.high / plan)


def mid_p_test(
    pledged: ArrayLike,
    applied: ArrayLike,
    realised: ArrayLike,
    registered: ArrayLike,
    *,
    unit: Unit = Unit.PARTICIPANTS,
) -> ChanceTest:
    """Test per institution, by a two-sided mid-p, B out of R, were the share that of the plan.

    Twice the smaller tail, half of the observed probability counted. NaN where nothing was pledged, applied
    for or realised. Many institutions make some small by chance: correct for their number before listing
    any.

    Formula: twice the smaller binomial tail of B out of R at A/M, half of the observed chance counted.
    Source: Hirji, Tan and Elashoff (1991).
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: places of an institution are chances of their own; they are not.
    Not for: a list without correction for its length.
    """
    a, m, r, b = _checked(pledged, applied, realised, registered)
    plan = a / np.where((a == 0) | (m == 0) | (r == 0), np.nan, m)
    own = stats.binom.pmf(b, r, plan)
    below = stats.binom.cdf(b - 1, r, plan) + own / 2
    return ChanceTest(
        estimand="estimation.test.as-planned",
        statistic=b,
        p=np.minimum(1, 2 * np.minimum(below, 1 - below)),
        unit=unit,
        size=r,
        method="mid-p",
        assumptions=("estimation.assumption.units-independent", "estimation.assumption.plan-mix"),
        warnings=("estimation.warning.units-in-bunches",),
    )


def registered_to_expected(
    pledged: ArrayLike,
    applied: ArrayLike,
    realised: ArrayLike,
    registered: ArrayLike,
    *,
    unit: Unit = Unit.PARTICIPANTS,
    scope: Scope | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate ΣB / ΣE over institutions, with an interval by leaving out each institution in turn.

    One number per institution in each argument, all in one `unit`. Jackknife, t with K − 1 on the log scale.
    Institutions without an application have no expectation: they are left out, counted in `details`
    (`left_out`, `left_out_registered`), and it warns. Where nothing was to be expected and nothing is registered,
    an institution says nothing of the ratio: it is no cluster, and `details` counts it (`nothing_expected`).
    `details` also has what was pledged, the standard error `se`, and `volume` and `mix`, the two parts of
    ln(ΣB/ΣA) = ln(ΣE/ΣA) + ln(ΣB/ΣE).
    Where none is registered, each institution counts as one yes or no: the upper limit is Garwood's for 0,
    divided by (ΣE)²/ΣE².
    Misleads: a pledge earns points, so a ratio below 1 is no failure rate. Errors: UserError that names the
    place. Nothing expected: value None.

    Formula: sum of B / sum of A R / M; limits on the log scale, t with K - 1.
    Source: Breslow and Day (1987); Efron and Stein (1981).
    Shapes: one number per institution in each argument, in one order.
    Unit: one unit throughout: participants, or mobilities.
    Assumes: institutions are independent; the plan's mix was an expectation.
    """
    a, m, r, b = _checked(pledged, applied, realised, registered)
    if a.ndim != 1:
        raise UserError("estimation.not-a-row", name="pledged")
    kept = m > 0
    left_out = {"left_out": float(np.sum(~kept)), "left_out_registered": float(b[~kept].sum())}
    e = expected(pledged, applied, realised)
    telling = kept & ((e > 0) | (b > 0))
    nothing = {"nothing_expected": float(np.sum(kept & ~telling))}
    a, r, b, e = a[kept], r[kept], b[telling], e[telling]
    value = float(b.sum() / e.sum()) if e.sum() > 0 else None
    se = float(np.sqrt(jackknife_variance(b, e))) if value is not None and len(b) > 1 else None
    low, high = _limits(value, se, e, float(r.sum() / e.sum()) if e.sum() > 0 else 0.0, level)
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.registered-to-expected",
        scope=scope or Scope(),
        value=value,
        low=low,
        high=high,
        level=None if low is None else level,
        numerator=float(b.sum()),
        denominator=float(e.sum()),
        unit=unit,
        population="census",
        method="ratio-jackknife",
        clusters=len(b),
        assumptions=("estimation.assumption.institutions-independent", "estimation.assumption.plan-mix"),
        warnings=_warnings(len(b), left_out["left_out"], b.sum()),
        details=_details(a, e, b, se) | left_out | nothing,
    )


def _limits(
    value: float | None, se: float | None, e: Array, most: float, level: float
) -> tuple[float | None, float | None]:
    """Return the limits of the ratio, at most `most`: more than all that was realised can't be registered."""
    half = (1 - check_level(level)) / 2
    if value is None or len(e) == 1:
        return None, None
    if value == 0:
        kinds = float(np.sum(e) ** 2 / np.sum(e**2))
        return 0.0, min(float(garwood(0, level=level).high) / kinds, most)
    if not se or np.isnan(se):
        return None, None
    with np.errstate(over="ignore"):
        factor = float(np.exp(stats.t.isf(half, len(e) - 1) * se / value))
    return value / factor, min(value * factor, most)


def _details(a: Array, e: Array, b: Array, se: float | None) -> dict[str, float]:
    sums = {"pledged": float(a.sum())}
    if se is not None and np.isfinite(se):
        sums["se"] = se
    if a.sum() > 0 and e.sum() > 0 and b.sum() > 0:
        sums |= {"volume": float(np.log(e.sum() / a.sum())), "mix": float(np.log(b.sum() / e.sum()))}
    return sums


def _warnings(institutions: int, left_out: float, registered: float) -> tuple[str, ...]:
    found = {
        "without-application": left_out > 0,
        "one-institution": institutions == 1,
        "few-institutions": 1 < institutions < FEW_INSTITUTIONS,
        "none-registered": registered == 0,
    }
    return tuple(f"estimation.warning.{name}" for name, holds in found.items() if holds)


def break_even(
    pledged: int,
    registered: int,
    *,
    pledged_unit: Unit = Unit.PARTICIPANTS,
    registered_unit: Unit = Unit.PARTICIPANTS,
    scope: Scope | None = None,
) -> Estimate:
    """Return registered / pledged, for when nobody knows how much was applied for in all.

    Registration equals the plan's mix only if just this part of all that was applied for was carried out. A
    count: no interval. Warns if the two have different units. Nothing pledged: value None.

    Formula: registered / pledged.
    Source: Breslow and Day (1987), chapter 2, on observed over expected.
    Shapes: single numbers.
    Unit: one unit throughout: participants, or mobilities.
    Errors: UserError that names the argument and the place.
    Assumes: what was pledged is a part of what was applied for.
    Not for: calling a plan kept or broken: how much was carried out is not in it.

    >>> print(f"{break_even(2002, 259).value:.3f}")
    0.129
    """
    a, b = float(check_counts(pledged, pledged)[0]), float(check_counts(registered, registered)[0])
    return Estimate(
        question=Question.COUNT,
        estimand="estimation.break-even",
        scope=scope or Scope(),
        value=b / a if a else None,
        numerator=b,
        denominator=a,
        unit=registered_unit,
        population="census",
        method="ratio",
        warnings=() if pledged_unit is registered_unit else ("estimation.warning.units-differ",),
    )
