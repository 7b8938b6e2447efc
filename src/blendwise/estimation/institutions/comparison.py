"""What every comparison of institutions carries, whatever the method: question, words, columns.

A comparison holds columns, a value per institution in the order of its counts, NaN where an institution has
no trials. It answers the process question: what could have been, had chance fallen out differently.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from blendwise.estimation.institutions.counts import InstitutionCounts
from blendwise.estimation.result import Population
from blendwise.language import has, plural, say
from blendwise.records import Question

__all__ = ["Comparison", "Level", "Sentence", "Share"]


@dataclass(frozen=True, slots=True)
class Level:
    """The level of an interval, written as 95% or 99,8%."""

    value: float

    def phrase(self, language: str) -> str:
        """Return the level as a person writes it."""
        return f"{100 * self.value:g}%".replace(".", say("format.decimal", language))


@dataclass(frozen=True, slots=True)
class Share:
    """A registered share: 1.7% (4 of 240); without hits or below 20 trials only "2 of the 15"."""

    hits: int
    trials: int

    def phrase(self, language: str) -> str:
        """Return the share as a person writes it."""
        form = "usual" if self.hits and self.trials >= 20 else "small"
        rate = self.hits / self.trials if self.trials else 0.0
        return say(f"institutions.share.{form}", language, rate=rate, k=self.hits, n=self.trials)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be said in any language: its key under `institutions`, and its values.

    `n` picks the form of a plural. A value that has a phrase of its own (a scope, a level) is said as that.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    n: int | None = None

    def say(self, language: str, unit: str = "") -> str:
        """Return the sentence; with a unit the form for that unit where there is one."""
        words = {name: _phrase(value, language) for name, value in self.values.items()}
        key = f"institutions.{self.key}"
        if has(f"{key}.{unit}", language) or has(f"{key}.{unit}.other", language):
            key = f"{key}.{unit}"
        return say(key, language, **words) if self.n is None else plural(key, self.n, language, **words)


def _phrase(value: object, language: str) -> object:
    return value.phrase(language) if hasattr(value, "phrase") else value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """A comparison of institutions: its columns stand in the order of `counts`.

    `method` and `version` name how it was computed; `said`, `assumptions` and `warnings` are its words.
    """

    counts: InstitutionCounts
    method: str
    version: str = "1"
    population: Population = "census"
    question: Question = Question.PROCESS
    said: tuple[Sentence, ...]
    assumptions: tuple[str, ...] = ()
    warnings: tuple[Sentence, ...] = ()

    def sentence(self, language: str) -> str:
        """Return what the comparison shows as a whole."""
        return " ".join(part.say(language, self.counts.unit) for part in self.said)

    def assumption_sentence(self, language: str) -> str:
        """Return what must hold for it."""
        words = "; ".join(say(f"institutions.assumptions.{name}", language) for name in self.assumptions)
        return say("estimation.assumptions.list", language, list=words)

    def warning_sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per warning."""
        without = int((self.counts.trials == 0).sum())
        undefined = (Sentence("warnings.no-trials", n=without),) if without else ()
        return tuple(part.say(language, self.counts.unit) for part in (*self.warnings, *undefined))

    def tail(self, language: str) -> str:
        """Return what this kind of answer does and does not say, for once per page."""
        return say("institutions.tail", language)

    def _share(self, row: int) -> Share:
        return Share(int(self.counts.hits[row]), int(self.counts.trials[row]))

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the table for a page or a file: a list per column, None for undefined."""
        table: dict[str, list[Any]] = {
            "institution": list(self.counts.names),
            "hits": self.counts.hits.tolist(),
            "trials": self.counts.trials.tolist(),
            "rate": _plain(self.counts.rates),
        }
        for column in fields(self):
            values = getattr(self, column.name)
            if isinstance(values, np.ndarray) and values.shape == (len(self.counts),):
                table[column.name] = _plain(values)
        return table


def _plain(values: np.ndarray[Any, np.dtype[Any]]) -> list[Any]:
    return [None if isinstance(v, float) and math.isnan(v) else v for v in values.tolist()]
