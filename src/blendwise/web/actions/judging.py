"""Judging what is kept: when an institution changes it, when the register does, and when the rules do."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from blendwise.programme import shipped
from blendwise.programme.facts import Facts
from blendwise.programme.plain_facts import as_plain
from blendwise.web.access import Scope
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.models import Flip, OwnRecord, RulesRun
from blendwise.web.readings.facts import KEY, Key, activity_facts, facts_of, judged, own_rows, sizes
from blendwise.web.readings.rules_run import run_again

__all__ = ["judge_after_import", "judge_again", "judge_by_new_rules"]

_EVERYBODY = Scope(everyone=True, institutions=frozenset())
_AT_ONCE = 2_000
"""So many records are judged in one transaction after an import, so that nobody waits long for it."""


class _Judgement(NamedTuple):
    """What a record says of its verdict; `facts` as JSON, so that equal ones are found."""

    call: int | None
    facts: str
    outcome: str
    rules_version: str
    outcome_before: str
    turned: datetime | None


def judge_again(
    records: Mapping[Key, OwnRecord], rows: Mapping[Key, Mapping[str, Any]], *, by_register: bool = False
) -> int:
    """Judge records by today's rules and keep what came out; return how many say something else now.

    A mobility that the register no longer knows keeps its last verdict. With `by_register` only records are judged
    of which the facts changed, and an outcome that turned over keeps what it was before, until somebody of the
    institution changes the record. Call it within an action.
    """
    told, now = _activities(records[key].pk for key in rows), timezone.now()
    alike: dict[_Judgement, list[Any]] = defaultdict(list)
    known: dict[tuple[Facts, int | None], _Judgement] = {}
    for key, row in rows.items():
        one = records[key]
        case = (facts_of(row, told.get(one.pk), one.stay_facts), row["call"])
        if case not in known:
            known[case] = _judgement(*case)
        before = _said(one)
        found = _by_register(before, known[case], now) if by_register else known[case]
        if found != before:
            alike[found].append(one.pk)
    for judgement, keys in alike.items():
        values = judgement._asdict() | {"facts": json.loads(judgement.facts)}
        OwnRecord.objects.filter(pk__in=keys).update(**values)
    return sum(map(len, alike.values()))


def _judgement(facts: Facts, call: int | None) -> _Judgement:
    verdict = judged(facts, call)
    said = (verdict.outcome.value, verdict.rules_version) if verdict else ("", "")
    return _Judgement(call, _json(as_plain(facts)), *said, outcome_before="", turned=None)


def _said(one: OwnRecord) -> _Judgement:
    return _Judgement(
        one.call, _json(one.facts), one.outcome, one.rules_version, one.outcome_before, one.turned
    )


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True)


def _by_register(before: _Judgement, found: _Judgement, now: datetime) -> _Judgement:
    if (before.facts, before.call) == (found.facts, found.call):
        return before
    if before.outcome == found.outcome:
        return found._replace(outcome_before=before.outcome_before, turned=before.turned)
    return found._replace(outcome_before=before.outcome, turned=now)


def _activities(records: Iterable[Any]) -> dict[Any, list[dict[str, Any]]]:
    """Return the virtual activities of records by their id, each activity written once however many share it."""
    told: dict[Any, list[dict[str, Any]]] = {}
    written: dict[Any, dict[str, Any]] = {}
    found = OwnRecord.activities.through.objects.filter(ownrecord__in=list(records))
    links = list(found.select_related("virtualactivity"))
    size = sizes({link.virtualactivity for link in links})
    for link in links:
        activity = link.virtualactivity
        if activity.pk not in written:
            written[activity.pk] = activity_facts(activity, size.get(activity.pk))
        told.setdefault(link.ownrecord_id, []).append(written[activity.pk])
    return told


def judge_after_import(projects: Iterable[str]) -> None:
    """Judge what is kept of projects by the newest export, some thousands at a time; for the worker."""
    kept = OwnRecord.objects.filter(grant_agreement_number__in=set(projects)).exclude(facts={})
    keys = list(kept.order_by(*KEY).values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        _judge_by_register(keys[start : start + _AT_ONCE])


@action
def _judge_by_register(keys: list[Any]) -> None:
    found = OwnRecord.objects.select_for_update().filter(pk__in=keys)
    records = {Key.of(one): one for one in found}
    changed = judge_again(records, own_rows(_EVERYBODY, records), by_register=True)
    record(SITE, "records-judged-again", judged=len(records), changed=changed)


def judge_by_new_rules() -> None:
    """Run every stored verdict again where the rules are others than ever before; for the worker."""
    if not RulesRun.objects.filter(pk=shipped().version).exists():
        _keep_run(*run_again())


@action
def _keep_run(run: RulesRun, flips: list[Flip]) -> None:
    run.save(force_insert=True)
    Flip.objects.bulk_create(flips, batch_size=_AT_ONCE)
    record(SITE, "verdicts-run-again", run.rules_version, judged=run.judged, flipped=len(flips))
