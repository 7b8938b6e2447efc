"""Figures as the table a person reads: counts with their denominator, the calls apart, absence in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blendwise.errors import UserError
from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE, Figures, coverage, say_of, value_in_words
from blendwise.language import count, percent, say
from blendwise.records import Unit
from blendwise.reporting.tables import text_table

__all__ = ["coverage_text", "figures_text", "pledges_text"]

_PLAN = ("pledged", "expected_by_budget", "expected_by_mix")
_UNKNOWN = {
    Unit.MOBILITIES: ("not_filled_in",),
    Unit.PARTICIPANTS: ("not_filled_in", "participants_unknown"),
}
"""What is not known of the mobilities counted; shown where there are any."""
_PLACES_OF_A_GROUP = 1


def figures_text(figures: Figures, language: str) -> str:
    """Return sentence, table and the word on what the figure does not say."""
    parts = [figures.sentence(language)]
    if not figures.rows.is_empty() and (figures.query.by or _is_planned(figures)):
        parts.append(_table(figures, language))
    if pledges := pledges_text(figures, language):
        parts.append(pledges)
    return "\n\n".join([*parts, say_of("indicators.count.tail", figures.query.characteristic, language)])


def pledges_text(figures: Figures, language: str) -> str:
    """Say why it is not known what was pledged, where participants are counted; else nothing."""
    return (figures.pledges_sentence(language) or "") if figures.query.unit is Unit.PARTICIPANTS else ""


def coverage_text(figures: Figures, frame: Sequence[str], language: str) -> str:
    """Say for how many institutions of a frame there are data, and name the others. `figures` are by institution."""
    if figures.query.columns != ("institution",):
        raise UserError("indicators.frame-by-institution")
    found = coverage(figures, frame)
    without = say("indicators.coverage.without", language, names=", ".join(found.without_data))
    return " ".join([found.sentence(language), *([without] if found.without_data else [])])


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns a table of figures has: the division, the counts, the plan in participants, the calls apart."""

    division: tuple[str, ...]
    unit: str
    what: str
    unknown: tuple[str, ...]
    plan: tuple[str, ...]
    calls: tuple[str, ...]
    language: str

    def headings(self) -> list[str]:
        names = (*self.division, self.what, self.unit, "share")
        apart = [f"{say(f'labels.{self.what}', self.language)} {call}" for call in self.calls]
        beside = [say(f"indicators.beside.{name}", self.language) for name in (*self.unknown, *self.plan)]
        return [say(f"labels.{name}", self.language) for name in names] + beside + apart

    def units(self) -> str:
        """Say in which unit the columns beside the share are, where participants are counted."""
        groups = {"unknown": self.unknown, "plan": self.plan}
        said = [say(f"indicators.beside.{name}", self.language) for name, shown in groups.items() if shown]
        return "\n" + " ".join(said) if said and self.unit == Unit.PARTICIPANTS else ""

    def line(self, row: dict[str, Any]) -> list[str]:
        counts, share = (row[self.what], row[self.unit]), row["share"]
        names = [value_in_words(row[column], self.language) for column in self.division]
        apart = [self._of_call(row["calls"][call]) for call in self.calls]
        if counts[1] is None:
            nothing = [say("labels.no-project", self.language), "", ""]
            return [*names, *nothing, *("" for _ in (*self.unknown, *self.plan)), *apart]
        return names + _numbers(*counts, share, self.language, _PLACES_OF_A_GROUP) + self.beside(row) + apart

    def beside(self, row: Mapping[str, Any]) -> list[str]:
        """Write what is not known, and the plan."""
        undefined = say("labels.undefined", self.language)
        unknown = [count(row[name], self.language) for name in self.unknown]
        plan = [row[name] for name in self.plan]
        return unknown + [undefined if n is None else count(round(n), self.language) for n in plan]

    def _of_call(self, counts: dict[str, Any] | None) -> str:
        return (
            say("labels.no-project", self.language)
            if counts is None
            else count(counts[self.what], self.language)
        )


def _table(figures: Figures, language: str) -> str:
    query, rows = figures.query, figures.as_rows(language)
    calls = sorted({call for row in rows for call in row.get("calls", {})})
    columns = _Columns(
        query.columns, query.unit.value, query.characteristic,
        tuple(name for name in _UNKNOWN[query.unit] if figures.total_row[name]), _PLAN if _is_planned(figures) else (),
        tuple(calls) if len(calls) > 1 else (), language,
    )  # fmt: skip
    headings = columns.headings()
    right = [i >= len(query.columns) for i in range(len(headings))]
    lines = [*(map(columns.line, rows) if query.by else ()), _total_line(figures, columns)]
    return text_table(headings, lines, right) + columns.units()


def _is_planned(figures: Figures) -> bool:
    """Tell whether what was pledged is known and in the unit that is counted."""
    return figures.query.unit is Unit.PARTICIPANTS and figures.rows["pledged"].count() > 0


def _total_line(figures: Figures, columns: _Columns) -> list[str]:
    total, language = figures.total, columns.language
    label = [say("labels.total", language) if i == 0 else "" for i in range(len(columns.division))]
    numbers = _numbers(total.numerator, total.denominator, total.share, language, 2)
    apart = [_of_call(figures, call, language) for call in columns.calls]
    return label + numbers + columns.beside(figures.total_row) + apart


def _numbers(numerator: int, denominator: int, share: float | None, language: str, places: int) -> list[str]:
    """Write count, denominator and share; below twenty a share says less than its two numbers, and is left out."""
    if share is None:
        written = say("labels.undefined", language)
    else:
        written = percent(share, language, places=places) if denominator >= FEWEST_FOR_A_PERCENTAGE else ""
    return [count(numerator, language), count(denominator, language), written]


def _of_call(figures: Figures, call: str, language: str) -> str:
    rows = figures.calls.filter(figures.calls["call"] == int(call))
    return count(int(rows[f"with_{figures.query.unit.value}"].sum()), language)
