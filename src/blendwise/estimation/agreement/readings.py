"""What all measures of agreement share: their result, the table they work on, the pairs that agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from blendwise.errors import UserError
from blendwise.estimation.result import Array, check_numbers
from blendwise.language import say
from blendwise.records import Question

__all__ = ["Agreement", "agreement_of", "beyond_chance", "codes_per_answer", "observed_agreement"]

RELIABLE, TENTATIVE = 0.80, 0.667
"""Krippendorff's (2004, p. 241) customary limits: use from .80; from .667 only tentative conclusions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far readers agree. `value` is None where it is undefined; 1 is full agreement, 0 is chance."""

    question: ClassVar[Question] = Question.TRUTH
    measure: str
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    answers: int
    """Answers with at least two codes: the only ones that say something."""
    readings: int
    """Codes given to those answers."""
    details: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def verdict(self) -> str:
        """Name what it allows: `use`, `tentative`, `insufficient`, `undefined`; `described` has no verdict."""
        if self.value is None:
            return "undefined"
        if self.measure == "percent":
            return "described"
        if self.value >= RELIABLE:
            return "use"
        return "tentative" if self.value >= TENTATIVE else "insufficient"

    def sentence(self, language: str) -> str:
        """Return the agreement and what it allows, in words."""
        form = "undefined" if self.value is None else "point" if self.low is None else "interval"
        return say(
            f"survey_numbers.agreement.{form}",
            language,
            measure=say(f"survey_numbers.agreement.measures.{self.measure}", language),
            verdict=say(f"survey_numbers.agreement.verdicts.{self.verdict}", language),
            value=self.value,
            low=self.low,
            high=self.high,
            level=None if self.level is None else f"{100 * self.level:g}%",
            answers=self.answers,
            readings=self.readings,
        )


def agreement_of(
    measure: str, value: float, *, answers: int, readings: float, details: Mapping[str, float] | None = None
) -> Agreement:
    """Write an undefined value as None, without the details that would belong to it."""
    undefined = math.isnan(value)
    return Agreement(
        measure=measure,
        value=None if undefined else value,
        answers=answers,
        readings=int(readings),
        details=MappingProxyType({} if undefined or details is None else dict(details)),
    )


def codes_per_answer(ratings: ArrayLike) -> tuple[Array, Array]:
    """Return the values that occur and, per answer with two codes or more, how often each was given."""
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < 2:
        raise UserError("survey_numbers.one-reader", shape=" × ".join(map(str, table.shape)))
    if np.isinf(table).any():
        check_numbers("ratings", table)
    values = np.unique(table[~np.isnan(table)])
    counts = (table[:, :, None] == values).sum(axis=0).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise UserError("survey_numbers.nothing-to-compare")
    return values, counts


def observed_agreement(counts: Array) -> float:
    """Share of pairs of readers who agree, averaged over answers (Fleiss 1971, formula 2)."""
    per_answer = counts.sum(axis=1)
    return float(np.mean((counts * (counts - 1)).sum(axis=1) / (per_answer * (per_answer - 1))))


def beyond_chance(observed: float, chance: float) -> float:
    """Agreement beyond chance as a part of what was possible; NaN where chance leaves nothing to agree on."""
    return math.nan if chance == 1 else (observed - chance) / (1 - chance)
