"""Which calls a reader can choose: those of almost the same institutions together, and each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from blendwise.errors import unknown_name
from blendwise.indicators import Figures
from blendwise.reporting.report import call_sets
from blendwise.web.access import Scope
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.view import View

__all__ = [
    "EVERYBODY",
    "CallChoice",
    "call_choice",
    "days_of_register",
    "figures_of",
    "link_to",
    "with_calls",
]

EVERYBODY = Scope(everyone=True, institutions=frozenset())
"""The rows of all institutions."""


@dataclass(frozen=True, slots=True)
class CallChoice:
    """The calls that the register knows on a day."""

    sets: tuple[tuple[int, ...], ...]
    """Calls that may stand together, the set with most institutions first."""
    institutions: Mapping[int, tuple[str, ...]]
    """By call the keys of the institutions that had a project in it."""

    @property
    def calls(self) -> tuple[int, ...]:
        """Every call, in order."""
        return tuple(sorted(self.institutions))

    @property
    def ways(self) -> tuple[tuple[int, ...], ...]:
        """What can be chosen: the sets, each call by itself, and all together."""
        single = tuple((call,) for call in self.calls)
        return tuple(dict.fromkeys((*self.sets, *single, self.calls)))

    def split(self, calls: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """Divide chosen calls over the sets; more than one part means that they cannot be added up fairly."""
        parts = (tuple(call for call in calls if call in together) for together in self.sets)
        return tuple(part for part in parts if part)

    def mixed(self, calls: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """Return the parts of chosen calls that have other institutions; empty where all may stand together."""
        parts = self.split(calls)
        return parts if len(parts) > 1 else ()

    def names(self, calls: tuple[int, ...]) -> frozenset[str]:
        """Return the institutions that had a project in any of some calls."""
        return frozenset(key for call in calls for key in self.institutions.get(call, ()))


@remembered
def call_choice(at: date | None, *, joined: bool = True) -> CallChoice:
    """Return the calls to choose from. Raises UserError where the register says nothing yet on that day."""
    rows = divided_figures(EVERYBODY, View(at=at), by=("institution",), joined=joined).figures.calls
    known = rows.select("call", "institution_oid").drop_nulls().unique().rows()
    places = {call: tuple(sorted(key for c, key in known if c == call)) for call in sorted(dict(known))}
    return CallChoice(tuple(call_sets(places)), places)


def with_calls(view: View) -> tuple[View, tuple[int, ...]]:
    """Return the view with its calls filled in, and the chosen calls that were not known yet on its day.

    Without a choice it is the set with most institutions. Raises UserError for a call that no day knows.
    """
    choice = call_choice(view.at)
    unknown = tuple(call for call in view.calls if call not in choice.calls)
    for call in unknown:
        if call not in (ever := call_choice(None).calls):
            raise unknown_name(str(call), "call", map(str, ever))
    calls = view.calls if view.calls and not unknown else next(iter(choice.sets), ())
    return replace(view, calls=calls), unknown


@remembered
def days_of_register() -> tuple[date, ...]:
    """Return the days of which there is a snapshot of the register, the newest first."""
    found = {s.date for s in register().snapshots() if s.table == "mobilities"}
    return tuple(sorted(found, reverse=True))


def figures_of(view: View, *by: str) -> Figures:
    """Return the figures of everybody in a view, divided; an institution is one, whatever its legal shape was."""
    return divided_figures(EVERYBODY, view, by=by).figures


def link_to(view: View, day: date) -> str:
    """Write a view as the choices of an address: `calls=2021,2022&unit=mobilities&at=2025-03-24`."""
    choices: dict[str, Any] = {
        "calls": ",".join(map(str, view.calls)), "unit": view.unit.value, "at": day.isoformat(),
        "without": list(view.without), "drafts": ["yes"] if view.drafts else [],
    }  # fmt: skip
    return urlencode(choices, doseq=True, safe=",")
