"""What an order of institutions may say: estimated shares, places with their doubt, and lists of who differs.

A place never stands alone: beside it are the places it may be, by a common pattern and without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from blendwise.estimation.institutions import (
    BetaRates,
    Flags,
    InstitutionCounts,
    Ranking,
    RankSets,
    benjamini_hochberg,
    flags_against_pattern,
    hierarchical,
    holm,
    rank_sets,
    ranking,
)
from blendwise.estimation.institutions.comparison import Comparison
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.estimation.result import Array
from blendwise.language import decimal, percent, say
from blendwise.reporting.tables import text_table

__all__ = ["Standings"]

_TOP = 3


@dataclass(frozen=True)
class Standings:
    """The same institutions by estimated share, by place and by list, each with its uncertainty."""

    counts: InstitutionCounts

    @cached_property
    def rates(self) -> BetaRates:
        """The share behind each registered one, given what institutions have in common."""
        return hierarchical(self.counts)

    @cached_property
    def places(self) -> Ranking:
        """The places each may have by the common pattern."""
        return ranking(self.rates, top=min(_TOP, pairs_of(self.counts).institutions))

    @cached_property
    def sets(self) -> RankSets:
        """The places each may have without a common pattern, all at once."""
        return rank_sets(self.counts, simultaneous=True)

    @cached_property
    def sure(self) -> Flags:
        """Who differs for sure: Holm."""
        return flags_against_pattern(self.counts, correction=holm)

    @cached_property
    def first(self) -> Flags:
        """Where to look first: Benjamini and Hochberg."""
        return flags_against_pattern(self.counts, correction=benjamini_hochberg)

    @property
    def parts(self) -> tuple[Comparison, ...]:
        """Return all of them, in the order in which they are told."""
        return self.rates, self.places, self.sets, self.sure, self.first

    def columns(self) -> dict[str, object]:
        """Return a column per figure, in the order of the counts; an estimate never without its limits."""
        return {
            "estimate": self.rates.mean, "estimate_low": self.rates.low, "estimate_high": self.rates.high,
            "place_expected": self.places.expected, "place_low": self.places.low, "place_high": self.places.high,
            "place_set_low": self.sets.low, "place_set_high": self.sets.high,
            "p_pattern": self.sure.p, "p_holm": self.sure.adjusted, "p_benjamini_hochberg": self.first.adjusted,
        }  # fmt: skip

    def text(self, language: str) -> str:
        """Return what each of them says, then the table in the order of the estimates."""
        said = [_said(part, language) for part in self.parts]
        heads = ("estimate", "interval", "place", "place-set", "holm", "benjamini-hochberg")
        headings = [
            say("labels.institution", language),
            *(say(f"estimates.standings.{h}", language) for h in heads),
        ]
        order = np.argsort(-np.nan_to_num(self.rates.mean, nan=-1.0), kind="stable")
        rows = [self._line(int(row), language) for row in order]
        return "\n\n".join([*said, text_table(headings, rows, [False, *[True] * len(heads)])])

    def _line(self, row: int, language: str) -> list[str]:
        def shown(write: Callable[[float], str], *columns: Array) -> str:
            values = [float(column[row]) for column in columns]
            return (
                say("labels.undefined", language) if np.isnan(values).any() else "–".join(map(write, values))
            )

        def share(value: float) -> str:
            return percent(value, language, places=1)

        def chance(value: float) -> str:
            return decimal(value, language, places=3)

        def place(value: float) -> str:
            return str(int(value))

        return [
            self.counts.names[row], shown(share, self.rates.mean), shown(share, self.rates.low, self.rates.high),
            shown(place, self.places.low, self.places.high), shown(place, self.sets.low, self.sets.high),
            shown(chance, self.sure.adjusted), shown(chance, self.first.adjusted),
        ]  # fmt: skip


def _said(part: Comparison, language: str) -> str:
    words = (part.sentence(language), part.assumption_sentence(language), *part.warning_sentences(language))
    return "\n".join(words)
