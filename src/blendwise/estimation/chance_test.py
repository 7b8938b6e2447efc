"""The one result of every test: a p that never travels without what it is the chance of.

A test answers the process question: were there nothing to find, how often would chance alone show as much?
The p is that chance, never the chance that there is nothing to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from blendwise.estimation.arguments import Array
from blendwise.estimation.result import Population
from blendwise.language import decimal, say
from blendwise.records import Question, Unit

__all__ = ["Alternative", "ChanceTest", "p_in_words"]

Alternative = Literal["two-sided", "less", "greater"]
"""Against which differences: both ways, the first lower, or the first higher."""

_LEAST = 0.0001
"""A smaller p is said to be below it: four decimals would show nothing."""


def p_in_words(p: float, language: str) -> str:
    """Return a p with its sign: "= 0.0127", and "< 0.0001" for what four decimals would not show.

    >>> p_in_words(0.0127, "en"), p_in_words(0.0000001, "en")
    ('= 0.0127', '< 0.0001')
    """
    sign, shown = ("<", _LEAST) if p < _LEAST else ("=", p)
    return f"{sign} {decimal(shown, language, places=4)}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChanceTest:
    """A test, or a column of tests of the same kind: the statistic and its p, NaN where there is nothing to test.

    `estimand` is a key of the language files: `.null` there says in words what would have to hold for the p to
    be the chance of at least as much. `size` counts the units that the test rests on.
    """

    estimand: str
    statistic: Array
    p: Array
    sided: Alternative = "two-sided"
    unit: Unit
    size: Array
    method: str
    version: str = "1"
    population: Population = "census"
    question: Question = Question.PROCESS
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("statistic", "p", "size"):  # a single number is an array without a shape
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))

    def __float__(self) -> float:
        """Return the p of a single test."""
        return float(self.p)

    def sentence(self, language: str, *, at: int | tuple[int, ...] = ()) -> str:
        """Return a test in a sentence; `at` picks one of a column."""
        p, null = float(self.p[at]), say(f"{self.estimand}.null", language)
        if np.isnan(p):
            return say("estimation.test.undefined", language)
        test = say(f"estimation.test.methods.{self.method}", language)
        sided = say(f"estimation.test.{self.sided}", language)
        return say(
            "estimation.test.sentence", language, null=null, p=p_in_words(p, language), test=test, sided=sided
        )

    def assumption_sentence(self, language: str) -> str:
        """Return what must hold for the sentence to hold, as a second sentence."""
        words = [say(key, language) for key in self.assumptions]
        return say("estimation.assumptions.list", language, list="; ".join(words))

    def warning_sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per warning, in order."""
        return tuple(say(key, language) for key in self.warnings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: None for undefined."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        plain: ArrayLike = np.where(np.isnan(value), None, value)  # type: ignore[call-overload]
        return np.asarray(plain, dtype=object).tolist()
    if isinstance(value, Question | Unit):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
