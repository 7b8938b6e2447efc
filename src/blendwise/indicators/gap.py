"""The gap between plan and registration, split exactly into volume and mix.

With A pledged, M all applied, R all registered and B registered blended (participants all of them):
ln(B/A) = ln(R/M) + ln((B/R) / (A/M)). The first part is volume (fewer or more stays than applied for, mostly
a matter of budget), the second mix (a smaller or larger blended share than planned).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from blendwise.records import Question, Unit

__all__ = ["Gap", "gap", "gap_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap as factors: `total` = B/A = `volume` x `mix`; None with the reason where one is undefined."""

    question: ClassVar[Question] = Question.COUNT
    unit: ClassVar[Unit] = Unit.PARTICIPANTS
    population: ClassVar[str] = "census"
    method: ClassVar[str] = "volume-times-mix"
    version: ClassVar[str] = "1"
    total: float | None
    volume: float | None
    mix: float | None
    undefined: str | None = None
    """`no-application`, `nothing-pledged`, `nothing-applied`, `nothing-registered`, or None."""


def gap(*, pledged: int, applied: int, registered: int, blended: int) -> Gap:
    """Split the gap between a pledge and what is registered; all four in participants.

    >>> gap(pledged=20, applied=200, registered=100, blended=5)
    Gap(total=0.25, volume=0.5, mix=0.5, undefined=None)
    """
    if pledged == 0:
        return Gap(None, registered / applied if applied else None, None, "nothing-pledged")
    if applied == 0:
        return Gap(blended / pledged, None, None, "nothing-applied")
    if registered == 0:
        return Gap(0.0, 0.0, None, "nothing-registered")
    return Gap(blended / pledged, registered / applied, (blended / registered) / (pledged / applied))


def gap_of(row: Mapping[str, Any]) -> Gap:
    """Split the gap of a row of `Figures`; without an application nothing is known of the plan.

    >>> gap_of({"pledged": 20, "applied": 200, "participants": 100, "with_participants": 5}).mix
    0.5
    """
    if row["pledged"] is None:
        return Gap(None, None, None, "no-application")
    return gap(
        pledged=row["pledged"], applied=row["applied"] or 0,
        registered=row["participants"], blended=row["with_participants"],
    )  # fmt: skip
