"""From checks to what is true: the whole, missing and surplus ticks, and how well ticks find blended.

The limits of each tick status are Korn and Graubard's (`two_phase.total_of`), joined by square-and-add. An
undetermined check is never dropped: every figure is computed with all of them as not blended and with all of
them as blended, and both stand in the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from blendwise.estimation.audit.checks import Checks, refuse_thin_strata
from blendwise.estimation.audit.figures import Figures
from blendwise.estimation.audit.model import group_posterior, limits_of_sum
from blendwise.estimation.audit.ratio import Range, mirrored, share_of_first
from blendwise.estimation.audit.two_phase import Total, joined, total_of
from blendwise.estimation.result import Estimate, Scope, check_level
from blendwise.records import Question

__all__ = ["AuditEstimate", "estimate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEstimate:
    """What an audit says. Each figure is a point with an interval, or bounds where checks gave no answer."""

    question: ClassVar[Question] = Question.TRUTH
    share: Estimate
    """The true share of blended mobilities."""
    missing_ticks: Estimate
    """How many truly blended mobilities have no tick: a number."""
    surplus_ticks: Estimate
    """How many ticks are not blended by the rules: a number."""
    sensitivity: Estimate
    """Which part of the truly blended mobilities has a tick."""
    specificity: Estimate
    """Which part of the others has none."""
    model: Estimate
    """The true share by the hierarchical model: a companion, to see whether the two agree."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """The totals of both tick statuses when the undetermined checks count one way."""

    ticked: Total
    unticked: Total

    @property
    def whole(self) -> Range:
        return Range(self.ticked.value + self.unticked.value, *joined(self.ticked, self.unticked))


def _variant(checks: Checks, level: float, *, undetermined_blended: bool) -> _Variant:
    ticked = checks.strata.ticked
    parts = [checks.part(which, undetermined_blended=undetermined_blended) for which in (ticked, ~ticked)]
    return _Variant(*(total_of(*part, level) for part in parts))


def estimate(checks: Checks, *, level: float = 0.95, scope: Scope | None = None) -> AuditEstimate:
    """Estimate what is true from an audit sample.

    Answers: how many mobilities were truly blended, how many ticks are missing or too many, and which part of
    the truly blended is ticked? `checks` comes from `tally` or `checks_of`; every stratum needs two checks or
    more, or all its mobilities.

    Misleads when the reader knew the tick, when institutions chose the mobilities, when "blended" was read
    differently at different institutions, or when the checks without an answer are just the blended ones: the
    last shows in the bounds. Limits hold for one look; stopping as soon as the result pleases breaks them.
    Errors: UserError for strata with too few checks, by name; `join_thin_strata` puts them together,
    `take_ticks_as_right` states that nobody looked at the ticks.

    Sources: Tenenbein (1970); Korn and Graubard (1998); Zou and Donner (2008).

    Formula: strata weighted by size; limits by Korn and Graubard per tick status, joined by square-and-add.
    Shapes: checks per stratum in; a result per figure out.
    Unit: mobilities, and shares of them.
    Assumes: checks drawn by lot within each stratum, none skipped, one description of blended, a reader who
      did not know the tick.

    >>> from blendwise.estimation.audit import checks_of, strata, take_ticks_as_right
    >>> groups = strata(["unticked", "ticked"], ["", ""], [False, True], [15479, 259])
    >>> found = estimate(take_ticks_as_right(checks_of(groups, [400, 0], [12, 0])))
    >>> print(f"{found.share.value:.3f} {found.share.low:.3f} {found.share.high:.3f}")
    0.046 0.032 0.067
    """
    check_level(level)
    refuse_thin_strata(checks)
    none = _variant(checks, level, undetermined_blended=False)
    every = _variant(checks, level, undetermined_blended=True) if checks.undetermined.any() else none
    figures = Figures(
        checks=checks,
        level=level,
        scope=scope or Scope(),
        method="two-phase-exact" if none.ticked.exact and none.unticked.exact else "two-phase-korn-graubard",
        details=_details(checks, none, every),
    )
    assumed = checks.ticks_assumed
    return AuditEstimate(
        share=figures.whole(none.whole, every.whole),
        missing_ticks=_missing(figures, none, every),
        surplus_ticks=figures.not_looked_at("audit.surplus-ticks")
        if assumed
        else _surplus(figures, none, every),
        sensitivity=_sensitivity(figures, none, every),
        specificity=figures.not_looked_at("audit.specificity")
        if assumed
        else _specificity(figures, none, every),
        model=_model(figures),
    )


def _range(total: Total) -> Range:
    return Range(total.value, total.low, total.high)


def _details(checks: Checks, none: _Variant, every: _Variant) -> dict[str, float]:
    at_most = every.ticked.at_most + every.unticked.at_most
    details = {
        "se": math.hypot(none.ticked.se, none.unticked.se),
        "at_most": at_most,
        "at_most_share": at_most / checks.strata.mobilities,
    }
    looked = checks.looked_at[~checks.strata.ticked].sum()
    if math.isfinite(none.unticked.effective_checks):
        details["design_effect"] = float(looked / none.unticked.effective_checks)
    return details


def _missing(figures: Figures, none: _Variant, every: _Variant) -> Estimate:
    return figures.figure(
        "audit.missing-ticks",
        _range(none.unticked),
        _range(every.unticked),
        numerator=none.unticked.value,
        denominator=none.unticked.size,
    )


def _surplus(figures: Figures, none: _Variant, every: _Variant) -> Estimate:
    lowest = mirrored(every.ticked)
    return figures.figure(
        "audit.surplus-ticks",
        lowest,
        mirrored(none.ticked),
        numerator=lowest.value,
        denominator=none.ticked.size,
    )


def _sensitivity(figures: Figures, none: _Variant, every: _Variant) -> Estimate:
    """Return the ticked among the truly blended: lowest with few of the ticked and many of the others."""
    lowest = share_of_first(_range(none.ticked), _range(every.unticked))
    highest = share_of_first(_range(every.ticked), _range(none.unticked))
    return figures.figure(
        "audit.sensitivity", lowest, highest, numerator=none.ticked.value, denominator=none.whole.value
    )


def _specificity(figures: Figures, none: _Variant, every: _Variant) -> Estimate:
    """Return the unticked among those not blended: both groups mirrored."""
    lowest = share_of_first(mirrored(every.unticked), mirrored(none.ticked))
    highest = share_of_first(mirrored(none.unticked), mirrored(every.ticked))
    others = none.ticked.size + none.unticked.size - (none.whole.value or 0)
    return figures.figure(
        "audit.specificity", lowest, highest, numerator=mirrored(none.unticked).value, denominator=others
    )


def _model(figures: Figures) -> Estimate:
    lowest = _model_range(figures, undetermined_blended=False)
    some = figures.counts["undetermined"] > 0
    highest = _model_range(figures, undetermined_blended=True) if some else lowest
    of = figures.checks.strata.mobilities
    number = None if lowest.value is None else lowest.value * of
    found = figures.figure("audit.model", lowest, highest, numerator=number, denominator=of)
    return replace(
        found,
        population="model",
        method="hierarchical-beta-binomial",
        design_effect=None,
        assumptions=(*found.assumptions, "audit.assumptions.alike"),
    )


def _model_range(figures: Figures, *, undetermined_blended: bool) -> Range:
    checks, of = figures.checks, figures.checks.strata.mobilities
    groups = []
    for which in (~checks.strata.ticked, checks.strata.ticked):
        names = [name for name, kept in zip(checks.strata.names, which, strict=True) if kept]
        groups.append(group_posterior(names, *checks.part(which, undetermined_blended=undetermined_blended)))
    low, high = limits_of_sum(groups[0], groups[1], figures.level)
    return Range((groups[0].expected + groups[1].expected) / of, low / of, high / of)
