"""The closed loop: where an institution's own record and the newest snapshot of the register do not agree yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from blendwise.records import MOBILITIES
from blendwise.store.data_folder import Store

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
    """Return, per mobility, what each day's newest word says; a day on which it is gone is the day alone."""
    wanted = pl.DataFrame(
        [(one.grant_agreement_number, one.mobility_activity_id) for one in told],
        schema=dict.fromkeys(MOBILITIES.key, pl.String),
        orient="row",
    ).unique()
    newest = store.newest_day(at)
    of_register = {s.date for s in store.snapshots() if s.table == "mobilities"}
    days: list[date | None] = []
    days += sorted(day for day in of_register if newest is not None and day <= newest)
    found: dict[tuple[str, str], list[_Known | date]] = {}
    for day in days or [at]:
        for key, word in _on(store, wanted, day).items():
            found.setdefault(key, []).append(word)
    return found


def _on(store: Store, wanted: pl.DataFrame, day: date | None) -> dict[tuple[str, str], _Known | date]:
    table = store.mobilities(day)
    projects = wanted["grant_agreement_number"].unique().to_list()
    chosen = table.filter(table.grant_agreement_number.isin(projects))
    rows: pl.DataFrame = chosen.select(
        *MOBILITIES.key, "status", "blended", "virtual_description"
    ).to_polars()
    joined = wanted.join(rows.with_columns(_there=True), on=list(MOBILITIES.key), how="left")
    on = day or date.today()
    return {
        (project, number): (on, status, tick, text) if there else on
        for project, number, status, tick, text, there in joined.iter_rows()
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
