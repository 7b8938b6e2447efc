"""The answers that are no counts: what the share could have been, and what may be true."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.estimation.clusters import clustered_share
from blendwise.estimation.result import Scope
from blendwise.indicators import Figures
from blendwise.reporting.estimates.bounds import bounds_of
from blendwise.reporting.estimates.counts import scope_of
from blendwise.web.readings.told import Told

__all__ = ["Truth", "process_of", "truth_of"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What may be true, in mobilities: no estimate, only limits."""

    least: Told
    """If every tick is right."""
    what_if: tuple[Told, ...]
    """If also no more than some part of the unticked is blended after all; examples, from few to many."""


def process_of(figures: Figures) -> Told | None:
    """Return between what the share could have lain, by institution; None where there is nothing to divide by."""
    unit = figures.query.unit.value
    rows = figures.rows.filter(figures.rows[unit] > 0)
    if rows.is_empty() or figures.total.value is None:
        return None
    ticks, totals = (rows[name].to_numpy() for name in (f"with_{unit}", unit))
    population = figures.query.population
    scope = Scope(calls=population.calls, institutions=rows.height, without=population.without_names)
    return Told(clustered_share(ticks, totals, unit=figures.query.unit, scope=scope))


def truth_of(figures: Figures) -> Truth | None:
    """Return the bounds in mobilities; None where there are none."""
    ticks, mobilities = (int(figures.total_row[name]) for name in ("with_mobilities", "mobilities"))
    if not mobilities:
        return None
    found = bounds_of(ticks, mobilities, scope=scope_of(figures))
    return Truth(Told(found.rungs[-1]), tuple(Told(miss) for miss in reversed(found.misses)))
