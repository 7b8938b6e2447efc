"""Verdicts that were kept, rulings, what was decided before of like cases, and what new rules turn over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.programme import Facts, Outcome, Reply, call_years, judge, rules_at, shipped
from blendwise.programme.plain_facts import as_plain, from_plain
from blendwise.programme.short_check import FOLLOW_UPS, REPLIES
from blendwise.web.access import Scope
from blendwise.web.models import Decision, KeptVerdict, OwnRecord, Ruling, VirtualActivity
from blendwise.web.readings.facts import KEY, Key, activity_facts
from blendwise.web.readings.own_records import own_records

__all__ = [
    "CitedVerdict",
    "FlippedPage",
    "FlippedVerdict",
    "Precedents",
    "RulingShown",
    "RulingsPage",
    "cited_verdict",
    "flipped_page",
    "precedents",
    "rulings_page",
    "turned_over",
]

_NECESSARY = (
    "with_whom", "purposes", "when", "took_part", "through_ict", "both_ways", "part_of_plan", "general_offer",
    "agreed_with_host",
)  # fmt: skip
"""On what the criteria of a virtual activity rest (C3 to C10): two activities are alike where all of these agree."""
_LEAST_TOLD = frozenset({"with_whom", "purposes", "when"})
"""Of whom less is told, too little is known to call it like another."""


@dataclass(frozen=True, slots=True)
class CitedVerdict:
    """A verdict as it was given, and what today's rules would say."""

    code: str
    outcome: Outcome
    call: int
    made: date
    rules_version: str
    explanation: Mapping[str, Any]
    """In words, as on the day it was given."""
    facts: tuple[tuple[str, str], ...]
    """What it rests on, in words."""
    rulings: tuple[RulingShown, ...]
    """What the agency rules today of like cases; what institutions decided is theirs and stays there."""
    today: Outcome | None
    """What today's rules say, where they are others than then; else None."""


@dataclass(frozen=True, slots=True)
class RulingShown:
    """What the agency says of a kind of case."""

    id: UUID
    title: str
    text: str
    language: str
    outcome: Outcome
    call: int
    published: date


@dataclass(frozen=True, slots=True)
class RulingsPage:
    """All rulings, newest first."""

    rulings: tuple[RulingShown, ...]


@dataclass(frozen=True, slots=True)
class Precedents:
    """What was decided before of cases like this."""

    blended: int
    """How many like activities the own institution called blended, in whichever mobility."""
    not_blended: int
    rulings: tuple[RulingShown, ...]

    @property
    def divided(self) -> bool:
        """Whether like cases were decided both ways."""
        return bool(self.blended and self.not_blended)

    def contradicts(self, outcome: Outcome) -> bool:
        """Tell whether a verdict goes against what was decided of all like cases."""
        against = {Outcome.COUNTS: self.not_blended, Outcome.DOES_NOT_COUNT: self.blended}.get(outcome, 0)
        return bool(against) and not self.divided


@dataclass(frozen=True, slots=True)
class FlippedVerdict:
    """A stored verdict that today's rules turn over, or that newer facts turned over."""

    name: str
    """The code of a kept verdict, or the key of a mobility."""
    before: Outcome
    now: Outcome | None
    """None where the call that the register names now has no rules."""
    rules_version: str


@dataclass(frozen=True, slots=True)
class FlippedPage:
    """What the newest rules change of all that was stored, and apart from it what newer facts changed."""

    rules_version: str
    looked_at: int
    flipped: tuple[FlippedVerdict, ...]
    """By the rules."""
    by_facts: tuple[FlippedVerdict, ...]
    """By what a newer export says of the stay; until its institution looks again."""


def cited_verdict(code: str, language: str) -> CitedVerdict:
    """Return the verdict of a code. Raises UserError where there is none."""
    kept = KeptVerdict.objects.filter(pk=code.upper()).first()
    if kept is None:
        raise UserError("web.not-found")
    now = _again(kept.facts, kept.call) if kept.rules_version != rules_at(kept.call).version else None
    return CitedVerdict(
        code=kept.code, outcome=Outcome(kept.outcome), call=kept.call, made=kept.made.date(),
        rules_version=kept.rules_version, explanation=kept.explained[language],
        facts=tuple(_in_words(kept.facts, language)), rulings=precedents(None, from_plain(kept.facts)).rulings,
        today=now,
    )  # fmt: skip


def _again(facts: Mapping[str, Any], call: int) -> Outcome | None:
    return judge(from_plain(facts), rules_at(call)).outcome if call in call_years() else None


