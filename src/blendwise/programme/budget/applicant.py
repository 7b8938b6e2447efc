"""What an applicant brings to the division of a budget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

__all__ = ["PRIORITIES", "Applicant"]

PRIORITIES = ("fewer-opportunities", "blended", "green", "long-term")
"""The shares of participants that can be a priority; there are no others in the application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One application: money in euro, people in participants."""

    number: str
    """What it is known by; ties in rounding go to the lowest."""
    name: str = ""
    estimate: Decimal
    """What the activities cost by unit costs."""
    set_aside: Decimal = Decimal(0)
    """Inclusion support and exceptional costs, which are granted uncut."""
    financial_performance: Decimal = Decimal(1)
    quality: Decimal = Decimal(1)
    geography: Decimal = Decimal(1)
    participants: int = 0
    blended: int = 0
    """Participants in blended mobility: the pledge."""
    fewer_opportunities: int = 0
    green: int = 0
    long_term: int = 0

    def share(self, priority: str) -> Fraction:
        """Return the part of the participants that a priority is about; none if there are no participants."""
        number: int = getattr(self, priority.replace("-", "_"))
        return Fraction(number, self.participants) if self.participants else Fraction(0)
