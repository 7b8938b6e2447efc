"""Virtual activities, kept beside the register; one can belong to a whole class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.own_records import judge_again, records_of
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, OwnRecord, VirtualActivity
from blendwise.web.readings.facts import Key, own_rows

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
    _attach(by, activity, keys)
    record(by, "activity-recorded", activity, mobilities=len(keys))
    return activity


@action
def change_activity(*, by: Account, activity: UUID, values: Mapping[str, Any]) -> VirtualActivity:
    """Change a virtual activity; the verdicts of all its mobilities are made anew."""
    found = _own(by, activity)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    _judge_all(by, found)
    record(by, "activity-changed", found)
    return found


@action
def attach_activity(*, by: Account, activity: UUID, keys: Sequence[Key]) -> int:
    """Let a virtual activity belong to more mobilities; return how many were named."""
    found = _own(by, activity)
    _attach(by, found, keys)
    record(by, "activity-attached", found, mobilities=len(keys))
    return len(keys)


@action
def detach_activity(*, by: Account, activity: UUID, keys: Sequence[Key]) -> None:
    """Take a virtual activity away from mobilities it did not belong to."""
    found = _own(by, activity)
    records = records_of(by, list(keys))
    found.mobilities.remove(*records.values())
    judge_again(records, own_rows(scope(by), keys))
    record(by, "activity-detached", found, mobilities=len(records))


@action
def remove_activity(*, by: Account, activity: UUID) -> None:
    """Remove a virtual activity that was recorded by mistake. Raises UserError while evidence hangs on it."""
    found = _own(by, activity)
    if found.evidence.filter(removed__isnull=True).exists():
        raise UserError("own_records.has-evidence", title=found.title)
    keys = _keys(found)
    record(by, "activity-removed", found, mobilities=len(keys))
    found.delete()
    judge_again(records_of(by, keys), own_rows(scope(by), keys))


def _own(by: Account, activity: UUID) -> VirtualActivity:
    found: VirtualActivity | None = (
        VirtualActivity.objects.select_for_update()
        .filter(pk=activity, institution__key__in=scope(by).institutions)
        .first()
    )
    if found is None:
        raise UserError("web.not-found")
    return found


def _attach(by: Account, activity: VirtualActivity, keys: Sequence[Key]) -> None:
    records = records_of(by, list(dict.fromkeys(keys)))
    activity.mobilities.add(*records.values())
    judge_again(records, own_rows(scope(by), keys))


def _keys(activity: VirtualActivity) -> list[Key]:
    named = OwnRecord.objects.filter(activities=activity).values_list(
        "grant_agreement_number", "mobility_activity_id"
    )
    return [Key(*one) for one in named]


def _judge_all(by: Account, activity: VirtualActivity) -> None:
    rows = own_rows(
        scope(by), _keys(activity)
    )  # a mobility that the register no longer knows keeps its last verdict
    judge_again(records_of(by, list(rows)), rows)
