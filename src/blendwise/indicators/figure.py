"""A figure: a number with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from blendwise.indicators.population import Population
from blendwise.language import has, say
from blendwise.records import Question, Unit

__all__ = ["FEWEST_FOR_A_PERCENTAGE", "Figure", "say_of", "value_in_words"]

FEWEST_FOR_A_PERCENTAGE = 20
"""Below it a percentage says less than its two numbers, and is left out."""


def value_in_words(value: Any, language: str) -> str:
    """Write the value of a division: yes or no, an activity type, a name as it stands, or "not filled in"."""
    if value is None:
        return say("labels.not-filled-in", language)
    if isinstance(value, bool):
        return say(f"labels.{'yes' if value else 'no'}", language)
    for key in (f"programme.activities.{value}", f"labels.{value}"):
        if has(key, language):
            return say(key, language)
    return str(value)


def say_of(key: str, characteristic: str, language: str, /, **values: object) -> str:
    """Say a sentence of the characteristic that was asked: `key.blended`, or `key.other` with its name as `what`."""
    form = "blended" if characteristic == "blended" else "other"
    return say(f"{key}.{form}", language, what=say(f"labels.{characteristic}", language), **values)


@dataclass(frozen=True, slots=True)
class Figure:
    """A registered share: numerator, denominator, unit, population and which question it answers.

    It answers what was registered, so it has no interval. The value is None, never 0, where there is
    nothing to divide by.
    """

    method: ClassVar[str] = "registered-share"
    version: ClassVar[str] = "1"
    numerator: int
    denominator: int
    unit: Unit
    population: Population
    characteristic: str = "blended"
    group: Mapping[str, Any] = field(default_factory=dict)
    """The group within the population: column and value, such as `call` 2021."""
    institutions: int | None = None
    at: date | None = None
    question: Question = Question.COUNT
    filled_in: bool = True
    """Whether the characteristic was filled in for any of them; else nothing can be said of its share."""

    @property
    def value(self) -> Fraction | None:
        """The share, exactly; None where there is nothing to divide by, or nothing was filled in."""
        return Fraction(self.numerator, self.denominator) if self.denominator and self.filled_in else None

    @property
    def share(self) -> float | None:
        """The share as a float, between 0 and 1."""
        return None if self.value is None else float(self.value)

    def scope(self, language: str) -> str:
        """Say what the figure is about: calls, institutions, day, and its group."""
        scope = self.population.scope(language, institutions=self.institutions or None, at=self.at)
        for column, value in self.group.items():
            label = say(f"labels.{column}", language)
            words = value_in_words(value, language)
            scope += ", " + say("indicators.scope.group", language, label=label, value=words)
        return scope

    def sentence(self, language: str) -> str:
        """Return the figure as a sentence with numerator, denominator, unit and scope."""
        return say(
            f"indicators.count.{self._pattern()}", language, scope=self.scope(language),
            what=say(f"labels.{self.characteristic}", language), n=self.denominator, k=self.numerator,
            share=self._share_in_words(language),
        )  # fmt: skip

    def _pattern(self) -> str:
        if self.denominator == 0 and self.institutions == 0:
            return "no-project"
        if self.denominator and not self.filled_in:
            return f"not-filled-in.{self.unit.value}"
        what = "blended" if self.characteristic == "blended" else "other"
        return f"{what}.{self.unit.value}.{self._form()}"

    def _share_in_words(self, language: str) -> str:
        if self.value is None or self.denominator < FEWEST_FOR_A_PERCENTAGE:
            return ""
        return say("indicators.count.share", language, share=self.value)

    def _form(self) -> str:
        if self.denominator == 0:
            return "undefined"
        if self.denominator == 1:
            return "of-one" if self.numerator else "of-one-not"
        if self.numerator == self.denominator:
            return "all"
        return {0: "zero", 1: "one"}.get(self.numerator, "other")

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return the figure as plain values, with its sentence."""
        return {
            "question": self.question.value, "unit": self.unit.value, "characteristic": self.characteristic,
            "numerator": self.numerator, "denominator": self.denominator, "share": self.share,
            "population": self.population.words(language), "scope": self.scope(language),
            "sentence": self.sentence(language), "method": self.method, "version": self.version,
        }  # fmt: skip
