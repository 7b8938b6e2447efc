"""From what the register and the institution know of mobilities to the facts that the rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from blendwise import programme
from blendwise.errors import UserError
from blendwise.programme import Facts, Reply, Verdict, call_years, judge, rules_at
from blendwise.programme.plain_facts import from_plain
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register

__all__ = ["KEY", "NAMED_AT_MOST", "Key", "activity_facts", "facts_of", "judged", "own_rows", "read_key"]

KEY = ("grant_agreement_number", "mobility_activity_id")
_ACTIVITY = (
    "through_ict", "part_of_plan", "both_ways", "general_offer", "agreed_with_host", "when", "took_part",
    "number_taking_part", "with_whom", "purposes", "kept",
)  # fmt: skip
_COLUMNS = (
    *KEY, "call", "institution_oid", "institution", "status", "activity_type", "role", "group", "participants",
    "fewer_opportunities", "start_date", "end_date", "duration_days", "travel_days", "receiving_organisation",
    "receiving_country", "field_of_education", "level_of_education", "blended", "virtual_description",
)  # fmt: skip
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


def activity_facts(activity: VirtualActivity) -> dict[str, Any]:
    """Return what is known of a virtual activity, as `programme.plain_facts` writes it."""
    found = {name: getattr(activity, name) for name in _ACTIVITY}
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def facts_of(row: Mapping[str, Any], activities: Sequence[Mapping[str, Any]] | None) -> Facts:
    """Return the facts of one mobility: the stay as the register has it, the virtual part as its institution tells it.

    The days are those of the register: calendar days on the spot, without travel.
    """
    days = row["duration_days"]
    fewer = row["fewer_opportunities"]
    known = row["activity_type"] if row["activity_type"] in programme.activity_types() else None
    told = {
        "activity_type": known,
        "travelled": Reply.YES if days else None,
        "calendar_days": days,
        "fewer_opportunities": None if fewer is None else (Reply.YES if fewer else Reply.NO),
        "participants": row["participants"] if row["group"] else None,
        "virtual_activities": None if activities is None else list(activities),
    }
    return from_plain({name: value for name, value in told.items() if value is not None})


def judged(facts: Facts, call: int | None) -> Verdict | None:
    """Return the verdict by the rules of a call; None where that call has no rules."""
    return judge(facts, rules_at(call)) if call in call_years() else None
