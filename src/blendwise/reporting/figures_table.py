"""Figures as the table a person reads: counts with their denominator, the calls apart, absence in words."""

from __future__ import annotations

from typing import Any

from blendwise.indicators import Figures
from blendwise.language import count, has, percent, say
from blendwise.reporting.tables import text_table

__all__ = ["figures_text"]

_PLACES_OF_A_GROUP = 1
_FEWEST_FOR_A_PERCENTAGE = 20


def figures_text(figures: Figures, language: str) -> str:
    """Return sentence, table and the word on what the figure does not say."""
    parts = [figures.sentence(language)]
    if figures.query.by:
        parts.append(_table(figures, language))
    parts.append(say("indicators.count.tail", language))
    return "\n\n".join(parts)


def _table(figures: Figures, language: str) -> str:
    unit, what, columns = figures.query.unit.value, figures.query.characteristic, figures.query.columns
    rows = figures.as_rows()
    calls = sorted({call for row in rows for call in row.get("calls", {})})
    calls = calls if len(calls) > 1 else []
    names = [*columns, what, unit, "share"]
    headings = [say(f"labels.{n}", language) for n in names] + [
        f"{say(f'labels.{what}', language)} {c}" for c in calls
    ]
    right = [False] * len(columns) + [True] * (3 + len(calls))
    lines = [_line(row, columns, unit, what, calls, language) for row in rows]
    total = figures.total
    lines.append(
        [
            say("labels.total", language),
            *[""] * (len(columns) - 1),
            *_numbers(total.numerator, total.denominator, language, 2),
        ]
        + [_of_call(figures, call, language) for call in calls]
    )
    return text_table(headings, lines, right)


def _line(
    row: dict[str, Any], columns: tuple[str, ...], unit: str, what: str, calls: list[str], language: str
) -> list[str]:
    numbers = _numbers(row[what], row[unit], language, _PLACES_OF_A_GROUP)
    apart = [
        say("labels.no-project", language)
        if row["calls"][c] is None
        else count(row["calls"][c][what], language)
        for c in calls
    ]
    return [_name(row[c], language) for c in columns] + numbers + apart


def _name(value: Any, language: str) -> str:
    if value is None:
        return say("labels.not-filled-in", language)
    if isinstance(value, bool):
        return say(f"labels.{'yes' if value else 'no'}", language)
    for key in (f"programme.activities.{value}", f"labels.{value}"):
        if has(key, language):
            return say(key, language)
    return str(value)


def _numbers(numerator: int, denominator: int, language: str, places: int) -> list[str]:
    """Write count, denominator and share; below twenty a share says less than its two numbers, and is left out."""
    if not denominator:
        return [count(numerator, language), "0", say("labels.undefined", language)]
    share = (
        percent(numerator / denominator, language, places=places)
        if denominator >= _FEWEST_FOR_A_PERCENTAGE
        else ""
    )
    return [count(numerator, language), count(denominator, language), share]


def _of_call(figures: Figures, call: str, language: str) -> str:
    rows = figures.calls.filter(figures.calls["call"] == int(call))
    return count(int(rows[f"with_{figures.query.unit.value}"].sum()), language)
