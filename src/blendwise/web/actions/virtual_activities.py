"""Virtual activities, kept beside the register; one can belong to a whole class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.judging import judge_again
from blendwise.web.actions.own_records import kept, records_of, rows_of
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, OwnRecord, VirtualActivity
from blendwise.web.readings.facts import Key, own_rows
from blendwise.web.readings.own_records import own_activities

__all__ = ["attach_activity", "change_activity", "detach_activity", "record_activity", "remove_activity"]


@action
def record_activity(*, by: Account, values: Mapping[str, Any], keys: Sequence[Key] = ()) -> VirtualActivity:
    """Keep a virtual activity, and let it belong to mobilities, in one step.

    `values` are fields of the model, as a checked form gives them. Raises UserError where a mobility is not the
    institution's.
    """
    if by.institution is None:
        raise UserError("web.not-for-you")
    activity = VirtualActivity.objects.create(institution=by.institution, by=by, **values)
    n = _attach(by, activity, keys)
    record(by, "activity-recorded", activity, mobilities=n)
    return activity


@action
def change_activity(*, by: Account, activity: UUID, values: Mapping[str, Any]) -> VirtualActivity:
    """Change a virtual activity; the verdicts of all its mobilities are made anew."""
    found = _own(by, activity)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    _judge(by, _mobilities(found))
    record(by, "activity-changed", found)
    return found


@action
def attach_activity(*, by: Account, activity: UUID, keys: Sequence[Key]) -> int:
    """Let a virtual activity belong to more mobilities; return how many were named.

    Raises UserError where a mobility is not the institution's.
    """
    found = _own(by, activity)
    n = _attach(by, found, keys)
    record(by, "activity-attached", found, mobilities=n)
    return n


@action
def detach_activity(*, by: Account, activity: UUID, keys: Sequence[Key]) -> int:
    """Take a virtual activity away from mobilities it did not belong to; return from how many.

    A mobility may have left the register meanwhile. Raises UserError where it belongs to none of them.
    """
    found = _own(by, activity)
    records = kept(found.mobilities.all(), keys)
    if not records:
        raise UserError("own_records.nothing-attached", title=found.title)
    found.mobilities.remove(*records.values())
    _judge(by, records | _groups(found))
    record(by, "activity-detached", found, mobilities=len(records))
    return len(records)


@action
def remove_activity(*, by: Account, activity: UUID) -> None:
    """Remove a virtual activity that was recorded by mistake. Raises UserError while evidence hangs on it."""
    found = _own(by, activity)
    if found.evidence.filter(removed__isnull=True).exists():
        raise UserError("own_records.has-evidence", title=found.title)
    records = _mobilities(found)
    record(by, "activity-removed", found, mobilities=len(records))
    found.delete()
    _judge(by, records)


def _own(by: Account, activity: UUID) -> VirtualActivity:
    found = own_activities(scope(by)).select_for_update().filter(pk=activity).first()
    if found is None:
        raise UserError("web.not-found")
    return found


def _attach(by: Account, activity: VirtualActivity, keys: Sequence[Key]) -> int:
    rows = rows_of(by, keys)
    records = records_of(by, rows)
    activity.mobilities.add(*records.values())
    _judge(by, records | _groups(activity))
    return len(records)


def _groups(activity: VirtualActivity) -> dict[Key, OwnRecord]:
    """Return all its mobilities where it says how many took part: their verdicts hang together."""
    return {} if activity.number_taking_part is None else _mobilities(activity)


def _mobilities(activity: VirtualActivity) -> dict[Key, OwnRecord]:
    found = activity.mobilities.select_for_update()
    return {Key.of(one): one for one in found}


def _judge(by: Account, records: Mapping[Key, OwnRecord]) -> None:
    judge_again(records, own_rows(scope(by), records))
