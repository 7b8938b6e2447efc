"""The virtual activities of an institution, as it keeps them beside the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.programme import Explanation, Outcome, explain, shipped
from blendwise.programme.plain_facts import from_plain
from blendwise.web.access import Scope
from blendwise.web.models import VirtualActivity
from blendwise.web.readings.evidence import SOON, projects_with_evidence
from blendwise.web.readings.facts import KEY, Key, activity_facts, facts_of, judged, own_rows, sizes
from blendwise.web.readings.own_records import own_activities, own_records
from blendwise.web.readings.verdicts import Precedents, precedents

__all__ = [
    "ActivitiesPage",
    "ActivityPage",
    "ActivityShown",
    "EvidenceShown",
    "activities_page",
    "activities_to_choose",
    "activity_page",
    "one_activity",
]

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ActivityShown:
    """An activity in the list."""

    id: UUID
    title: str
    when: str
    mobilities: int
    evidence: int
    changed: date


@dataclass(frozen=True, slots=True)
class ActivitiesPage:
    """All activities of an institution, newest first."""

    activities: tuple[ActivityShown, ...]
    projects: tuple[str, ...]
    """Of which evidence is kept."""


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """A file or link that is kept of an activity."""

    id: UUID
    name: str
    link: str
    size: int
    sha256: str
    keep_until: date
    soon: bool
    """Whether it is deleted soon."""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity, with what the rules say of it in each of its mobilities."""

    id: UUID
    title: str
    mobilities: tuple[Key, ...]
    """The first of them; `total` says how many there are."""
    total: int
    outcomes: tuple[tuple[Outcome, int], ...]
    """How many of its mobilities count, do not, or need information."""
    explanation: Explanation | None
    """The verdict on the first of its mobilities, in words."""
    evidence: tuple[EvidenceShown, ...]
    precedents: Precedents
    """What was decided before of like activities."""

    @property
    def leaving(self) -> int:
        """How much of its evidence is deleted soon."""
        return sum(one.soon for one in self.evidence)

    @property
    def contradicts(self) -> bool:
        """Whether a verdict on it goes against what was decided of all like activities before."""
        return any(self.precedents.contradicts(outcome) for outcome, _ in self.outcomes)


def activities_page(whose: Scope, language: str) -> ActivitiesPage:
    """Return the activities of an institution."""
    found = own_activities(whose).annotate(
        n=Count("mobilities", distinct=True), kept_items=Count("evidence", distinct=True)
    )
    return ActivitiesPage(
        tuple(
            ActivityShown(a.pk, a.title, _when(a, language), a.n, a.kept_items, a.changed.date())
            for a in found
        ),
        projects_with_evidence(whose),
    )


def activities_to_choose(whose: Scope) -> tuple[tuple[UUID, str], ...]:
    """Return id and title of the newest activities of an institution, to which mobilities can be added."""
    return tuple(own_activities(whose).values_list("pk", "title")[:_MOST_SHOWN])


def _when(activity: VirtualActivity, language: str) -> str:
    return say(f"short_check.when.{activity.when}", language) if activity.when else ""


def one_activity(whose: Scope, activity: UUID) -> VirtualActivity:
    """Return an activity of an institution. Raises UserError where it has no such activity."""
    found = own_activities(whose).filter(pk=activity).first()
    if found is None:
        raise UserError("web.not-found")
    return found


def activity_page(whose: Scope, activity: UUID, language: str) -> ActivityPage:
    """Return an activity with its mobilities, verdicts and evidence."""
    found = one_activity(whose, activity)
    records = own_records(whose).filter(activities=found).order_by(*KEY)
    outcomes = Counter(Outcome(outcome) for outcome in records.values_list("outcome", flat=True) if outcome)
    keys = [Key.of(r) for r in records[:_MOST_SHOWN]]
    soon = timezone.localdate() + SOON
    return ActivityPage(
        id=found.pk,
        title=found.title,
        mobilities=tuple(keys),
        total=records.count(),
        outcomes=tuple(sorted(outcomes.items())),
        explanation=_explained(whose, found, keys, language),
        evidence=tuple(
            EvidenceShown(e.pk, e.name, e.link, e.size, e.sha256, e.keep_until, e.keep_until <= soon)
            for e in found.evidence.filter(removed__isnull=True)
        ),
        precedents=precedents(
            whose, from_plain({"virtual_activities": [activity_facts(found)]}), activity=found.pk
        ),
    )


def _explained(
    whose: Scope, activity: VirtualActivity, keys: Sequence[Key], language: str
) -> Explanation | None:
    """Return the verdict on an activity, in words, for the first of its mobilities that the register knows."""
    for key, row in own_rows(whose, keys[:1]).items():
        stay = own_records(whose).filter(**asdict(key)).values_list("stay_facts", flat=True).first()
        told = activity_facts(activity, sizes([activity]).get(activity.pk))
        verdict = judged(facts_of(row, [told], stay or {}), row["call"])
        return explain(verdict, shipped().sources, language) if verdict else None
    return None
