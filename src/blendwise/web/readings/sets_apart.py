"""Calls of other institutions: apart, in both units, and without the institution that moves them most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from blendwise.indicators import Figures, influences
from blendwise.records import Unit
from blendwise.web.readings.call_choice import CallChoice, figures_of, link_to
from blendwise.web.readings.view import View

__all__ = ["BothUnits", "SetApart", "most_influential", "names_of", "sets_apart", "within_view"]


@dataclass(frozen=True, slots=True)
class BothUnits:
    """A line of counts in mobilities and in participants."""

    kind: str
    """`all`, `without` or `groups`."""
    name: str
    mobilities: int
    blended_mobilities: int
    share_of_mobilities: Fraction | None
    participants: int
    blended_participants: int
    share_of_participants: Fraction | None


@dataclass(frozen=True, slots=True)
class SetApart:
    """Calls of other institutions, that cannot stand beside the chosen ones."""

    calls: tuple[int, ...]
    institutions: int
    in_both: int
    """Institutions that had a project here and in the chosen calls."""
    rows: tuple[BothUnits, ...]
    link: str
    """The choices of the address that shows them as the chosen ones."""


def sets_apart(view: View, choice: CallChoice, day: date) -> tuple[SetApart, ...]:
    """Return the sets of calls of which none was chosen."""
    others = (calls for calls in choice.sets if not set(calls) & set(view.calls))
    return tuple(_apart(replace(view, calls=calls), view.calls, choice, day) for calls in others)


def _apart(other: View, chosen: tuple[int, ...], choice: CallChoice, day: date) -> SetApart:
    here, there = choice.names(chosen), choice.names(other.calls)
    return SetApart(other.calls, len(there), len(here & there), within_view(other), link_to(other, day))


def within_view(view: View) -> tuple[BothUnits, ...]:
    """Return the counts of a view in both units: all, without the most influential institution, groups alone."""
    stays = replace(view, unit=Unit.MOBILITIES)
    figures = figures_of(stays, "institution")
    lines = [_both("all", "", figures.total_row)]
    if figures.total.numerator and (top := most_influential(figures)):
        rest = figures_of(replace(stays, without=(*view.without, top[0])), "institution")
        lines.append(_both("without", top[1], rest.total_row))
    groups = figures_of(stays, "group").rows
    lines += [_both("groups", "", row) for row in groups.iter_rows(named=True) if row["group"]]
    return tuple(lines)


def _both(kind: str, name: str, row: Mapping[str, Any]) -> BothUnits:
    counts = [
        (int(row[unit]), int(row[f"with_{unit}"]))
        for unit in (Unit.MOBILITIES.value, Unit.PARTICIPANTS.value)
    ]
    shares = [Fraction(k, n) if n else None for n, k in counts]
    return BothUnits(kind, name, *counts[0], shares[0], *counts[1], shares[1])


def names_of(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return key and name of the institutions of figures, by name."""
    known = figures.rows.select("institution_oid", "institution").drop_nulls("institution_oid").rows()
    return tuple(sorted(((key, name or key) for key, name in known), key=lambda pair: pair[1].casefold()))


def most_influential(figures: Figures) -> tuple[str, str] | None:
    """Return key and name of the institution without which the total changes most; None where nothing remains."""
    keys = {name: key for key, name in names_of(figures)}
    found = (i.institution for i in influences(figures) if i.rest[1] and i.institution in keys)
    return next(((keys[name], name) for name in found), None)
