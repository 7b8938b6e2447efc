"""What institutions say of their own mobilities, in three figures that are never added up.

Registered is what the register says; known, what an institution decided to be blended; verified, those of which a
virtual activity that has evidence counts by the rules, whatever else was done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from blendwise.programme import Outcome
from blendwise.programme.plain_facts import from_plain
from blendwise.records import Unit
from blendwise.web.models import Decision, Institution, OwnRecord, VirtualActivity
from blendwise.web.moment import last_written
from blendwise.web.readings.call_choice import figures_of, with_calls
from blendwise.web.readings.facts import activity_facts, judged
from blendwise.web.readings.register import remembered
from blendwise.web.readings.view import View

__all__ = ["ThreeFigures", "own_counts", "sector_three", "shared_counts", "three_figures"]


@dataclass(frozen=True, slots=True)
class ThreeFigures:
    """Registered, known and verified, in mobilities; over the same calls, and never added up."""

    registered: int
    known: int
    verified: int
    sharing: int
    """So many institutions share what they know; of one alone it is 1 or 0."""
    not_shared: int
    """So many keep it to themselves: what they know is in none of the figures."""


def three_figures(
    registered: int, calls: Sequence[int], of: Iterable[Institution], *, shared_only: bool = True
) -> ThreeFigures:
    """Return the three figures of institutions over calls; an institution that shares nothing adds nothing.

    `shared_only` is off for an institution that looks at itself.
    """
    institutions = list(of)
    sharing = [one for one in institutions if one.shares_counts or not shared_only]
    counts = Counter[str]()
    for (_, call), found in own_counts(OwnRecord.objects.filter(institution__in=sharing)).items():
        if call in calls or not calls:
            counts.update(found)
    left = len(institutions) - len(sharing)
    return ThreeFigures(registered, counts["known"], counts["verified"], len(sharing), left)


def sector_three(asked: View) -> ThreeFigures:
    """Return the three figures of all institutions in a view that are not left out, in mobilities whatever the unit."""
    view = replace(with_calls(asked)[0], unit=Unit.MOBILITIES)
    return _sector_three(view, last_written())


@remembered
def _sector_three(view: View, written: str) -> ThreeFigures:  # noqa: ARG001 - what institutions wrote counts too
    registered = figures_of(view).total.numerator or 0
    left_out = set(figures_of(view).query.population.without)
    return three_figures(registered, view.calls, Institution.objects.exclude(key__in=left_out))


def shared_counts(sharing: QuerySet[Institution]) -> tuple[tuple[int, int, int], ...]:
    """Return call, known and verified, over institutions that share what they know."""
    per_call: dict[int, Counter[str]] = {}
    for (_, call), found in own_counts(OwnRecord.objects.filter(institution__in=sharing)).items():
        per_call.setdefault(call or 0, Counter()).update(found)
    return tuple((call, found["known"], found["verified"]) for call, found in sorted(per_call.items()))


def own_counts(records: QuerySet[OwnRecord]) -> Mapping[tuple[str, int | None], Mapping[str, int]]:
    """Count records by the key of their institution and by call: known, verified, not_blended."""
    counts: dict[tuple[str, int | None], Counter[str]] = {}
    for key, call, decision in records.exclude(decision="").values_list(
        "institution__key", "call", "decision"
    ):
        name = "known" if decision == Decision.BLENDED else "not_blended"
        counts.setdefault((key, call), Counter())[name] += 1
    for key, call in _verified(records.filter(decision=Decision.BLENDED, outcome=Outcome.COUNTS)):
        counts[key, call]["verified"] += 1
    return counts


def _verified(records: QuerySet[OwnRecord]) -> Iterable[tuple[str, int | None]]:
    """Yield institution and call of each record that would count by the activities with evidence alone."""
    proven = records.filter(activities__evidence__isnull=False, activities__evidence__removed__isnull=True)
    links = proven.values_list("pk", "institution__key", "call", "facts", "activities").distinct()
    told = _with_evidence()
    stays: dict[UUID, tuple[str, int | None, dict[str, Any]]] = {}
    kept: dict[UUID, set[UUID]] = {}
    for record, key, call, facts, activity in links:
        stays[record] = (key, call, facts)
        if activity in told:
            kept.setdefault(record, set()).add(activity)
    known: dict[tuple[str, int | None, frozenset[UUID]], bool] = {}
    for record, (key, call, facts) in stays.items():
        stay = {name: value for name, value in facts.items() if name != "virtual_activities"}
        kind = (json.dumps(stay, sort_keys=True), call, frozenset(kept.get(record, ())))
        if kind not in known:
            known[kind] = _counts(stay, [told[one] for one in kind[2]], call)
        if known[kind]:
            yield key, call


def _with_evidence() -> dict[UUID, dict[str, Any]]:
    """Return the facts of every virtual activity that has evidence."""
    proven = VirtualActivity.objects.filter(evidence__isnull=False, evidence__removed__isnull=True).distinct()
    return {one.pk: activity_facts(one) for one in proven}


def _counts(stay: Mapping[str, Any], activities: Sequence[Mapping[str, Any]], call: int | None) -> bool:
    facts = from_plain({**stay, "virtual_activities": list(activities)})
    verdict = judged(facts, call)
    return verdict is not None and verdict.outcome is Outcome.COUNTS
