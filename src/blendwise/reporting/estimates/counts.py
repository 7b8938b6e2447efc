"""Counts per institution out of the store, as the estimates ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from blendwise.estimation.institutions import InstitutionCounts, institution_counts
from blendwise.estimation.result import Scope
from blendwise.indicators import Figures
from blendwise.language import listing, plural, say
from blendwise.records import Unit
from blendwise.reporting.report.call_sets import call_sets

__all__ = ["CallCounts", "counts_of", "mixed_calls", "of_calls", "scope_of", "unknown_sizes"]


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Ticks and totals of a set of calls: a row per institution, by key, with its name."""

    calls: tuple[int, ...]
    rows: pl.DataFrame
    """Columns: key, institution, ticks, totals."""

    @property
    def keys(self) -> frozenset[str]:
        """The institutions that had a project in any of the calls."""
        return frozenset(self.rows["key"])

    @property
    def label(self) -> str:
        """The calls in few letters: 2021+2022."""
        return "+".join(map(str, self.calls))

    def within(self, keys: frozenset[str]) -> CallCounts:
        """Return the counts of some institutions only."""
        return CallCounts(self.calls, self.rows.filter(pl.col("key").is_in(list(keys))))


def of_calls(figures: Figures, calls: Sequence[int]) -> CallCounts:
    """Sum per institution over a set of calls; `figures` must be divided by institution alone."""
    unit = figures.query.unit.value
    rows = (
        figures.calls.filter(pl.col("call").is_in(list(calls)) & pl.col("institution_oid").is_not_null())
        .group_by(key="institution_oid")
        .agg(pl.first("institution"), ticks=pl.sum(f"with_{unit}"), totals=pl.sum(unit))
        .sort("key")
    )
    return CallCounts(tuple(calls), rows)


def counts_of(figures: Figures, language: str) -> InstitutionCounts:
    """Return the table of institutions, also those without mobilities that count."""
    unit = figures.query.unit
    names = figures.rows["institution"].fill_null(say("labels.not-filled-in", language)).to_list()
    return institution_counts(
        names,
        figures.rows[f"with_{unit.value}"].to_numpy(),
        figures.rows[unit.value].to_numpy(),
        unit=unit,
        scope=scope_of(figures),
    )


def scope_of(figures: Figures) -> Scope:
    """Return what figures are about: their calls, how many institutions, the day of the snapshot."""
    population = figures.query.population
    return Scope(
        calls=population.calls,
        institutions=figures.institutions,
        without=population.without_names,
        as_at=figures.query.at,
    )


def unknown_sizes(figures: Figures, language: str) -> str:
    """Say how many groups are of unknown size, where participants are counted; "" if none."""
    unknown = int(figures.total_row["participants_unknown"])
    if figures.query.unit is not Unit.PARTICIPANTS or not unknown:
        return ""
    return plural("report.groups.unknown", unknown, language)


def mixed_calls(figures: Figures, language: str) -> str:
    """Say which calls do not belong together, as other institutions had a project in them; "" if all do."""
    known = figures.calls.filter(pl.col("institution_oid").is_not_null())
    of_call: dict[int, set[str]] = {}
    for call, institution in known.select("call", "institution_oid").iter_rows():
        of_call.setdefault(call, set()).add(institution)
    sets = call_sets(of_call)
    if len(sets) < 2:
        return ""
    keys = [set().union(*(of_call[call] for call in calls)) for calls in sets]
    named = [
        plural("estimates.mixed-set", len(own), language, calls=listing([str(c) for c in calls], language))
        for calls, own in zip(sets, keys, strict=True)
    ]
    first = " ".join(map(str, sets[0]))
    shared = len(set.intersection(*keys))
    return plural("estimates.mixed-calls", shared, language, sets="; ".join(named), first=first)
