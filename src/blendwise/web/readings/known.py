"""What is known beside the register: by institution for the agency, as far as each institution shares it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from blendwise.language import say
from blendwise.programme import Outcome
from blendwise.web.access import Scope
from blendwise.web.models import Decision, Institution, OwnRecord, VirtualActivity
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.view import View

__all__ = ["KnownInstitution", "KnownPage", "Tally", "known_page"]

_EVERYBODY = Scope(everyone=True, institutions=frozenset())


@dataclass(frozen=True, slots=True)
class KnownInstitution:
    """One institution: three figures that are never added up."""

    name: str
    registered: int
    """Blended mobilities in the register."""
    known: int
    """Mobilities that the institution itself decided to be blended."""
    verified: int
    """Of those, mobilities with evidence and a verdict that they count."""
    not_blended: int
    """Mobilities of which it decided that they were not."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was done, over the activities of institutions that share them."""

    heading: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What was done, instead of a tick."""

    institutions: tuple[KnownInstitution, ...]
    not_shared: int
    """How many institutions keep this to themselves."""
    activities: int
    tallies: tuple[Tally, ...]
    reasons: tuple[tuple[str, int], ...]
    """Why it was not blended, by how many mobilities."""
    texts: tuple[tuple[str, str], ...]
    """Institution and title of activities whose texts are shared; the newest hundred."""


def known_page(language: str) -> KnownPage:
    """Return what institutions that share it know of their own mobilities."""
    sharing = Institution.objects.filter(shares_counts=True)
    activities = VirtualActivity.objects.filter(institution__in=sharing)
    return KnownPage(
        institutions=tuple(_institutions(sharing)),
        not_shared=Institution.objects.filter(shares_counts=False).count(),
        activities=activities.count(),
        tallies=tuple(_tallies(activities, language)),
        reasons=_reasons(sharing, language),
        texts=tuple(
            (a.institution.name, a.title)
            for a in activities.filter(institution__shares_texts=True).select_related("institution")[:100]
        ),
    )


def _institutions(sharing: Iterable[Institution]) -> Iterable[KnownInstitution]:
    rows = divided_figures(_EVERYBODY, View(), by=("institution",)).figures.as_rows()
    registered = {row["institution_oid"] or row["institution"]: row["blended"] for row in rows}
    decided = Q(decision=Decision.BLENDED)
    proven = decided & Q(
        outcome=Outcome.COUNTS, activities__evidence__removed__isnull=True, activities__evidence__isnull=False
    )
    found = OwnRecord.objects.values("institution").annotate(
        known=Count("id", filter=decided, distinct=True),
        verified=Count("id", filter=proven, distinct=True),
        not_blended=Count("id", filter=Q(decision=Decision.NOT_BLENDED), distinct=True),
    )
    counts = {row["institution"]: row for row in found}
    for institution in sharing:
        row: Mapping[str, Any] = counts.get(institution.pk, {})
        yield KnownInstitution(
            institution.name, int(registered.get(institution.key) or 0), row.get("known", 0), row.get("verified", 0),
            row.get("not_blended", 0),
        )  # fmt: skip


def _tallies(activities: Iterable[VirtualActivity], language: str) -> Iterable[Tally]:
    counted: dict[str, Counter[str]] = {name: Counter() for name in _DIVIDED}
    for activity in activities:
        for name in _DIVIDED:
            value = getattr(activity, name)
            counted[name].update(value if isinstance(value, list) else [value] if value else [])
    for name, place in _DIVIDED.items():
        rows = tuple(
            (say(f"{place}.{v}", language) if place else v, n) for v, n in counted[name].most_common()
        )
        if rows:
            yield Tally(say(f"web.activity.{name.replace('_', '-')}", language), rows)


_DIVIDED = {
    "when": "short_check.when", "way": "web.activity.ways", "with_whom": "web.activity.party",
    "purposes": "short_check.purpose", "level": "", "departments": "",
}  # fmt: skip
"""By what activities are counted, and where the words of each value stand."""


def _reasons(sharing: Iterable[Institution], language: str) -> tuple[tuple[str, int], ...]:
    found = OwnRecord.objects.filter(institution__in=sharing).exclude(reason_not="").values_list("reason_not")
    counted = found.annotate(n=Count("id")).order_by("-n", "reason_not")
    return tuple((say(f"hindrances.{code}", language), n) for code, n in counted)