def _in_words(facts: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    for name, (label, place) in _STAY.items():
        if name in facts:
            yield say(label, language), say(f"{place}.{facts[name]}", language) if place else str(facts[name])
    if facts.get("travelled") == Reply.NO:
        yield say("short_check.stay.went", language), say("short_check.stay.online", language)
    for activity in facts.get("virtual_activities") or ():
        yield from _activity_in_words(activity, language)


def _activity_in_words(activity: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    for name, place in _TOLD.items():
        if name in activity:
            values = activity[name] if isinstance(activity[name], list) else [activity[name]]
            said = "; ".join(say(f"{place}.{value}", language) if place else str(value) for value in values)
            yield say(f"web.activity.{name.replace('_', '-')}", language), said


_STAY = {
    "activity_type": ("short_check.stay.type", "programme.activities"),
    "fewer_opportunities": ("short_check.stay.fewer-opportunities", "web.activity.reply"),
} | {
    fact: (f"short_check.follow.{name}.short", "web.activity.reply" if name in REPLIES else "")
    for fact, name in FOLLOW_UPS.items()
    if fact not in ("fewer_opportunities", "agreed_with_host", "number_taking_part")
}
"""By what is known of a stay: its label, and where its texts stand; a number has none."""
_TOLD = {
    "through_ict": "web.activity.reply", "both_ways": "web.activity.reply", "part_of_plan": "web.activity.reply",
    "general_offer": "web.activity.reply", "agreed_with_host": "web.activity.reply", "with_whom": "web.activity.party",
    "purposes": "short_check.purpose", "when": "short_check.when", "took_part": "short_check.who",
    "number_taking_part": "", "kept": "web.activity.evidence",
}  # fmt: skip


def rulings_page() -> RulingsPage:
    """Return what the agency has ruled."""
    return RulingsPage(tuple(map(_shown, Ruling.objects.filter(withdrawn=None))))


def _shown(ruling: Ruling) -> RulingShown:
    return RulingShown(
        ruling.pk,
        ruling.title,
        ruling.text,
        ruling.language,
        Outcome(ruling.outcome),
        ruling.call,
        ruling.published.date(),
    )


def precedents(
    whose: Scope | None, facts: Facts, *, record: UUID | None = None, activity: UUID | None = None
) -> Precedents:
    """Return what was decided before of like cases: by the own institution, and in rulings of the agency.

    A case is an activity, however many mobilities it belongs to. What is asked about is no precedent of itself: name
    its `record`, or the `activity` itself.
    """
    asked = _compared(as_plain(facts).get("virtual_activities"))
    rulings = [
        r
        for r in Ruling.objects.filter(withdrawn=None)
        if asked & _compared(r.facts.get("virtual_activities"))
    ]
    decided = Counter[str]()
    if whose is not None and not whose.everyone and asked:
        for decision, told in _decided(whose, record, activity):
            decided[decision] += bool(asked & _compared([told]))
    return Precedents(decided[Decision.BLENDED], decided[Decision.NOT_BLENDED], tuple(map(_shown, rulings)))


def _decided(
    whose: Scope, record: UUID | None, activity: UUID | None
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Return each activity once for each decision that was taken of a mobility of it."""
    records = own_records(whose).exclude(decision="")
    records = records.exclude(pk=record) if record else records
    links = OwnRecord.activities.through.objects.filter(ownrecord__in=records)
    links = links.exclude(virtualactivity=activity) if activity else links
    named = set(links.values_list("ownrecord__decision", "virtualactivity"))
    known = VirtualActivity.objects.in_bulk([pk for _, pk in named])
    return [(decision, activity_facts(known[pk])) for decision, pk in named]


def _compared(activities: Iterable[Mapping[str, Any]] | None) -> set[str]:
    """Return the necessary facts of activities as texts to compare; nothing of those of which too little is told."""
    return {
        json.dumps(_weighing(one), sort_keys=True) for one in activities or () if one.keys() >= _LEAST_TOLD
    }


def _weighing(activity: Mapping[str, Any]) -> dict[str, Any]:
    """Return the necessary facts that are told; without a standing offer it does not matter what was agreed (C10)."""
    idle = "agreed_with_host" if activity.get("general_offer") == "no" else ""
    told = {name: activity[name] for name in _NECESSARY if name in activity and name != idle}
    return {name: sorted(value) if isinstance(value, list) else value for name, value in told.items()}


def flipped_page(whose: Scope) -> FlippedPage:
    """Run every stored verdict again by today's rules, and return those that turn over."""
    kept, records = KeptVerdict.objects.all(), OwnRecord.objects.exclude(outcome="")
    if not whose.everyone:
        kept = kept.filter(institution__key__in=whose.institutions)
        records = own_records(whose).exclude(outcome="")
    stored: list[tuple[str, KeptVerdict | OwnRecord]] = [
        *((k.code, k) for k in kept.iterator()),
        *((str(Key.of(r)), r) for r in records.iterator()),
    ]
    flipped = [
        FlippedVerdict(name, Outcome(one.outcome), now, one.rules_version)
        for name, one in stored
        if (now := turned_over(one)) is not None
    ]
    turned = records.exclude(outcome_before="").order_by("-turned", *KEY)
    return FlippedPage(shipped().version, len(stored), tuple(flipped), tuple(map(_turned, turned)))


def turned_over(stored: KeptVerdict | OwnRecord | Ruling) -> Outcome | None:
    """Return what today's rules say of a verdict that others gave; None where they say the same, or nothing."""
    call = stored.call
    if call is None or call not in call_years() or stored.rules_version == rules_at(call).version:
        return None
    now = _again(stored.facts, call)
    return now if now != stored.outcome else None


def _turned(one: OwnRecord) -> FlippedVerdict:
    return FlippedVerdict(
        str(Key.of(one)),
        Outcome(one.outcome_before),
        Outcome(one.outcome) if one.outcome else None,
        one.rules_version,
    )
