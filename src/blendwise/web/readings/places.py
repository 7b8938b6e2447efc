"""The place of every institution in the order of underlying shares, never without its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import polars as pl

from blendwise.estimation.institutions import Ranking
from blendwise.web.models import Institution
from blendwise.web.readings.call_choice import (
    CallChoice,
    call_choice,
    days_of_register,
    figures_of,
    link_to,
    with_calls,
)
from blendwise.web.readings.sector import places_of
from blendwise.web.readings.view import View

__all__ = ["PlaceInterval", "PlacesPage", "places_page"]


@dataclass(frozen=True, slots=True)
class PlaceInterval:
    """Between which places an institution lies; 1 is the highest underlying share."""

    id: UUID | None
    institution: str
    blended: int
    number: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """All institutions with an interval, by its middle."""

    view: View
    day: date
    """Of the newest snapshot that is in it."""
    choice: CallChoice
    mixed: tuple[tuple[int, ...], ...]
    """The parts of the chosen calls that have other institutions; empty where all may stand together."""
    sentence: str | None
    """What the intervals show as a whole; None with fewer than three institutions."""
    assumption: str
    warnings: tuple[str, ...]
    institutions: int
    rows: tuple[PlaceInterval, ...]

    @property
    def link(self) -> str:
        """The choices of an address that always shows this view, whatever is imported later."""
        return link_to(self.view, self.day)

    def table(self) -> pl.DataFrame:
        """Return the intervals as a table to take along."""
        names = ("institution", "blended", "number", "low", "high")
        return pl.DataFrame({name: [getattr(row, name) for row in self.rows] for name in names})


def places_page(asked: View, language: str) -> PlacesPage:
    """Return the intervals of a view. Raises UserError for a call or name that does not exist."""
    view = with_calls(asked)[0]
    found, choice = places_of(view), call_choice(view.at)
    mixed, day = choice.mixed(view.calls), figures_of(view, "institution").query.at or days_of_register()[0]
    if found is None:
        return PlacesPage(view, day, choice, mixed, None, "", (), 0, ())
    places, keys = found
    rows = _rows(places, keys)
    return PlacesPage(
        view, day, choice, mixed, places.sentence(language), places.assumption_sentence(language),
        tuple(places.warning_sentences(language)), len(rows), rows,
    )  # fmt: skip


def _rows(places: Ranking, keys: tuple[str, ...]) -> tuple[PlaceInterval, ...]:
    ids = dict(Institution.objects.filter(key__in=keys).values_list("key", "pk"))
    known = [row for row in range(len(keys)) if np.isfinite(places.expected[row])]
    known.sort(key=lambda row: (places.low[row] + places.high[row], places.counts.names[row]))
    counts = places.counts
    return tuple(
        PlaceInterval(
            ids.get(keys[row]), counts.names[row], int(counts.hits[row]), int(counts.trials[row]),
            int(places.low[row]), int(places.high[row]),
        )
        for row in known
    )  # fmt: skip
