"""The facts of a report, in no language yet: everything comes from the store and its indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from blendwise.errors import UserError
from blendwise.indicators import (
    CallChange,
    Figure,
    Figures,
    Influence,
    Population,
    SnapshotChange,
    between_calls,
    influences,
)
from blendwise.intake import Finding
from blendwise.records import Unit
from blendwise.reporting.report.call_sets import call_sets
from blendwise.reporting.report.own_words import OwnWords
from blendwise.snapshots import Snapshot
from blendwise.store import Store

__all__ = ["CallSet", "Contents", "Kind", "gather"]

_REGISTER = "mobilities"


@dataclass(frozen=True, slots=True)
class CallSet:
    """Calls of one set of institutions, and what is known of them."""

    calls: tuple[int, ...]
    institutions: Figures
    """By institution, in mobilities."""
    by_call: Figures
    """By call, in participants."""
    participants: Figures
    """By institution, in participants."""
    groups: dict[Unit, dict[bool | None, Figure]]
    """Per unit: group mobilities (True), individual ones (False), of which the form is unknown (None)."""
    influences: list[Influence]
    influences_in_participants: list[Influence]
    changes: tuple[CallChange, ...]
    """From each call to the next."""
    since: SnapshotChange | None
    """What changed since the earlier snapshot; None where that says nothing of these calls."""
    drafts: int

    @property
    def total(self) -> Figure:
        """The registered share, in mobilities."""
        return self.institutions.total

    @property
    def names(self) -> set[str]:
        """The keys of its institutions."""
        return set(self.institutions.rows["institution_oid"].drop_nulls())

    @property
    def with_ticks(self) -> int:
        """How many institutions have at least one tick."""
        return int((self.institutions.rows["with_mobilities"] > 0).sum())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: how often, and the first of them."""

    number: int
    example: Finding


@dataclass(frozen=True, slots=True)
class Contents:
    """What a report is made of."""

    day: date
    main: CallSet
    others: tuple[CallSet, ...]
    snapshots: tuple[Snapshot, ...]
    """On which the figures rest, the earlier one of a comparison included; oldest first."""
    compared: tuple[Snapshot, Snapshot] | None
    kinds: tuple[Kind, ...]
    own: OwnWords | None = None
    """What institutions know themselves, where the report is made by a site; a data folder knows the register only."""


def gather(
    store: Store, calls: Sequence[int] = (), without: Sequence[str] = (), own: OwnWords | None = None
) -> Contents:
    """Collect the facts; `calls` are those of the main part, else the calls with most institutions.

    `without` are institutions that are left out of every figure; what belongs together is told of all of them.
    Raises UserError where there is no snapshot of the register, or for a call or institution that does not exist.
    """
    day = store.newest_day()
    if day is None:
        raise UserError("general.no-data", folder=store.place)
    everything = store.figures(by=["institution"])
    sets = _sets(everything, calls)
    if calls or without:
        store.population(calls=calls, without=without)
    compared = _compared(store)
    used = {s.id: s for table in (_REGISTER, "applications") for s, _ in store.kept.state(table)}
    kinds = _kinds(store, list(used.values()))
    used |= {s.id: s for s in compared or ()}
    main, *others = (_call_set(store, chosen, without, compared) for chosen in sets)
    ordered = sorted(used.values(), key=lambda s: (s.date, s.created, s.id))
    return Contents(day, main, tuple(others), tuple(ordered), compared, kinds, own)


def _sets(figures: Figures, calls: Sequence[int]) -> list[tuple[int, ...]]:
    rows = figures.calls.select("call", "institution_oid").drop_nulls()
    institutions = {
        call: rows.filter(rows["call"] == call)["institution_oid"].to_list() for call in rows["call"].unique()
    }
    if not calls:
        return call_sets(institutions) or [()]
    rest = {call: names for call, names in institutions.items() if call not in calls}
    return [tuple(sorted(set(calls))), *call_sets(rest)]


def _compared(store: Store) -> tuple[Snapshot, Snapshot] | None:
    """Return the newest snapshot of the register and the newest one of an earlier day with projects of it."""
    register = [s for s in store.snapshots() if s.table == _REGISTER]
    last = register[-1]
    earlier = [s for s in register if s.date < last.date and set(s.covers) & set(last.covers)]
    return (earlier[-1], last) if earlier else None


def _kinds(store: Store, snapshots: Sequence[Snapshot]) -> tuple[Kind, ...]:
    found = [finding for s in snapshots for finding in store.findings(s.id)]
    first = {finding.code: finding for finding in reversed(found)}
    return tuple(Kind(number, first[code]) for code, number in Counter(f.code for f in found).most_common())


def _call_set(
    store: Store,
    calls: tuple[int, ...],
    without: Sequence[str],
    compared: tuple[Snapshot, Snapshot] | None,
) -> CallSet:
    figures = partial(store.figures, calls=calls, without=without)
    by_institution = figures(by=["institution"])
    in_participants = figures(by=["institution"], unit=Unit.PARTICIPANTS)
    with_drafts = figures(drafts=True)
    return CallSet(
        calls,
        by_institution,
        figures(by=["call"], unit=Unit.PARTICIPANTS),
        in_participants,
        {unit: _groups(figures(by=["group"], unit=unit)) for unit in (Unit.MOBILITIES, Unit.PARTICIPANTS)},
        influences(by_institution),
        influences(in_participants),
        tuple(between_calls(by_institution, a, b) for a, b in pairwise(calls)),
        _since(store, by_institution.query.population, compared),
        with_drafts.total.denominator - by_institution.total.denominator,
    )


def _groups(figures: Figures) -> dict[bool | None, Figure]:
    return {figure.group["group"]: figure for figure in figures}


def _since(store: Store, of: Population, compared: tuple[Snapshot, Snapshot] | None) -> SnapshotChange | None:
    if compared is None or not set(of.calls) & set(compared[0].calls):
        return None
    return store.change(compared[0].id, compared[1].id, calls=of.calls, without=of.without)
