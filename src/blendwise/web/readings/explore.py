"""Figures to explore: one division at a time, as a table that a chart can be drawn of.

For everybody there are the open figures, after disclosure control; for the agency the figures of its view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from blendwise.disclosure import Mark
from blendwise.errors import unknown_name
from blendwise.indicators import value_in_words
from blendwise.language import count, percent, say
from blendwise.records import DIMENSIONS, Unit
from blendwise.web.access import Scope
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.open_figures import DIVISIONS, OpenLine, line_name, open_figures_page
from blendwise.web.readings.view import View

__all__ = ["Choice", "ExplorePage", "ExploreRow", "agency_explore", "open_explore"]

_BY_IN_THE_OPEN = tuple(division.removeprefix("by-") for division in DIVISIONS)
_BY = ("institution", "call", "activity-type", "field", "country", "role")
_ORDERS = ("name", "size")
_MEASURES = ("share", "blended", "n")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, with what was chosen."""

    name: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ExploreRow:
    """A group: how many, how many of these are ticked, and which share that is; None is hidden or undefined."""

    value: Any
    n: int | None
    blended: int | None
    share: float | None
    hidden: bool = False

    def label(self, language: str) -> str:
        """Return the name of the group."""
        value = self.value
        return line_name(value, language) if isinstance(value, OpenLine) else value_in_words(value, language)

    def cells(self, language: str) -> tuple[str, str, str]:
        """Return number, ticked and share as they are written."""
        absent = say("disclosure.cell.hidden" if self.hidden else "web.explore.none", language)
        n, blended = (absent if n is None else count(n, language) for n in (self.n, self.blended))
        return n, blended, absent if self.share is None else percent(self.share, language, places=1)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return it as plain values, with the sentence of its bar."""
        n, blended, share = self.cells(language)
        said = say("web.explore.said", language, blended=blended, n=n, share=share)
        return {
            "label": self.label(language), "n": self.n, "blended": self.blended, "share": self.share,
            "hidden": self.hidden, "said": said,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """One division, and what else can be chosen."""

    choices: tuple[Choice, ...]
    """What the address says: division, calls or unit."""
    unit: str
    rows: tuple[ExploreRow, ...]
    day: date | None
    kept: tuple[tuple[str, str], ...] = ()
    """The rest of the view, which the choices leave as it is."""
    measures: tuple[str, ...] = _MEASURES
    orders: tuple[str, ...] = _ORDERS

    @property
    def by(self) -> str:
        """By what is divided."""
        return self.choices[0].chosen

    def head(self, language: str) -> str:
        """Return what a group is."""
        return say(f"labels.{DIMENSIONS[self.by]}", language).capitalize()

    def rows_in(self, language: str) -> list[tuple[str, tuple[str, str, str]]]:
        """Return the rows as they are written."""
        return [(row.label(language), row.cells(language)) for row in self.rows]


def open_explore(by: str, calls: tuple[int, ...] | None, on: date) -> ExplorePage | None:
    """Return open figures to explore; None where these calls have none. Raises UserError for another division."""
    chosen = _known(by, _BY_IN_THE_OPEN)
    page = open_figures_page(calls, on)
    if page is None:
        return None
    table = next(t for t in page.tables if t.division == f"by-{chosen}")
    rows = tuple(_open_row(line) for line in table.lines if not line.is_total)
    sets = tuple("-".join(map(str, years)) for years in page.sets)
    choices = (Choice("by", _BY_IN_THE_OPEN, chosen), Choice("calls", sets, table.address))
    return ExplorePage(choices, Unit.MOBILITIES.value, rows, page.day)


def _open_row(line: OpenLine) -> ExploreRow:
    n, blended = (None if isinstance(x, Mark) else x for x in (line.mobilities, line.blended))
    return ExploreRow(line, n, blended, line.share, line.is_hidden)


def agency_explore(whose: Scope, by: str, view: View) -> ExplorePage:
    """Return the figures of a view to explore. Raises UserError for a division or a choice that does not exist."""
    chosen, unit = _known(by, _BY), view.unit.value
    figures = divided_figures(whose, view, by=(chosen,)).figures
    rows = tuple(
        _row(row[figures.query.columns[0]], row[unit], row[f"with_{unit}"])
        for row in figures.rows.iter_rows(named=True)
    )
    units = (Unit.MOBILITIES.value, Unit.PARTICIPANTS.value)
    choices = (Choice("by", _BY, chosen), Choice("unit", units, unit))
    return ExplorePage(choices, unit, rows, figures.query.at, _kept(view))


def _row(value: Any, n: int, blended: int) -> ExploreRow:
    return ExploreRow(value, n, blended, blended / n if n else None)


def _kept(view: View) -> tuple[tuple[str, str], ...]:
    """Return what an address says of a view, apart from the unit."""
    said: Mapping[str, tuple[str, ...]] = {
        "calls": tuple(map(str, view.calls)),
        "without": view.without,
        "at": () if view.at is None else (view.at.isoformat(),),
        "drafts": ("yes",) if view.drafts else (),
    }
    return tuple((name, value) for name, values in said.items() for value in values)


def _known(by: str, known: tuple[str, ...]) -> str:
    if by not in known:
        raise unknown_name(by, "dimension", known)
    return by
