"""The view that somebody chose: calls, unit, who is left out, which day. The address holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from blendwise.errors import unknown_name
from blendwise.records import Unit
from blendwise.web.readings.asked import call_asked, day_asked

__all__ = ["View", "chosen_view"]


@dataclass(frozen=True, slots=True)
class View:
    """What the figures on a page are about."""

    calls: tuple[int, ...] = ()
    """Call years; empty is all of them."""
    unit: Unit = Unit.MOBILITIES
    without: tuple[str, ...] = ()
    """Institutions left out, by key or name."""
    at: date | None = None
    """The register as it was known on a day; None is the newest word."""
    drafts: bool = False

    def query(self) -> Mapping[str, Any]:
        """Return the view as the library's `Store.figures` takes it."""
        return {
            "calls": self.calls,
            "unit": self.unit,
            "without": self.without,
            "at": self.at,
            "drafts": self.drafts,
        }


def chosen_view(query: QueryDict) -> View:
    """Read the view from an address. Raises UserError that names the choice that does not exist."""
    return View(
        calls=tuple(
            sorted({call_asked(part) for text in query.getlist("calls") for part in text.split(",") if part})
        ),
        unit=_unit(query.get("unit") or Unit.MOBILITIES.value),
        without=tuple(dict.fromkeys(name for name in query.getlist("without") if name)),
        at=day_asked(query.get("at")),
        drafts=query.get("drafts") == "yes",
    )


def _unit(text: str) -> Unit:
    known = (Unit.MOBILITIES, Unit.PARTICIPANTS)
    if text not in known:
        raise unknown_name(text, "indicators.unit", known)
    return Unit(text)
