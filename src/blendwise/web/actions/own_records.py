"""What an institution decides of its mobilities, beside the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from blendwise.errors import UserError
from blendwise.programme.plain_facts import as_plain
from blendwise.web.access import scope
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Decision, Institution, OwnRecord, ReasonNot, Remark
from blendwise.web.readings.facts import Key, activity_facts, facts_of, judged, own_rows

__all__ = ["decide", "judge_again", "records_of", "remark"]

_JUDGED = ("outcome", "call", "rules_version", "facts")
_DECIDED = ("decision", "reason_not", "decided_by", "decided")


def records_of(by: Account, keys: Sequence[Key]) -> dict[Key, OwnRecord]:
    """Return the records of mobilities, made where there were none yet; call it within an action.

    Raises UserError where the register does not know one of them, or it is another institution's.
    """
    rows = own_rows(scope(by), keys)
    missing = [str(key) for key in keys if key not in rows]
    if missing:
        raise UserError("own_records.not-yours", keys=missing[:5], n=len(missing))
    owners = _owners(rows, _institution(by))
    OwnRecord.objects.bulk_create(
        [OwnRecord(institution=owners[key], grant_agreement_number=key.grant_agreement_number,
                   mobility_activity_id=key.mobility_activity_id) for key in rows],
        ignore_conflicts=True,
    )  # fmt: skip
    projects = {key.grant_agreement_number for key in rows}
    found = OwnRecord.objects.select_for_update().filter(grant_agreement_number__in=projects)
    records = {Key(r.grant_agreement_number, r.mobility_activity_id): r for r in found}
    return {key: records[key] for key in rows}


def _owners(rows: Mapping[Key, Mapping[str, Any]], otherwise: Institution) -> dict[Key, Institution]:
    """Return whose each mobility is: that of the sender, also where its project's coordinator decides."""
    keys = {key: row["institution_oid"] or row["institution"] for key, row in rows.items()}
    known = {i.key: i for i in Institution.objects.filter(key__in=set(keys.values()))}
    return {key: known.get(name, otherwise) for key, name in keys.items()}


def _institution(by: Account) -> Institution:
    if by.institution is None:
        raise UserError("web.not-for-you")
    return by.institution


def judge_again(records: Mapping[Key, OwnRecord], rows: Mapping[Key, Mapping[str, Any]]) -> None:
    """Judge records by today's rules and keep what came out; call it within an action."""
    told = _activities(records.values())
    for key, one in records.items():
        facts = facts_of(rows[key], told.get(one.pk))
        verdict = judged(facts, rows[key]["call"])
        one.call, one.facts = rows[key]["call"], as_plain(facts)
        one.outcome = verdict.outcome.value if verdict else ""
        one.rules_version = verdict.rules_version if verdict else ""
    OwnRecord.objects.bulk_update(records.values(), _JUDGED, batch_size=500)


def _activities(records: Any) -> dict[Any, list[dict[str, Any]]]:
    """Return the virtual activities of records by their id, each activity written once however many share it."""
    told: dict[Any, list[dict[str, Any]]] = {}
    written: dict[Any, dict[str, Any]] = {}
    links = OwnRecord.activities.through.objects.filter(ownrecord__in=[r.pk for r in records])
    for link in links.select_related("virtualactivity"):
        activity = link.virtualactivity
        if activity.pk not in written:
            written[activity.pk] = activity_facts(activity)
        told.setdefault(link.ownrecord_id, []).append(written[activity.pk])
    return told


@action
def decide(*, by: Account, keys: Sequence[Key], decision: Decision, reason: ReasonNot | None = None) -> int:
    """Decide of many mobilities at once whether they were blended; return how many.

    Raises UserError where one of them is not the institution's, or a reason not to blend goes with a yes.
    """
    if reason and decision is Decision.BLENDED:
        raise UserError("own_records.reason-with-yes")
    keys = list(dict.fromkeys(keys))
    records = records_of(by, keys)
    now = timezone.now()
    for one in records.values():
        one.decision, one.reason_not = decision, reason or ""
        one.decided_by, one.decided = by, now
    OwnRecord.objects.bulk_update(records.values(), _DECIDED, batch_size=500)
    judge_again(records, own_rows(scope(by), keys))
    record(by, "mobilities-decided", _institution(by), decision=decision.value, n=len(records),
           reason=reason.value if reason else "", first=str(keys[0]) if keys else "")  # fmt: skip
    return len(records)


@action
def remark(*, by: Account, key: Key, text: str) -> Remark:
    """Add a line to the discussion of a mobility. Raises UserError where it is not the institution's."""
    one = records_of(by, [key])[key]
    made = Remark.objects.create(record=one, by=by, text=text)
    record(by, "remark-made", one)
    return made
