"""The closed loop: where an institution's own record and the newest snapshot of the register do not agree yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from blendwise.records import MOBILITIES
from blendwise.snapshots import Snapshot

if TYPE_CHECKING:
    from blendwise.store.figures_from_folder import Store

__all__ = ["Agreement", "FallenBack", "OwnDecision", "Standing", "fallen_back", "standings"]


class Agreement(StrEnum):
    """How an own decision and the register stand to each other."""

    AGREES = "agrees"
    TICK_LACKING = "tick-lacking"
    """Decided as blended, not ticked in the register."""
    TICK_SURPLUS = "tick-surplus"
    """Decided as not blended, ticked in the register."""
    DESCRIPTION_LACKING = "description-lacking"
    """The register holds no description of the virtual part, or not its hours or timing, where it has room for them."""
    DESCRIPTION_DIFFERS = "description-differs"
    """It holds another one, which is never replaced unasked."""
    FALLEN_BACK = "fallen-back"
    """It was complete on an earlier day and is a draft now."""
    GONE = "gone"
    """The register no longer has the mobility."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDecision:
    """What an institution decided on one mobility."""

    grant_agreement_number: str
    mobility_activity_id: str
    blended: bool
    virtual_description: str | None = None
    """None: nothing was decided on the description; so it is with hours and timing."""
    virtual_contact_hours: float | None = None
    virtual_timing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A decision beside what the register says."""

    decision: OwnDecision
    agreement: Agreement
    registered: bool | None
    """The tick in the register; None if it is not filled in, or the mobility is gone."""
    registered_description: str | None
    registered_contact_hours: float | None
    registered_timing: str | None
    since: date | None
    """Since which snapshot the register says so, without a break: the proof of what changed. None if it is gone."""


def standings(store: Store, decisions: Iterable[OwnDecision], at: date | None = None) -> list[Standing]:
    """Return every decision with what the newest snapshot says of it (on a day, unless today).

    What does not agree stays on the list of differences until it does. Raises UserError where nothing was imported.
    """
    told = list(decisions)
    history = _history(store, told, at)
    return [
        _standing(one, history.get((one.grant_agreement_number, one.mobility_activity_id), []))
        for one in told
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a snapshot says of a mobility."""

    status: str | None
    tick: bool | None
    description: str | None
    hours: float | None
    timing: str | None


_Known = tuple[date, _Said | None]
"""The day of a snapshot, and what it says; None where the mobility is gone."""
_SAID = ("status", "blended", "virtual_description", "virtual_contact_hours", "virtual_timing")


def _history(store: Store, told: list[OwnDecision], at: date | None) -> dict[tuple[str, str], list[_Known]]:
    """Return, per mobility, what each snapshot of its project says, oldest first.

    Of one day the last import holds. Only snapshots that speak of the projects are opened.
    """
    if store.newest_day(at) is None:
        store.mobilities(at)  # says that there is nothing yet
    wanted = pl.DataFrame(
        [(one.grant_agreement_number, one.mobility_activity_id) for one in told],
        schema=dict.fromkeys(MOBILITIES.key, pl.String),
        orient="row",
    ).unique()
    found: dict[tuple[str, str], list[_Known]] = {}
    for snapshot in store.snapshots():
        if snapshot.table == "mobilities" and (at is None or snapshot.date <= at):
            for key, word in _said(store, snapshot, wanted).items():
                words = found.setdefault(key, [])
                if words and words[-1][0] == snapshot.date:
                    words.pop()
                words.append(word)
    return found


def _said(store: Store, snapshot: Snapshot, wanted: pl.DataFrame) -> dict[tuple[str, str], _Known]:
    """Return what one snapshot says of the mobilities of its projects."""
    project = pl.col("grant_agreement_number")
    asked = wanted.filter(project.is_in(list(snapshot.covers)))
    if asked.is_empty():
        return {}
    rows = (
        store.kept.rows(snapshot)
        .filter(project.is_in(asked["grant_agreement_number"].unique().to_list()))
        .select(*MOBILITIES.key, *_SAID, there=pl.lit(value=True))
        .collect()
    )
    return {
        (number, identifier): (snapshot.date, _Said(*said) if there else None)
        for number, identifier, *said, there in asked.join(
            rows, on=list(MOBILITIES.key), how="left"
        ).iter_rows()
    }


def _standing(decision: OwnDecision, history: list[_Known]) -> Standing:
    now = history[-1][1] if history else None
    known = now or _Said(None, None, None, None, None)
    was_complete = any(said is not None and said.status == "complete" for _, said in history)
    return Standing(
        decision=decision,
        agreement=_agreement(decision, now, was_complete=was_complete) if now else Agreement.GONE,
        registered=known.tick,
        registered_description=known.description,
        registered_contact_hours=known.hours,
        registered_timing=known.timing,
        since=_since(history) if now else None,
    )


def _since(history: list[_Known]) -> date:
    """Return since which snapshot, without a break, the register says what it says now."""
    since, now = history[-1]
    for day, said in reversed(history):
        if said != now:
            break
        since = day
    return since


def _agreement(decision: OwnDecision, now: _Said, *, was_complete: bool) -> Agreement:
    if now.status == "draft" and was_complete:
        return Agreement.FALLEN_BACK
    if decision.blended and not now.tick:
        return Agreement.TICK_LACKING
    if now.tick and not decision.blended:
        return Agreement.TICK_SURPLUS
    return _of_description(decision, now)


def _of_description(decision: OwnDecision, now: _Said) -> Agreement:
    """Hold what is told of the virtual part against the register."""
    own = (decision.virtual_description, decision.virtual_contact_hours, decision.virtual_timing)
    both = list(zip(own, (now.description, now.hours, now.timing), strict=True))
    if any(ours is not None and theirs is None for ours, theirs in both):
        return Agreement.DESCRIPTION_LACKING
    if any(ours is not None and str(ours).casefold() != str(theirs).casefold() for ours, theirs in both):
        return Agreement.DESCRIPTION_DIFFERS
    return Agreement.AGREES


@dataclass(frozen=True, slots=True)
class FallenBack:
    """A mobility that was complete and is a draft now."""

    grant_agreement_number: str
    mobility_activity_id: str
    ticked: bool
    """Whether the register has it as blended: a draft doesn't count."""
    last_complete: date
    """The day of the newest snapshot in which it was complete."""


def fallen_back(store: Store, drafts: pl.DataFrame) -> list[FallenBack]:
    """Return which drafts were complete in an earlier snapshot; `drafts` has the key of mobilities and `blended`.

    Only snapshots that speak of their projects are opened.
    """
    project = pl.col("grant_agreement_number")
    last: dict[tuple[str, str], date] = {}
    for snapshot in store.snapshots():
        asked = (
            drafts.filter(project.is_in(list(snapshot.covers))) if snapshot.table == "mobilities" else None
        )
        if asked is not None and not asked.is_empty():
            complete = store.kept.rows(snapshot).filter(pl.col("status") == "complete")
            rows = complete.join(asked.lazy(), on=list(MOBILITIES.key), how="semi").select(MOBILITIES.key)
            last |= dict.fromkeys(rows.collect().iter_rows(), snapshot.date)
    return [
        FallenBack(number, identifier, bool(ticked), last[number, identifier])
        for number, identifier, ticked in drafts.select(*MOBILITIES.key, "blended")
        .sort(MOBILITIES.key)
        .iter_rows()
        if (number, identifier) in last
    ]
