"""Every stored verdict run again by the rules that came with the program, and what the agency sees of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from blendwise.programme import Outcome, shipped
from blendwise.web.models import Flip, Institution, KeptVerdict, OwnRecord, RulesRun, Ruling
from blendwise.web.readings.verdicts import RulingShown, rulings_page, turned_over

__all__ = [
    "AgencyRulings",
    "FlippedCount",
    "FlippedRuling",
    "RulesRunShown",
    "agency_rulings",
    "run_again",
]


@dataclass(frozen=True, slots=True)
class FlippedRuling:
    """A ruling in force that goes against today's rules."""

    title: str
    language: str
    before: Outcome
    now: Outcome


@dataclass(frozen=True, slots=True)
class FlippedCount:
    """How many verdicts of an institution today's rules turn over."""

    institution: str
    n: int


@dataclass(frozen=True, slots=True)
class RulesRunShown:
    """What today's rules turned over on the day they came."""

    rules_version: str
    day: date
    judged: int
    flipped: int
    """Of all, also of institutions that share no counts."""
    rulings: tuple[FlippedRuling, ...]
    visitors: int
    """How many verdicts that visitors kept."""
    institutions: tuple[FlippedCount, ...]
    """Of institutions that share counts, the most first."""


@dataclass(frozen=True, slots=True)
class AgencyRulings:
    """What the agency ruled, and what newer rules make of what was decided."""

    rulings: tuple[RulingShown, ...]
    run: RulesRunShown | None
    """None where today's rules are so new that nothing was run again yet."""


def run_again() -> tuple[RulesRun, list[Flip]]:
    """Run every stored verdict again by today's rules; return the run and what turned over, none of it kept yet."""
    run, flips = RulesRun(rules_version=shipped().version, judged=0), []
    for field, stored in _stored():
        run.judged += 1
        if (now := turned_over(stored)) is not None:
            flips.append(Flip(run=run, before=stored.outcome, now=now, **{field: stored}))
    return run, flips


def _stored() -> Iterator[tuple[str, KeptVerdict | OwnRecord | Ruling]]:
    """Return each verdict with the field of a flip that names it; activities are judged in the records they are of."""
    for record in OwnRecord.objects.exclude(outcome="").iterator():
        yield "record", record
    for verdict in KeptVerdict.objects.iterator():
        yield "verdict", verdict
    for ruling in Ruling.objects.filter(withdrawn=None).iterator():
        yield "ruling", ruling


def agency_rulings() -> AgencyRulings:
    """Return what the agency ruled, with what today's rules turned over."""
    run = RulesRun.objects.filter(pk=shipped().version).first()
    return AgencyRulings(rulings_page().rulings, _shown(run) if run else None)


def _shown(run: RulesRun) -> RulesRunShown:
    flips = Flip.objects.filter(run=run)
    rulings = flips.filter(ruling__isnull=False, ruling__withdrawn=None).order_by("-ruling__published")
    return RulesRunShown(
        run.rules_version,
        run.made.date(),
        run.judged,
        flips.count(),
        tuple(
            FlippedRuling(title, language, Outcome(before), Outcome(now))
            for title, language, before, now in rulings.values_list(
                "ruling__title", "ruling__language", "before", "now"
            )
        ),
        flips.filter(verdict__isnull=False, verdict__institution=None).count(),
        _by_institution(run),
    )


def _by_institution(run: RulesRun) -> tuple[FlippedCount, ...]:
    whose = Coalesce("record__institution", "verdict__institution")
    counted = Counter(Flip.objects.filter(run=run).annotate(whose=whose).values_list("whose", flat=True))
    sharing = Institution.objects.filter(shares_counts=True, pk__in=[key for key in counted if key])
    found = [FlippedCount(one.name, counted[one.pk]) for one in sharing]
    return tuple(sorted(found, key=lambda one: (-one.n, one.institution)))
