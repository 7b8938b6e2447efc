"""How large must a change be before the next call can show it: planned before, not read off afterwards.

Between two calls the share differs by chance too, and by a lot, since it hangs on a few institutions. A
campaign that lifts it by less than `smallest_change` will most likely look like chance, whatever it did. The
same institutions in both calls help: what an institution keeps from call to call (`correlation`) drops out.

No simulation: a formula, whose check by simulation stands in the tests.

Sources: Cochran 1977 (Sampling Techniques, 3rd ed., section 12.12) on change on two occasions; Donner and
Klar 2000 (Design and Analysis of Cluster Randomization Trials, chapter 5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from blendwise.estimation.cluster_variance import ratio_variance
from blendwise.estimation.contrasts import contrast_variance
from blendwise.estimation.result import Array, Estimate, Scope, check_level, check_numbers
from blendwise.records import Question, Unit

__all__ = ["Plan", "SmallestChange", "correlation_between_calls", "power_of_change", "smallest_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Two calls to compare: the share now, the mobilities and institutions of each, how alike mobilities are.

    `design_effect` as `clusters.clustered_share` gives it; it is taken to hold in the next call as well.
    `correlation`: of the institutions' parts in the two calls, from `correlation_between_calls`; 0 is the
    cautious choice where there is one call only, and for other institutions.
    """

    share: float
    total: float
    next_total: float
    institutions: int
    design_effect: float
    correlation: float = 0.0

    def __post_init__(self) -> None:
        check_numbers("share", self.share, most=1)
        check_numbers("total", self.total, positive=True)
        check_numbers("next_total", self.next_total, positive=True)
        check_numbers("institutions", self.institutions, least=2)
        check_numbers("design_effect", self.design_effect, positive=True)
        check_numbers("correlation", self.correlation, least=-1, most=1)


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest rise and the smallest fall that the next call would show; value None where none would."""

    question: ClassVar[Question] = Question.PROCESS
    rise: Estimate
    fall: Estimate


def correlation_between_calls(
    before: ArrayLike, before_totals: ArrayLike, after: ArrayLike, after_totals: ArrayLike
) -> float:
    """Return how strongly the institutions' contributions to the two shares go together, from −1 to 1.

    (V1 + V2 − V of the change) / 2√(V1·V2). NaN where a call has no spread.

    Formula: (V1 + V2 - V of the change) / (2 sqrt(V1 V2)).
    Source: Cochran (1977), section 12.11, on repeated surveys.
    Shapes: one number per institution in each argument.
    Unit: shares, and differences of them.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent; the design effect of now holds in the next call.
    Not for: few institutions, where it is known only roughly.
    """
    v1, v2 = float(ratio_variance(before, before_totals)), float(ratio_variance(after, after_totals))
    change = float(contrast_variance(before, before_totals, after, after_totals))
    return (v1 + v2 - change) / (2 * np.sqrt(v1 * v2)) if v1 * v2 else float("nan")


def power_of_change(plan: Plan, next_share: ArrayLike, *, level: float = 0.95) -> Array:
    """Return the chance that the interval of the change leaves out zero, if the next share is `next_share`.

    P(T > t(level) − |change|/SE), T with K − 1 degrees of freedom; the far tail is left out.

    Formula: P(T > t(level) - |change| / SE), T with K - 1 degrees of freedom.
    Source: Cohen (1988); Kish (1965) for the design effect.
    Shapes: single numbers, or a row per institution.
    Unit: shares, and differences of them.
    Errors: UserError for a plan, level or power that is impossible.
    Assumes: institutions are independent; the design effect of now holds in the next call.
    Not for: a change that has been seen: power is for before.

    >>> plan = Plan(share=0.0165, total=15738, next_total=15738, institutions=42, design_effect=48)
    >>> print(np.round(power_of_change(plan, [0.03, 0.06]), 2))
    [0.19 0.81]
    """
    p = check_numbers("next_share", next_share, most=1)
    freedom = plan.institutions - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(p - plan.share) / np.sqrt(_variance(plan, p))
    distance = np.where(p == plan.share, 0.0, distance)
    return np.asarray(stats.t.sf(stats.t.isf((1 - check_level(level)) / 2, freedom) - distance, freedom))


def _variance(plan: Plan, next_share: ArrayLike) -> Array:
    """Return the variance of the change: V1 + V2 − 2ρ√(V1·V2), each the design effect × p(1 − p)/T."""
    p = np.asarray(next_share, dtype=float)
    v1 = plan.design_effect * plan.share * (1 - plan.share) / plan.total
    v2 = plan.design_effect * p * (1 - p) / plan.next_total
    return np.asarray(np.maximum(v1 + v2 - 2 * plan.correlation * np.sqrt(v1 * v2), 0))


def smallest_change(
    plan: Plan, *, unit: Unit, power: float = 0.8, level: float = 0.95, scope: Scope | None = None
) -> SmallestChange:
    """Estimate the smallest rise and fall that the next call shows with chance `power`.

    The change for which |change| = (t(level) + t(power)) · SE, where SE depends on the next share itself.
    `details`: the next share, the standard error, `power`.
    Misleads: with a correlation or a design effect that was read from few institutions, which are themselves
    uncertain. Errors: UserError for a plan or power that is impossible.

    Formula: the change with |change| = (t(level) + t(power)) SE, solved since SE depends on it.
    Source: Cohen (1988); Kish (1965) for the design effect.
    Shapes: single numbers, or a row per institution.
    Unit: shares, and differences of them.
    Assumes: institutions are independent; the design effect of now holds in the next call.
    """
    freedom = plan.institutions - 1
    reach = float(
        stats.t.isf((1 - check_level(level)) / 2, freedom) + stats.t.ppf(check_level(power), freedom)
    )
    base = Estimate(
        question=Question.PROCESS,
        estimand="estimation.smallest-rise",
        scope=scope or Scope(),
        value=None,
        numerator=plan.share * plan.total,
        denominator=plan.total,
        unit=unit,
        population="model",
        method="change-on-two-occasions",
        clusters=plan.institutions,
        design_effect=plan.design_effect,
        assumptions=("estimation.assumption.institutions-independent", "estimation.assumption.same-spread"),
        details={"power": power, "test_level": level, "share": plan.share},
    )
    return SmallestChange(
        _with_change(base, plan, _first_shown(plan, reach, 1.0)),
        replace(
            _with_change(base, plan, _first_shown(plan, reach, 0.0)), estimand="estimation.smallest-fall"
        ),
    )


def _first_shown(plan: Plan, reach: float, end: float) -> float | None:
    """Return the first next share on the way to `end` whose change reaches far enough, or None."""

    def short(share: float) -> float:
        return (share - plan.share) ** 2 - reach**2 * float(_variance(plan, share))

    steps = np.linspace(plan.share, end, 401)[1:]
    shown = np.flatnonzero([short(step) >= 0 for step in steps])
    if not shown.size or end == plan.share:
        return None
    before = steps[shown[0] - 1] if shown[0] else plan.share
    return float(optimize.brentq(short, before, steps[shown[0]])) if short(before) < 0 else float(before)


def _with_change(base: Estimate, plan: Plan, next_share: float | None) -> Estimate:
    if next_share is None:
        return base
    facts = {"next_share": next_share, "se": float(np.sqrt(_variance(plan, next_share)))}
    return replace(base, value=next_share - plan.share, details={**base.details, **facts})
