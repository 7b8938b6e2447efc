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
    from blendwise.store.store import Store

__all__ = ["Agreement", "OwnDecision", "Standing", "standings"]


class Agreement(StrEnum):
    """How an own decision and the register stand to each other."""

    AGREES = "agrees"
    TICK_LACKING = "tick-lacking"
    """Decided as blended, not ticked in the register."""
    TICK_SURPLUS = "tick-surplus"
    """Decided as not blended, ticked in the register."""
    DESCRIPTION_DIFFERS = "description-differs"
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
    """None: nothing was decided on the description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A decision beside what the register says."""

    decision: OwnDecision
    agreement: Agreement
    registered: bool | None
    """The tick in the register; None if it is not filled in, or the mobility is gone."""
    registered_description: str | None
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


_Known = tuple[date, str | None, bool | None, str | None]
"""Day of a snapshot, status, tick and description."""


def _history(
    store: Store, told: list[OwnDecision], at: date | None
) -> dict[tuple[str, str], list[_Known | date]]:
    """Return, per mobility, what each snapshot of its project says, oldest first; where it is gone the day alone.

    Of one day the last import holds. Only snapshots that speak of the projects are opened.
    """
    if store.newest_day(at) is None:
        store.mobilities(at)  # says that there is nothing yet
    wanted = pl.DataFrame(
        [(one.grant_agreement_number, one.mobility_activity_id) for one in told],
        schema=dict.fromkeys(MOBILITIES.key, pl.String),
        orient="row",
    ).unique()
    found: dict[tuple[str, str], list[_Known | date]] = {}
    for snapshot in store.snapshots():
        if snapshot.table == "mobilities" and (at is None or snapshot.date <= at):
            for key, word in _said(store, snapshot, wanted).items():
                words = found.setdefault(key, [])
                if words and _day_of(words[-1]) == snapshot.date:
                    words.pop()
                words.append(word)
    return found


def _day_of(word: _Known | date) -> date:
    return word[0] if isinstance(word, tuple) else word


def _said(store: Store, snapshot: Snapshot, wanted: pl.DataFrame) -> dict[tuple[str, str], _Known | date]:
    """Return what one snapshot says of the mobilities of its projects."""
    project = pl.col("grant_agreement_number")
    asked = wanted.filter(project.is_in(list(snapshot.covers)))
    if asked.is_empty():
        return {}
    rows = (
        pl.scan_parquet(store.kept.path(snapshot))
        .filter(project.is_in(asked["grant_agreement_number"].unique().to_list()))
        .select(*MOBILITIES.key, "status", "blended", "virtual_description", there=pl.lit(value=True))
        .collect()
    )
    return {
        (number, identifier): (snapshot.date, status, tick, text) if there else snapshot.date
        for number, identifier, status, tick, text, there in asked.join(
            rows, on=list(MOBILITIES.key), how="left"
        ).iter_rows()
    }


def _standing(decision: OwnDecision, history: list[_Known | date]) -> Standing:
    now = history[-1] if history else None
    if not isinstance(now, tuple):
        return Standing(
            decision=decision,
            agreement=Agreement.GONE,
            registered=None,
            registered_description=None,
            since=None,
        )
    _, status, tick, text = now
    was_complete = any(isinstance(word, tuple) and word[1] == "complete" for word in history)
    since = now[0]
    for word in reversed(history):
        if not isinstance(word, tuple) or word[1:] != now[1:]:
            break
        since = word[0]
    return Standing(
        decision=decision,
        agreement=_agreement(decision, tick, text, fallen=status == "draft" and was_complete),
        registered=tick,
        registered_description=text,
        since=since,
    )


def _agreement(decision: OwnDecision, tick: bool | None, text: str | None, *, fallen: bool) -> Agreement:
    if fallen:
        return Agreement.FALLEN_BACK
    if decision.blended and not tick:
        return Agreement.TICK_LACKING
    if tick and not decision.blended:
        return Agreement.TICK_SURPLUS
    if decision.virtual_description is not None and (text or "") != decision.virtual_description:
        return Agreement.DESCRIPTION_DIFFERS
    return Agreement.AGREES
