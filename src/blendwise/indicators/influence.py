"""How much one institution moves the total: the figure again, without it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from blendwise.indicators.figure import say_of
from blendwise.indicators.figures import Figures
from blendwise.indicators.population import Population
from blendwise.language import say
from blendwise.records import Question, Unit

__all__ = ["Influence", "influences"]


@dataclass(frozen=True, slots=True)
class Influence:
    """The total with and without one institution, in the unit of the figures."""

    institution: str
    numerator: int
    denominator: int
    """Of the institution itself."""
    total: tuple[int, int]
    rest: tuple[int, int]
    """Numerator and denominator of the total, and of the total without the institution."""
    unit: Unit
    population: Population
    characteristic: str = "blended"
    question: ClassVar[Question] = Question.COUNT
    method: ClassVar[str] = "leave-one-out"
    version: ClassVar[str] = "1"

    @property
    def difference(self) -> Fraction | None:
        """How much the share changes when the institution is left out (between -1 and 1)."""
        if not self.rest[1] or not self.total[1]:
            return None
        return Fraction(*self.rest) - Fraction(*self.total)

    @property
    def share_of_ticks(self) -> Fraction | None:
        """The institution's part of all ticks."""
        return Fraction(self.numerator, self.total[0]) if self.total[0] else None

    @property
    def share_of_all(self) -> Fraction | None:
        """The institution's part of all that is counted."""
        return Fraction(self.denominator, self.total[1]) if self.total[1] else None

    def sentence(self, language: str) -> str:
        """Say what the share is without the institution."""
        difference, key = self.difference, f"indicators.leave-one-out.{self.unit.value}"
        if difference is None:
            return say(f"{key}.undefined", language, inst=self.institution)
        form = "lower" if difference < 0 else "higher" if difference > 0 else "same"
        return say(
            f"{key}.{form}", language, inst=self.institution, s1=Fraction(*self.total), s2=Fraction(*self.rest),
            k2=self.rest[0], n2=self.rest[1], d=abs(difference),
            share=say_of("indicators.asked.share", self.characteristic, language),
        )  # fmt: skip


def influences(figures: Figures) -> list[Influence]:
    """Return every institution's influence, the largest first. `figures` must be divided by institution alone.

    Mobilities whose institution is not known are no institution: they stay in the total and are never left out.
    """
    query, unit = figures.query, figures.query.unit.value
    total = (int(figures.total_row[f"with_{unit}"]), int(figures.total_row[unit]))
    found = [
        Influence(
            str(name or oid),
            k,
            n,
            total,
            (total[0] - k, total[1] - n),
            query.unit,
            query.population,
            query.characteristic,
        )
        for name, oid, k, n in figures.rows.select(
            "institution", "institution_oid", f"with_{unit}", unit
        ).iter_rows()
        if name or oid
    ]
    return sorted(found, key=lambda i: (-abs(i.difference or 0), i.institution))
