"""The result of all list comparisons: a number that there are at least."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from scipy.special import ndtri

from blendwise.estimation.result import Estimate, Scope, check_counts
from blendwise.records import Question, Unit

__all__ = ["log_limits", "lower_bound"]


def log_limits(total: float, seen: float, se: float, level: float) -> tuple[float, float]:
    """Return limits that are normal on the log of the number not seen, so never below what was seen.

    Source: Chao (1987) Biometrics 43:783-791.
    """
    unseen = total - seen
    if unseen <= 0 or se == 0:
        return seen, max(total, seen)
    spread = math.exp(float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p((se / unseen) ** 2)))
    return seen + unseen / spread, seen + unseen * spread


def lower_bound(
    *,
    total: float | None,
    low: float | None,
    high: float | None,
    level: float,
    seen: float,
    lists: int,
    mobilities: int | None,
    method: str,
    warnings: tuple[str, ...],
    details: Mapping[str, float],
    scope: Scope | None,
) -> Estimate:
    """Build the result: a number of mobilities (never a share), of which `seen` are on at least one list.

    `mobilities` is the number in the register, if it is known; `details["at_least"]` is the whole number that
    the sentence says.
    """
    if mobilities is not None:
        check_counts(seen, mobilities, hits_name="seen", trials_name="mobilities", whole=True)
    at_least = max(seen, math.floor(seen if low is None else low))
    return Estimate(
        question=Question.TRUTH,
        estimand=f"recapture.{'two' if lists == 2 else 'many'}{'' if mobilities is None else '-of'}",
        scope=scope or Scope(),
        value=total,
        low=low,
        high=high,
        level=None if low is None else level,
        numerator=seen,
        denominator=None if mobilities is None else float(mobilities),
        unit=Unit.MOBILITIES,
        population="model",
        method=method,
        assumptions=(
            f"recapture.assumptions.{'independent' if lists == 2 else 'model'}",
            "recapture.assumptions.equal-chance",
            "recapture.assumptions.linked",
            "recapture.assumptions.only-blended",
        ),
        warnings=("recapture.warnings.dependence", *_beyond(at_least, mobilities), *warnings),
        details=MappingProxyType(
            {"lists": float(lists), "seen": seen, "at_least": float(at_least), **details}
        ),
    )


def _beyond(at_least: float, mobilities: int | None) -> tuple[str, ...]:
    """Warn where the lists say that more were blended than the register holds: then they cannot be right."""
    return (
        ("recapture.warnings.more-than-there-are",)
        if mobilities is not None and at_least > mobilities
        else ()
    )
