"""Figures as the table a person reads: counts with their denominator, the calls apart, absence in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE, Figures, value_in_words
from blendwise.language import count, percent, say
from blendwise.records import Unit
from blendwise.reporting.tables import text_table

__all__ = ["figures_text"]

_PLAN = ("pledged", "expected_by_budget", "expected_by_mix")
_PLACES_OF_A_GROUP = 1


def figures_text(figures: Figures, language: str) -> str:
    """Return sentence, table and the word on what the figure does not say."""
    parts = [figures.sentence(language)]
    if figures.query.by:
        parts.append(_table(figures, language))
    parts.append(say("indicators.count.tail", language))
    return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns a table of figures has: the division, the counts, the plan in participants, the calls apart."""

    division: tuple[str, ...]
    unit: str
    what: str
    plan: tuple[str, ...]
    calls: tuple[str, ...]
    language: str

    def headings(self) -> list[str]:
        names = (*self.division, self.what, self.unit, "share", *self.plan)
        apart = [f"{say(f'labels.{self.what}', self.language)} {call}" for call in self.calls]
        return [say(f"labels.{name}", self.language) for name in names] + apart

    def line(self, row: dict[str, Any]) -> list[str]:
        numbers = _numbers(row[self.what], row[self.unit], self.language, _PLACES_OF_A_GROUP)
        names = [value_in_words(row[column], self.language) for column in self.division]
        return (
            names + numbers + self.planned(row) + [self._of_call(row["calls"][call]) for call in self.calls]
        )

    def planned(self, row: Mapping[str, Any]) -> list[str]:
        unknown = say("labels.undefined", self.language)
        return [unknown if row[n] is None else count(round(row[n]), self.language) for n in self.plan]

    def _of_call(self, counts: dict[str, Any] | None) -> str:
        return (
            say("labels.no-project", self.language)
            if counts is None
            else count(counts[self.what], self.language)
        )


def _table(figures: Figures, language: str) -> str:
    query, rows = figures.query, figures.as_rows(language)
    calls = sorted({call for row in rows for call in row.get("calls", {})})
    planned = query.unit is Unit.PARTICIPANTS and any(row["pledged"] is not None for row in rows)
    columns = _Columns(
        query.columns, query.unit.value, query.characteristic, _PLAN if planned else (),
        tuple(calls) if len(calls) > 1 else (), language,
    )  # fmt: skip
    headings = columns.headings()
    right = [i >= len(query.columns) for i in range(len(headings))]
    return text_table(headings, [*map(columns.line, rows), _total_line(figures, columns)], right)


def _total_line(figures: Figures, columns: _Columns) -> list[str]:
    total, language = figures.total, columns.language
    label = [say("labels.total", language), *[""] * (len(columns.division) - 1)]
    numbers = _numbers(total.numerator, total.denominator, language, 2)
    apart = [_of_call(figures, call, language) for call in columns.calls]
    return label + numbers + columns.planned(figures.total_row) + apart


def _numbers(numerator: int, denominator: int, language: str, places: int) -> list[str]:
    """Write count, denominator and share; below twenty a share says less than its two numbers, and is left out."""
    if not denominator:
        return [count(numerator, language), "0", say("labels.undefined", language)]
    share = (
        percent(numerator / denominator, language, places=places)
        if denominator >= FEWEST_FOR_A_PERCENTAGE
        else ""
    )
    return [count(numerator, language), count(denominator, language), share]


def _of_call(figures: Figures, call: str, language: str) -> str:
    rows = figures.calls.filter(figures.calls["call"] == int(call))
    return count(int(rows[f"with_{figures.query.unit.value}"].sum()), language)
