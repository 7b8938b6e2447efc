"""Between what could the registered share have lain: ticks come in bunches, per institution.

Fifteen thousand mobilities of 42 institutions carry the information of a few hundred independent ones: an
institution that ticks, ticks much. So the spread between institutions, not the number of mobilities, says
how far the share could have come out elsewhere. `clustered_share` is the answer.

The interval functions take `ticks` and `totals` with **the institutions along the last axis**, and work on
any number of tables at once along the axes before it. `population` is for institutions that were drawn from a
larger number. What was measured, and where each falls short: docs/explanation/statistics/clusters.md.

Sources: Korn and Graubard 1998 (Surv. Methodol. 24, 193); Rao and Scott 1992 (Biometrics 48, 577); Franco,
Little, Louis and Slud 2019 (J. Surv. Stat. Methodol. 7, 334) on the alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from blendwise.errors import UserError
from blendwise.estimation.cluster_variance import Linearised, intra_cluster_correlation, linearise
from blendwise.estimation.proportions import clopper_pearson, wilson
from blendwise.estimation.result import (
    Array,
    Estimate,
    Limits,
    Scope,
    check_counts,
    check_level,
    check_numbers,
)
from blendwise.records import Question, Unit

__all__ = [
    "FEW_INSTITUTIONS",
    "ClusteredLimits",
    "SizeRange",
    "clustered_share",
    "clustered_share_with_unknown_sizes",
    "korn_graubard",
    "linear_t",
    "logit_t",
    "wilson_effective",
]

FEW_INSTITUTIONS = 40
"""Below this number of institutions every interval here is more often too narrow than too wide (measured)."""


_TINY = 1e-12
"""The part of all mobilities at an institution that is there, where another has all of them."""


class ClusteredLimits(Protocol):
    """What every interval function of this module looks like from outside."""

    __name__: str

    def __call__(self, ticks: ArrayLike, totals: ArrayLike, *, level: float = ...) -> Limits:
        """Return the limits of the share over all institutions of the last axis."""


def korn_graubard(
    ticks: ArrayLike, totals: ArrayLike, *, level: float = 0.95, population: int | None = None
) -> Limits:
    """Return the Clopper-Pearson interval on the effective size, made smaller for few institutions.

    Effective size × (t with T − 1 degrees of freedom / t with K − 1)². The same as R's
    svyciprop(method="beta"). Misleads: too narrow below 40 institutions, with nearly all misses above it.
    Source: Korn and Graubard 1998.

    Formula: Clopper-Pearson's limits of x = r n* out of n* = r (1 - r) / V x (t of T - 1 / t of K - 1)
      squared.
    Shapes: one number per institution along the last axis; one interval per leading entry.
    Unit: shares of `totals`.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another, and could as well have been others like them.
    """
    facts = linearise(ticks, totals, population=population)
    half, total = (1 - check_level(level)) / 2, np.sum(np.asarray(totals, dtype=float), axis=-1)
    wider = stats.t.isf(half, np.maximum(total - 1, 1)) / _t(facts, half)
    size = np.nan_to_num(facts.effective_size * wider**2)
    return clopper_pearson(np.nan_to_num(facts.share) * size, size, level=level)


def wilson_effective(
    ticks: ArrayLike, totals: ArrayLike, *, level: float = 0.95, population: int | None = None
) -> Limits:
    """Return Wilson's interval on the effective size. Misleads: takes no account of few institutions.

    Formula: Wilson's limits of r on n = T / d.
    Source: Wilson (1927); Kish (1965).
    Shapes: one number per institution along the last axis; one interval per leading entry.
    Unit: shares of `totals`.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another, and could as well have been others like them.
    """
    facts = linearise(ticks, totals, population=population)
    size = np.nan_to_num(facts.effective_size)
    return wilson(np.nan_to_num(facts.share) * size, size, level=level)


def logit_t(
    ticks: ArrayLike, totals: ArrayLike, *, level: float = 0.95, population: int | None = None
) -> Limits:
    """Return the t interval with K − 1 degrees of freedom on the logit scale; NaN without spread.

    Formula: logit r - and + t SE / (r (1 - r)), mapped back.
    Source: Korn and Graubard (1999).
    Shapes: one number per institution along the last axis; one interval per leading entry.
    Unit: shares of `totals`.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another, and could as well have been others like them.
    Not for: 14 institutions or fewer that differ much: 87 in 100 instead of 95.
    """
    facts = linearise(ticks, totals, population=population)
    inside = facts.spread_share
    half = _t(facts, (1 - check_level(level)) / 2) * np.sqrt(facts.variance) / (inside * (1 - inside))
    centre = special.logit(inside)
    return Limits(special.expit(centre - half), special.expit(centre + half))


def linear_t(
    ticks: ArrayLike, totals: ArrayLike, *, level: float = 0.95, population: int | None = None
) -> Limits:
    """Return share ± t·SE, cut off at 0 and 1; NaN without spread. For comparison: it misses most.

    Formula: r - t SE and r + t SE, t with K - 1 degrees of freedom.
    Source: Cochran (1977), chapter 6.
    Shapes: one number per institution along the last axis; one interval per leading entry.
    Unit: shares of `totals`.
    Errors: UserError that names the argument and the place.
    Assumes: institutions are independent of one another, and could as well have been others like them.
    Not for: publishing: with a rare tick it misses most.
    """
    facts = linearise(ticks, totals, population=population)
    inside = facts.spread_share
    half = _t(facts, (1 - check_level(level)) / 2) * np.sqrt(facts.variance)
    return Limits(np.maximum(inside - half, 0), np.minimum(inside + half, 1))


def _t(facts: Linearised, half: float) -> Array:
    """Return the quantile of t with an institution less than there are; NaN for a single one."""
    return np.asarray(stats.t.isf(half, np.where(facts.clusters > 1, facts.clusters - 1, np.nan)))


def clustered_share(
    ticks: ArrayLike,
    totals: ArrayLike,
    *,
    unit: Unit,
    scope: Scope | None = None,
    level: float = 0.95,
    limits: ClusteredLimits = korn_graubard,
) -> Estimate:
    """Estimate between what the registered share could have lain, had chance fallen out differently.

    Chance means here: which institutions ticked much or little. Missing ticks are not in it.

    `ticks` and `totals`: one number per institution, those without a tick included. `details`: standard error
    `se`, `icc`, `effective_size`. Warns below 40 institutions, and where none or all is ticked.
    Misleads: for "what is true", and as a statement on exactly these institutions in these calls: that is a
    count, without an interval. Errors: UserError that names the place. No mobilities: value None. One
    institution: a value without interval.
    Assumes: institutions are independent of one another and exchangeable.

    Formula: sum of ticks / sum of totals; limits by Korn and Graubard on the effective size.
    Source: Korn and Graubard (1998).
    Shapes: one number per institution.
    Unit: `unit`, and a share of it.
    """
    b, t = check_counts(ticks, totals, hits_name="ticks", trials_name="totals")
    _check_row("ticks", b)
    facts = linearise(b, t)
    known, judged = float(t.sum()) > 0, bool(facts.clusters > 1)
    found = limits(b, t, level=level) if judged else None
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.registered-share",
        scope=scope or Scope(),
        value=float(facts.share) if known else None,
        low=float(found.low) if found else None,
        high=float(found.high) if found else None,
        level=level if found else None,
        numerator=float(b.sum()),
        denominator=float(t.sum()),
        unit=unit,
        population="census",
        method=limits.__name__.replace("_", "-"),
        clusters=int(facts.clusters),
        design_effect=_finite(facts.design_effect),
        assumptions=("estimation.assumption.institutions-independent",),
        warnings=_warnings(facts, judged=judged),
        details=_details(facts, b, t) if judged else {},
    )


def _check_row(name: str, values: Array) -> None:
    if values.ndim != 1 or not values.size:
        raise UserError("estimation.not-a-row", name=name)


def _finite(value: ArrayLike) -> float | None:
    return float(value) if np.isfinite(value) else None  # type: ignore[arg-type]


def _warnings(facts: Linearised, *, judged: bool) -> tuple[str, ...]:
    found = {
        "one-institution": int(facts.clusters) == 1,
        "few-institutions": 1 < int(facts.clusters) < FEW_INSTITUTIONS,
        "none-or-all": judged and float(facts.share) in {0.0, 1.0},
    }
    return tuple(f"estimation.warning.{name}" for name, holds in found.items() if holds)


def _details(facts: Linearised, b: Array, t: Array) -> dict[str, float]:
    every = {
        "se": np.sqrt(facts.variance),
        "icc": intra_cluster_correlation(b, t),
        "effective_size": facts.effective_size,
    }
    return {name: float(value) for name, value in every.items() if np.isfinite(value)}


@dataclass(frozen=True, slots=True)
class SizeRange:
    """The two ends of what is possible when sizes are unknown: all equal, and all in one institution."""

    question: ClassVar[Question] = Question.PROCESS
    equal: Estimate
    giant: Estimate


def clustered_share_with_unknown_sizes(
    ticks: ArrayLike,
    totals: ArrayLike,
    *,
    institutions: int,
    mobilities: int,
    unit: Unit,
    scope: Scope | None = None,
    level: float = 0.95,
    limits: ClusteredLimits = korn_graubard,
) -> SizeRange:
    """Estimate the registered share where of `institutions` without a tick only the joint size is known.

    The variance is smallest when their `mobilities` are spread equally and largest when all are at one;
    whatever the sizes, it lies between. Both estimates carry the warning that sizes are unknown.
    Errors: as `clustered_share`; UserError for no institutions.

    Formula: `clustered_share` twice: the unknown mobilities spread equally, and all at one institution.
    Source: Korn and Graubard (1998); the two ends by convexity of the sum of squares.
    Shapes: one number per institution with a tick.
    Unit: `unit`, and a share of it.
    Assumes: as `clustered_share`; ticks of the unknown institutions are 0.
    Not for: institutions whose sizes are known.
    """
    b, t = check_counts(ticks, totals, hits_name="ticks", trials_name="totals")
    check_numbers("institutions", institutions, least=1)
    check_numbers("mobilities", mobilities)
    none = np.zeros(institutions)
    equal = np.full(institutions, mobilities / institutions)
    # An institution of size 0 would not count as one; these do, however small.
    tiny = mobilities * _TINY
    giant = np.where(np.arange(institutions) == 0, mobilities - (institutions - 1) * tiny, tiny)
    ends = (
        clustered_share(np.r_[b, none], np.r_[t, sizes], unit=unit, scope=scope, level=level, limits=limits)
        for sizes in (equal, giant)
    )
    return SizeRange(
        *(replace(end, warnings=(*end.warnings, "estimation.warning.sizes-unknown")) for end in ends)
    )
