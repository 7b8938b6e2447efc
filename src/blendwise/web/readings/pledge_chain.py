"""From pledge to tick: what was asked for, what the grants make of it, what is registered; in participants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blendwise.indicators import Figures, Gap, gap_of

__all__ = ["Plan", "WhyUnknown", "plan_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """From pledge to tick; all numbers are participants."""

    pledged: int | None
    """None where no applications were read in."""
    expected: float | None
    """What the awarded grants make of the pledge; None where an amount is lacking."""
    registered: int
    participants: int
    """All participants registered, blended or not."""
    applied: int
    """All participants asked for, blended or not."""
    split: Gap | None
    """The gap as volume and mix; None without a pledge."""
    why_unknown: WhyUnknown | None

    @property
    def longest(self) -> float:
        """The largest of the three numbers, to which bars are drawn."""
        return max(self.pledged or 0, self.expected or 0, self.registered)


@dataclass(frozen=True, slots=True)
class WhyUnknown:
    """Why it is not known what was pledged."""

    figures: Figures

    def sentence(self, language: str) -> str:
        """Say why."""
        return self.figures.pledges_sentence(language) or ""

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the sentence."""
        return {"sentence": self.sentence(language)}


def plan_of(figures: Figures) -> Plan:
    """Return the three numbers of a view, in whatever unit its figures are."""
    row = figures.total_row
    pledged, registered = row["pledged"], int(row["with_participants"])
    everyone, applied = int(row["participants"]), int(row["applied"] or 0)
    if pledged is None:
        return Plan(None, None, registered, everyone, applied, None, WhyUnknown(figures))
    return Plan(int(pledged), row["expected_by_budget"], registered, everyone, applied, gap_of(row), None)
