"""The figures of one institution, with the history of its earlier legal shapes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from blendwise.indicators import Figure, Figures
from blendwise.web.access import Scope
from blendwise.web.readings.reach import known_keys
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.view import View

__all__ = ["SHARES", "OwnFigures", "own_figures", "own_figures_by", "own_figures_table", "own_shares_table"]

SHARES = ("call", "activity-type")
"""By what an institution's shares are shown, each a table of its own."""


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The figures of one institution."""

    view: View
    at: date | None
    registered: Figure
    """What it registered: a count, without an interval."""
    calls: tuple[Figure, ...]
    """Each call with a project, whichever calls were chosen."""
    activity_types: tuple[Figure, ...]
    """The chosen calls by activity type."""

    @property
    def calls_with_project(self) -> frozenset[int]:
        """The calls in which it had a project."""
        return frozenset(figure.group["call"] for figure in self.calls)


@remembered
def own_figures_by(whose: Scope, view: View, *by: str) -> Figures | None:
    """Return the figures of the institutions in a scope and of no other; None where the register knows none."""
    keys = known_keys(whose, view.at)
    if not keys:
        return None
    return register().figures(by=by, institutions=keys, **replace(view, without=()).query())


@remembered
def own_figures(whose: Scope, view: View) -> OwnFigures | None:
    """Return the figures of one institution. Raises UserError for a call that does not exist."""
    kinds, calls = (
        own_figures_by(whose, view, "activity-type"),
        own_figures_by(whose, _every_call(view), "call"),
    )
    if kinds is None or calls is None:
        return None
    known = (figure for figure in calls if figure.group["call"] is not None)
    return OwnFigures(view, kinds.query.at, kinds.total, tuple(known), tuple(kinds))


def own_figures_table(whose: Scope, view: View, language: str) -> pl.DataFrame:
    """Return one's figures by call and activity type as a table to take along."""
    found = own_figures_by(whose, view, "call", "activity-type")
    return pl.DataFrame() if found is None else found.to_polars(language)


def own_shares_table(whose: Scope, view: View, by: str, language: str) -> pl.DataFrame:
    """Return the shares by one of `SHARES` as a table to take along; those by call are of every call."""
    found = own_figures_by(whose, _every_call(view) if by == "call" else view, by)
    return pl.DataFrame() if found is None else found.to_polars(language)


def _every_call(view: View) -> View:
    return View(unit=view.unit, at=view.at, drafts=view.drafts)
