"""The sector by institution: funnel and ranks, made of one table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from blendwise.estimation.institutions import (
    InstitutionCounts,
    Ranking,
    hierarchical,
    institution_counts,
    ranking,
)
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.reporting.estimates.charts import Charted, funnel_chart
from blendwise.reporting.estimates.funnel import SideBySide
from blendwise.web.readings.call_choice import figures_of
from blendwise.web.readings.register import remembered
from blendwise.web.readings.view import View

__all__ = ["FEWEST", "Funnelled", "funnel_of", "funnel_picture", "places_of"]

FEWEST = 3
"""Below this many institutions with mobilities nothing is compared: there is no pattern to see."""


@dataclass(frozen=True, slots=True)
class Funnelled:
    """The institutions against the limits within which chance and usual differences stay."""

    found: SideBySide
    keys: tuple[str, ...]
    """The institutions in the order of the counts."""

    def position(self, key: str) -> str:
        """Return in a word where an institution lies: above-far, above-near, within, below-near, below-far, or none."""
        place = float(self.found.wide.position[self.keys.index(key)]) if key in self.keys else float("nan")
        if math.isnan(place):
            return "none"
        side = "above" if place > 0 else "below"
        return "within" if not place else f"{side}-{'far' if abs(place) > 1 else 'near'}"

    def outside(self) -> tuple[str, ...]:
        """Return who lies outside the pattern that the others share."""
        rows = zip(self.found.counts.names, self.found.outside.outside, strict=True)
        return tuple(name for name, out in rows if out == 1.0)


def _counts(view: View) -> tuple[InstitutionCounts, tuple[str, ...]] | None:
    """Return the known institutions as a table to compare; None where there are too few."""
    unit, divided = view.unit, figures_of(view, "institution")
    rows = divided.rows.filter(pl.col("institution_oid").is_not_null())
    if int((rows[unit.value] > 0).sum()) < FEWEST:
        return None
    names = rows["institution"].fill_null(rows["institution_oid"]).to_list()
    hits, trials = rows[f"with_{unit.value}"].to_numpy(), rows[unit.value].to_numpy()
    return institution_counts(names, hits, trials, unit=unit), tuple(rows["institution_oid"])


@remembered
def funnel_of(view: View) -> Funnelled | None:
    """Return the funnel of a view; None where there are too few institutions to compare."""
    counted = _counts(view)
    if counted is None:
        return None
    found = SideBySide(counted[0])
    found.wide, found.outside  # noqa: B018 - computed once here, not by each reader
    return Funnelled(found, counted[1])


@remembered
def funnel_picture(view: View, language: str) -> Charted | None:
    """Return the funnel as a drawing with the table behind it."""
    funnel = funnel_of(view)
    return None if funnel is None else funnel_chart(funnel.found, language)


@remembered
def places_of(view: View) -> tuple[Ranking, tuple[str, ...]] | None:
    """Return the place of every institution, each with its interval; None where there are too few."""
    counted = _counts(view)
    if counted is None:
        return None
    top = min(3, pairs_of(counted[0]).institutions)
    return ranking(hierarchical(counted[0]), top=top), counted[1]
