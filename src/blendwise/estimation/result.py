"""The one result of every estimation: a figure that never travels without what it means.

`Estimate` is one figure with its question, interval, numerator, denominator, unit, population, method,
assumptions and warnings. `Limits` is a column of intervals, for functions that work on whole arrays.
`Scope` says what a figure is about. The checks of arguments, from `arguments`, are on offer here too, since
whoever makes a result needs both.

Every key (`estimand`, `assumptions`, `warnings`) is a full key of the language files, such as
`"estimation.registered-share"`; a module with a file of its own uses its own, such as `"audit.true-share"`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from blendwise.estimation.arguments import Array, check_counts, check_level, check_numbers, check_same_shape
from blendwise.language import has, listing, plural, say
from blendwise.records import Question, Unit

__all__ = [
    "Array",
    "Estimate",
    "Limits",
    "Population",
    "Scope",
    "check_counts",
    "check_level",
    "check_numbers",
    "check_same_shape",
]

Population = Literal["census", "sample", "validation", "model"]
"""What the figure rests on: all of it, a sample, a sample whose truth was established, or a model."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper limits of a column of intervals, both of the same shape; NaN is "undefined".

    What chance does to a share answers the process question; limits from a check of the truth say so.
    """

    low: Array
    high: Array
    question: Question = Question.PROCESS

    def __post_init__(self) -> None:
        for name in ("low", "high"):  # a column of one is an array too, whatever NumPy made of it
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure is about: calls, institutions, the date of the snapshot.

    `institution` names the only one, or else `institutions` counts them; `without` names those left out.
    `names` holds whatever else a sentence needs: `{"before": 2021, "after": 2022}`.
    """

    calls: tuple[int, ...] = ()
    institutions: int | None = None
    institution: str | None = None
    without: tuple[str, ...] = ()
    as_at: date | None = None
    names: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))

    def phrase(self, language: str) -> str:
        """Return the words within a sentence: "in calls 2021 and 2022 at 42 institutions".

        >>> Scope(calls=(2021, 2022), institutions=42).phrase("en")
        'in calls 2021 and 2022 at 42 institutions'
        """
        parts = [*self._calls(language), *self._institutions(language)]
        if self.without:
            parts[-1:] = [
                ", ".join([*parts[-1:], say("estimation.scope.without", language, names=list(self.without))])
            ]
        if self.as_at:
            parts.append(say("estimation.scope.as-at", language, date=self.as_at))
        return " ".join(parts) or say("estimation.scope.unnamed", language)

    def naming(self, **names: str | int) -> Scope:
        """Return the same scope with more names for the sentence."""
        return replace(self, names={**self.names, **names})

    def _calls(self, language: str) -> list[str]:
        years = listing([str(call) for call in self.calls], language)
        return [plural("estimation.scope.calls", len(self.calls), language, calls=years)] if years else []

    def _institutions(self, language: str) -> list[str]:
        if self.institution:
            return [say("estimation.scope.institution", language, institution=self.institution)]
        if self.institutions is None:
            return []
        return [plural("estimation.scope.institutions", self.institutions, language)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One estimated figure.

    `value` is None where it is undefined (no trials) or not identified (bounds only): never 0, never NaN.
    `low` and `high` are None where there is no limit on that side. `level` is the level of the interval
    (0.95), None for bounds that hold for certain. `version` rises when a method would give another figure
    for the same numbers. `details` holds whatever else was computed (standard error, degrees of freedom).
    `disclosure` stays "unchecked": an estimate never judges itself, only `blendwise.disclosure` does.
    """

    question: Question
    estimand: str
    scope: Scope = field(default_factory=Scope)
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    unit: Unit
    population: Population
    method: str
    version: str = "1"
    clusters: int | None = None
    design_effect: float | None = None
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    details: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    disclosure: Literal["unchecked"] = "unchecked"

    def __post_init__(self) -> None:
        if self.question is Question.COUNT and any(x is not None for x in (self.low, self.high, self.level)):
            raise ValueError("a count from the register has no interval")
        numbers = (self.value, self.low, self.high, self.level)
        if any(number is not None and math.isnan(number) for number in numbers):
            raise ValueError("write undefined as None, never as NaN")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lower limit {self.low} is above the upper limit {self.high}")

    @property
    def form(self) -> Literal["undefined", "bounds", "point", "interval"]:
        """Tell which of the four sentences fits, from what is known."""
        limits = self.low is not None or self.high is not None
        if self.value is None:
            return "bounds" if limits else "undefined"
        return "interval" if limits else "point"

    def sentence(self, language: str) -> str:
        """Return the figure in one sentence.

        Looked up under `<estimand>.<unit>.<form>`, then `<estimand>.<form>`, with the forms of a plural
        (`.zero`, `.one`, `.other`, by the numerator) where the language file has them. Placeholders:
        `scope`, `k` (numerator), `n` (denominator), `value`, `low`, `high`, `level`, `i` (clusters, or
        institutions), `assumed` (the assumptions), and every name of `scope.names` and `details`.
        """
        plural_form = "zero" if self.numerator == 0 else "one" if self.numerator == 1 else "other"
        keys = [
            f"{stem}{ending}"
            for stem in (f"{self.estimand}.{self.unit}.{self.form}", f"{self.estimand}.{self.form}")
            for ending in ("", f".{plural_form}", ".other")
        ]
        known = next((key for key in keys if has(key, language)), keys[-1])
        return say(known, language, assumed=self._assumed(language), **self._values(language))

    def assumption_sentence(self, language: str) -> str:
        """Return what must hold for the sentence to hold, as a second sentence."""
        if not self.assumptions:
            return say("estimation.assumptions.none", language)
        return say("estimation.assumptions.list", language, list=self._assumed(language))

    def warning_sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per warning, in order."""
        return tuple(say(key, language, **self._values(language)) for key in self.warnings)

    def tail(self, language: str) -> str:
        """Return what this kind of answer does and does not say, for once per page."""
        return say(f"estimation.tail.{self.question}", language)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: no dates, no enumerations, None for undefined."""
        scope = {
            "calls": list(self.scope.calls),
            "institutions": self.scope.institutions,
            "institution": self.scope.institution,
            "without": list(self.scope.without),
            "as_at": self.scope.as_at.isoformat() if self.scope.as_at else None,
            **self.scope.names,
        }
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "question": str(self.question),
            "unit": str(self.unit),
            "scope": scope,
            "assumptions": list(self.assumptions),
            "warnings": list(self.warnings),
            "details": dict(self.details),
        }

    def _assumed(self, language: str) -> str:
        return "; ".join(say(key, language, **self._values(language)) for key in self.assumptions)

    def _values(self, language: str) -> dict[str, Any]:
        institutions = self.scope.institutions if self.clusters is None else self.clusters
        return {
            **self.details,
            **self.scope.names,
            "scope": self.scope.phrase(language),
            "k": self.numerator,
            "n": self.denominator,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": None
            if self.level is None
            else f"{100 * self.level:g}%".replace(".", say("format.decimal", language)),
            "i": institutions,
        }
