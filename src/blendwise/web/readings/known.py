"""What is known beside the register: by institution for the agency, as far as each institution shares it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from blendwise.indicators import value_in_words
from blendwise.language import say
from blendwise.web.models import Institution, OwnRecord, VirtualActivity
from blendwise.web.readings.call_choice import EVERYBODY, figures_of
from blendwise.web.readings.facts import KEY, Key, own_rows
from blendwise.web.readings.own_words import own_counts
from blendwise.web.readings.register import state
from blendwise.web.readings.view import View

__all__ = ["KnownInstitution", "KnownPage", "Tally", "known_page"]


@dataclass(frozen=True, slots=True)
class KnownInstitution:
    """One institution: three figures that are never added up."""

    name: str
    registered: int
    """Blended mobilities in the register."""
    known: int
    """Mobilities that the institution itself decided to be blended."""
    verified: int
    """Of those, mobilities of which an activity with evidence counts."""
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
        tallies=(
            *_tallies(activities, _CODES, language),
            *_by_register(activities, language),
            *_tallies(activities.filter(institution__shares_texts=True), _TEXTS, language),
        ),
        reasons=_reasons(sharing, language),
        texts=tuple(
            (a.institution.name, a.title)
            for a in activities.filter(institution__shares_texts=True).select_related("institution")[:100]
        ),
    )


def _institutions(sharing: Iterable[Institution]) -> Iterable[KnownInstitution]:
    """Count by institution, its earlier legal shapes with it as far as each of them shares."""
    rows = figures_of(View(), "institution").as_rows()
    registered = {row["institution_oid"] or row["institution"]: row["blended"] for row in rows}
    present = {shape.earlier: shape.later for shape in state().shapes}
    counts = defaultdict[str, Counter[str]](Counter)
    for (key, _), found in own_counts(OwnRecord.objects.filter(institution__in=sharing)).items():
        counts[present.get(key, key)].update(found)
    for institution in sharing:
        if (key := institution.key) not in present:
            own = counts[key]
            yield KnownInstitution(
                institution.name,
                int(registered.get(key) or 0),
                own["known"],
                own["verified"],
                own["not_blended"],
            )


def _tallies(
    activities: Iterable[VirtualActivity], places: Mapping[str, str], language: str
) -> Iterable[Tally]:
    for name, place in places.items():
        values = (getattr(activity, name) for activity in activities)
        counted = Counter(v for value in values for v in (value if isinstance(value, list) else [value]) if v)
        if counted:
            rows = ((say(f"{place}.{v}", language) if place else v, n) for v, n in counted.most_common())
            yield Tally(say(f"web.activity.{name.replace('_', '-')}", language), tuple(rows))


_CODES = {
    "when": "short_check.when", "way": "web.activity.ways", "with_whom": "web.activity.party",
    "purposes": "short_check.purpose",
}  # fmt: skip
"""By what the activities are counted of whoever shares counts, and where the words of each value stand."""
_TEXTS = {"level": "", "departments": ""}
"""In what an institution fills in words of its own: counted only where it shares its texts."""
_OF_REGISTER = {"level_of_education": "web.known.level", "field_of_education": "web.known.field"}


def _by_register(activities: QuerySet[VirtualActivity], language: str) -> Iterable[Tally]:
    """Count activities by level and field of their mobilities, as the register has them, which is the agency's too."""
    links = OwnRecord.activities.through.objects.filter(virtualactivity__in=activities)
    named = links.values_list("virtualactivity_id", *(f"ownrecord__{name}" for name in KEY))
    belongs = [(activity, Key(*key)) for activity, *key in named]
    rows = own_rows(EVERYBODY, {key for _, key in belongs})
    for column, heading in _OF_REGISTER.items():
        told = {(activity, rows[key][column]) for activity, key in belongs if key in rows}
        counted = Counter(value for _, value in told if value)
        if counted:
            yield Tally(
                say(heading, language),
                tuple((value_in_words(v, language), n) for v, n in counted.most_common()),
            )


def _reasons(sharing: Iterable[Institution], language: str) -> tuple[tuple[str, int], ...]:
    found = OwnRecord.objects.filter(institution__in=sharing).exclude(reason_not="").values_list("reason_not")
    counted = found.annotate(n=Count("id")).order_by("-n", "reason_not")
    return tuple((say(f"hindrances.{code}", language), n) for code, n in counted)
