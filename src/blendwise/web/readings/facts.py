"""From what the register and the institution know of mobilities to the facts that the rules judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import polars as pl

from blendwise import programme
from blendwise.errors import UserError
from blendwise.programme import Facts, Verdict, call_years, judge, rules_at
from blendwise.programme.plain_facts import from_plain
from blendwise.programme.registered import registered_facts
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register

__all__ = [
    "KEY",
    "NAMED_AT_MOST",
    "TOLD_BESIDE",
    "Key",
    "activity_facts",
    "facts_of",
    "judged",
    "own_rows",
    "read_key",
    "sizes",
]

KEY = ("grant_agreement_number", "mobility_activity_id")
_ACTIVITY = (
    "through_ict", "part_of_plan", "both_ways", "general_offer", "agreed_with_host", "when", "took_part",
    "number_taking_part", "with_whom", "purposes", "kept",
)  # fmt: skip
_COLUMNS = (
    *KEY, "call", "institution_oid", "institution", "status", "activity_type", "role", "group", "participants",
    "fewer_opportunities", "start_date", "end_date", "duration_days", "interruption_days", "travel_days",
    "receiving_organisation", "receiving_country", "field_of_education", "level_of_education", "blended",
    "virtual_description",
)  # fmt: skip
TOLD_BESIDE = (
    "shorter_stay_justified", "partner_country", "together_online", "ects", "institutions", "countries",
)  # fmt: skip
"""What the rules ask of a stay and the register does not say."""
_NOTHING: Mapping[str, Any] = {}
_EVERYBODY = Scope(everyone=True, institutions=frozenset())
NAMED_AT_MOST = 200
"""So many mobilities are named in a query; of more, all of their projects are read and the rest is left out here."""


@dataclass(frozen=True, slots=True)
class Key:
    """What names a mobility in the register."""

    grant_agreement_number: str
    mobility_activity_id: str

    @classmethod
    def of(cls, one: OwnRecord) -> Key:
        """Return the mobility that a record speaks of."""
        return cls(one.grant_agreement_number, one.mobility_activity_id)

    def __str__(self) -> str:
        return f"{self.grant_agreement_number}/{self.mobility_activity_id}"


def read_key(text: str) -> Key:
    """Return the mobility that a text names, as `str` writes it. Raises UserError for any other text."""
    grant, slash, mobility = text.partition("/")
    if not (grant and slash and mobility):
        raise UserError("web.not-found")
    return Key(grant, mobility)


def own_rows(whose: Scope, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """Return the newest register rows of mobilities by key; those out of reach are simply not there."""
    wanted = pl.DataFrame(
        [(k.grant_agreement_number, k.mobility_activity_id) for k in keys],
        schema=dict.fromkeys(KEY, pl.String), orient="row",
    )  # fmt: skip
    if wanted.is_empty():
        return {}
    reached = in_reach(register().mobilities(), whose)
    near = reached.filter(reached.grant_agreement_number.isin(wanted[KEY[0]].unique().to_list()))
    if len(wanted) <= NAMED_AT_MOST:
        near = near.filter(near.mobility_activity_id.isin(wanted[KEY[1]].unique().to_list()))
    found = near.select(*_COLUMNS).to_polars().join(wanted, on=KEY, how="semi")
    return {Key(row[KEY[0]], row[KEY[1]]): row for row in found.iter_rows(named=True)}


def activity_facts(activity: VirtualActivity, out_of: int | None = None) -> dict[str, Any]:
    """Return what is known of a virtual activity, as `programme.plain_facts` writes it."""
    found = {name: getattr(activity, name) for name in _ACTIVITY} | {"out_of": out_of}
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def sizes(activities: Iterable[VirtualActivity]) -> dict[UUID, int]:
    """Return how many are in all groups that do an activity together, where there is more than one group.

    0 stands for groups of which one has no number in the register. Activities that do not say how many took part are
    left out: nothing is compared with their size.
    """
    numbered = [activity.pk for activity in activities if activity.number_taking_part is not None]
    linked = OwnRecord.objects.filter(activities__in=numbered).values_list("activities", *KEY)
    keys: dict[UUID, list[Key]] = defaultdict(list)
    for activity, *key in linked:
        if activity in numbered:
            keys[activity].append(Key(*key))
    rows = own_rows(_EVERYBODY, {key for several in keys.values() for key in several})
    found = {
        activity: [rows[key]["participants"] for key in several if key in rows and rows[key]["group"]]
        for activity, several in keys.items()
    }
    return {
        activity: 0 if None in groups else sum(groups)
        for activity, groups in found.items()
        if len(groups) > 1
    }


def facts_of(
    row: Mapping[str, Any], activities: Sequence[Mapping[str, Any]] | None, stay: Mapping[str, Any] = _NOTHING
) -> Facts:
    """Return the facts of one mobility: the stay as the register has it, the rest as its institution tells it.

    `stay` are facts that the register does not have, of `TOLD_BESIDE`.
    """
    told = from_plain(dict(stay) | ({} if activities is None else {"virtual_activities": list(activities)}))
    beside: dict[str, Any] = {name: getattr(told, name) for name in ("virtual_activities", *TOLD_BESIDE)}
    known = row["activity_type"] if row["activity_type"] in programme.activity_types() else None
    participants = row["participants"] if row["group"] else None
    return replace(registered_facts({**row, "activity_type": known, "participants": participants}), **beside)


def judged(facts: Facts, call: int | None) -> Verdict | None:
    """Return the verdict by the rules of a call; None where that call has no rules."""
    return judge(facts, rules_at(call)) if call in call_years() else None
