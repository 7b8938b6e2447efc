"""What all corrections share: the checks on sensitivity and specificity, and their result."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from blendwise.errors import UserError
from blendwise.estimation.result import Estimate, Scope, check_counts, check_level
from blendwise.records import Question, Unit

__all__ = [
    "checked_register",
    "contradiction_warnings",
    "corrected",
    "refuse_useless",
    "specificity_warnings",
]

WORTH_A_WARNING = 0.1
"""From this part of the registered share on, wrong ticks are said to decide the answer (our choice)."""


def checked_register(ticks: int, mobilities: int, level: float) -> tuple[float, float]:
    """Return ticks and mobilities as numbers, with at least one mobility."""
    check_level(level)
    k, n = check_counts(ticks, mobilities, hits_name="ticks", trials_name="mobilities", whole=True)
    if n == 0:
        raise UserError("misclassification.no-mobilities")
    return float(k), float(n)


def refuse_useless(sensitivity: float, specificity: float) -> None:
    """Refuse rates at which a tick says nothing: blended mobilities are ticked no more often than others."""
    if sensitivity + specificity <= 1:
        raise UserError("misclassification.tick-says-nothing", sensitivity=sensitivity, wrong=1 - specificity)


def specificity_warnings(
    registered: float, wrong_most: float, *, despite_specificity: bool
) -> tuple[str, ...]:
    """Judge whether specificity is known well enough.

    `registered` is the share of mobilities with a tick, `wrong_most` the largest share of non-blended
    mobilities that may plausibly have one.
    """
    if wrong_most == 0:
        return ()
    if wrong_most >= registered and not despite_specificity:
        raise UserError("misclassification.all-may-be-wrong", registered=registered, wrong=wrong_most)
    if wrong_most >= registered:
        return ("misclassification.warnings.all-may-be-wrong",)
    if wrong_most > WORTH_A_WARNING * registered:
        return ("misclassification.warnings.specificity-decides",)
    return ()


def contradiction_warnings(*, registered: float, high: float, sensitivity: float) -> tuple[str, ...]:
    """Hold a sensitivity against the register: more cannot be ticked than there is.

    Raises UserError where the registered share is above it, and warns where only its upper limit is.

    Formula: registered share > sensitivity.
    Source: Rogan and Gladen (1978).
    Shapes: single numbers.
    Unit: shares of mobilities.
    Errors: UserError where the rate contradicts the register.
    Assumes: sensitivity is the same at all institutions.
    Not for: a sensitivity that is itself estimated.
    """
    if registered > sensitivity:
        raise UserError("misclassification.contradiction", registered=registered, sensitivity=sensitivity)
    return ("misclassification.warnings.nearly-contradiction",) if high > sensitivity else ()


def corrected(
    *,
    value: float,
    low: float,
    high: float,
    level: float,
    register: tuple[float, float],
    rates: Mapping[str, float],
    method: str,
    assumption: str,
    warnings: tuple[str, ...],
    scope: Scope | None,
) -> Estimate:
    """Build the result: a model's share of all mobilities, cut off at 0 and 1."""
    ticks, mobilities = register
    share = min(max(value, 0.0), 1.0)
    details = {**rates, "ticks": ticks, "registered": ticks / mobilities, "uncut": value}
    return Estimate(
        question=Question.TRUTH,
        estimand="misclassification.true-share",
        scope=scope or Scope(),
        value=share,
        low=min(max(low, 0.0), 1.0),
        high=min(max(high, 0.0), 1.0),
        level=level,
        numerator=share * mobilities,
        denominator=mobilities,
        unit=Unit.MOBILITIES,
        population="model",
        method=method,
        assumptions=(
            f"misclassification.assumptions.{assumption}",
            "misclassification.assumptions.same-everywhere",
            "misclassification.assumptions.single-chances",
        ),
        warnings=warnings,
        details=MappingProxyType(details),
    )
