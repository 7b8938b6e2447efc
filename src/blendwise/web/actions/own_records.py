"""What an institution decides of its mobilities, beside the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.programme.plain_facts import as_plain
from blendwise.programme.short_check import facts_told
from blendwise.web.access import scope
from blendwise.web.actions.judging import judge_again
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Decision, Institution, OwnRecord, ReasonNot, Remark
from blendwise.web.readings.facts import NAMED_AT_MOST, TOLD_BESIDE, Key, own_rows
from blendwise.web.readings.own_records import own_records

__all__ = ["decide", "kept", "records_of", "remark", "rows_of", "take_back", "tell_stay"]

Rows = Mapping[Key, Mapping[str, Any]]
_MANY = 5_000
"""So many records are changed by one statement."""


def rows_of(by: Account, keys: Iterable[Key]) -> Rows:
    """Return what the register says of mobilities.

    Raises UserError where it does not know one of them, or it is another institution's.
    """
    wanted = list(dict.fromkeys(keys))
    rows = own_rows(scope(by), wanted)
    missing = [str(key) for key in wanted if key not in rows]
    if missing:
        raise UserError("own_records.not-yours", keys=missing[:5], n=len(missing))
    return rows


def records_of(by: Account, rows: Rows) -> dict[Key, OwnRecord]:
    """Return the records of mobilities, made where there were none yet; call it within an action."""
    found = kept(OwnRecord.objects.all(), rows)
    lacking = {key: row for key, row in rows.items() if key not in found}
    owners = _owners(lacking, _institution(by))
    made = OwnRecord.objects.bulk_create(
        OwnRecord(institution=owners[key], grant_agreement_number=key.grant_agreement_number,
                  mobility_activity_id=key.mobility_activity_id) for key in lacking
    )  # fmt: skip
    return found | {Key.of(one): one for one in made}


def kept(among: QuerySet[OwnRecord], keys: Iterable[Key]) -> dict[Key, OwnRecord]:
    """Return the records that there are of mobilities, for this transaction alone; call it within an action."""
    wanted = set(keys)
    near = among.filter(grant_agreement_number__in={key.grant_agreement_number for key in wanted})
    if len(wanted) <= NAMED_AT_MOST:
        near = near.filter(mobility_activity_id__in={key.mobility_activity_id for key in wanted})
    return {Key.of(one): one for one in near.select_for_update() if Key.of(one) in wanted}


def _owners(rows: Rows, otherwise: Institution) -> dict[Key, Institution]:
    """Return whose each mobility is: that of the sender, also where its project's coordinator decides."""
    keys = {key: row["institution_oid"] or row["institution"] for key, row in rows.items()}
    known = {i.key: i for i in Institution.objects.filter(key__in=set(keys.values()))}
    return {key: known.get(name, otherwise) for key, name in keys.items()}


def _institution(by: Account) -> Institution:
    if by.institution is None:
        raise UserError("web.not-for-you")
    return by.institution


@action
def decide(*, by: Account, keys: Sequence[Key], decision: Decision, reason: ReasonNot | None = None) -> int:
    """Decide of many mobilities at once whether they were blended; return how many.

    What was decided of them before is decided anew. The log says that it was decided, never what: the agency reads
    it. Raises UserError where one of them is not the institution's, or a reason not to blend goes with a yes.
    """
    if reason and decision is Decision.BLENDED:
        raise UserError("own_records.reason-with-yes")
    rows = rows_of(by, keys)
    records = records_of(by, rows)
    _change(
        records.values(), decision=decision, reason_not=reason or "", decided_by=by, decided=timezone.now()
    )
    judge_again(records, rows)
    record(by, "mobilities-decided", _institution(by), n=len(records))
    return len(records)


@action
def take_back(*, by: Account, keys: Sequence[Key]) -> int:
    """Take back what was decided of mobilities, so that it is open again; return of how many.

    Raises UserError where nothing was decided of any of them.
    """
    decided = kept(own_records(scope(by)).exclude(decision=""), keys)
    if not decided:
        raise UserError("own_records.nothing-decided")
    _change(decided.values(), decision="", reason_not="", decided_by=None, decided=None)
    record(by, "decisions-taken-back", _institution(by), n=len(decided))
    return len(decided)


@action
def tell_stay(*, by: Account, keys: Sequence[Key], answers: Mapping[str, str]) -> int:
    """Tell of mobilities what the register does not say and the rules ask; return of how many.

    `answers` are named as in the short check, such as `shorter-stay-justified`; an empty one takes back what was told.
    Raises UserError where a mobility is not the institution's, or an answer is none of these or cannot be.
    """
    told = as_plain(facts_told({name: value for name, value in answers.items() if value}))
    names = {name.replace("-", "_") for name in answers}
    if not names or names - set(TOLD_BESIDE):
        raise UserError("own_records.nothing-told")
    rows = rows_of(by, keys)
    records = records_of(by, rows)
    for one in records.values():
        one.stay_facts = {n: v for n, v in one.stay_facts.items() if n not in names} | told
    OwnRecord.objects.bulk_update(records.values(), ["stay_facts"], batch_size=500)
    judge_again(records, rows)
    record(by, "stay-told", _institution(by), n=len(records))
    return len(records)


def _change(records: Iterable[OwnRecord], **values: Any) -> None:
    keys = [one.pk for one in records]
    for start in range(0, len(keys), _MANY):
        OwnRecord.objects.filter(pk__in=keys[start : start + _MANY]).update(**values)


@action
def remark(*, by: Account, key: Key, text: str) -> Remark:
    """Add a line to the own discussion of a mobility. Raises UserError where it is not the institution's."""
    one = records_of(by, rows_of(by, [key]))[key]
    made = Remark.objects.create(record=one, institution=_institution(by), by=by, text=text)
    record(by, "remark-made", one)
    return made
