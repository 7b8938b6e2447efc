"""The evidence file: what an internal auditor asks, on paper, per mobility or group, activity, or project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from blendwise.errors import UserError
from blendwise.language import plural, say
from blendwise.programme import explain, shipped
from blendwise.programme.plain_facts import from_plain
from blendwise.reporting.paper import Facts, List, Paper, Part, Text, paper_pdf
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.activities import one_activity
from blendwise.web.readings.facts import KEY, Key, judged
from blendwise.web.readings.own_records import own_activities, own_records

__all__ = ["activity_paper", "mobility_paper", "project_paper"]

_TOLD = (
    ("when", "short_check.when"), ("way", "web.activity.ways"), ("both_ways", "web.activity.reply"),
    ("with_whom", "web.activity.party"), ("purposes", "short_check.purpose"), ("took_part", "short_check.who"),
    ("part_of_plan", "web.activity.reply"), ("general_offer", "web.activity.reply"),
    ("agreed_with_host", "web.activity.reply"), ("kept", "web.activity.evidence"),
)  # fmt: skip
_PLAIN = (
    "description", "first_day", "last_day", "number_taking_part", "contact_hours", "tools", "etwinning_reference",
    "departments", "level", "result",
)  # fmt: skip
_MOST_LISTED = 500
Kind = tuple[Any, ...]
"""What mobilities share that stand together: the outcome first, then the rules and which reasons hold."""


def mobility_paper(whose: Scope, key: Key, language: str) -> bytes:
    """Return the evidence file of one mobility or group. Raises UserError where nothing is kept of it."""
    of = dict(zip(KEY, (key.grant_agreement_number, key.mobility_activity_id), strict=True))
    records = own_records(whose).filter(**of)
    if not records:
        raise UserError("web.not-found")
    found = own_activities(whose).filter(mobilities__in=records).order_by("made")
    about = [part for activity in found for part in _about(activity, language)]
    return _printed(str(key), [*about, *_verdicts(records, language)], language)


def activity_paper(whose: Scope, activity: UUID, language: str) -> bytes:
    """Return the evidence file of one activity as a tagged PDF. Raises UserError where there is no such activity."""
    found = one_activity(whose, activity)
    records = own_records(whose).filter(activities=found)
    return _printed(found.title, [*_about(found, language), *_verdicts(records, language)], language)


def project_paper(whose: Scope, project: str, language: str) -> bytes:
    """Return the evidence file of all activities of a project. Raises UserError where there are none."""
    records = own_records(whose).filter(grant_agreement_number=project)
    found = own_activities(whose).filter(mobilities__in=records).distinct().order_by("made")
    if not found:
        raise UserError("web.not-found")
    about = [part for activity in found for part in _about(activity, language)]
    with_one = records.filter(activities__in=found).distinct()
    return _printed(project, [*about, *_verdicts(with_one, language)], language)


def _printed(title: str, parts: Sequence[Part], language: str) -> bytes:
    lead = say("web.evidence.paper-lead", language, day=date.today())
    footer = say("programme.verdict.disclaimer", language)
    return paper_pdf(Paper(say("web.evidence.paper", language, title=title), lead, parts, footer), language)


def _about(activity: VirtualActivity, language: str) -> Iterator[Part]:
    yield Part(activity.title, [Facts(list(_told(activity, language)))])
    yield Part(say("web.evidence.title", language), [List(list(_kept(activity, language)))])


def _verdicts(records: QuerySet[OwnRecord], language: str) -> Iterator[Part]:
    """Put mobilities with the same stored verdict for the same reasons together, each with what was decided of it."""
    together: dict[Kind, list[tuple[OwnRecord, list[str]]]] = defaultdict(list)
    for one in records.select_related("decided_by").order_by(*KEY)[:_MOST_LISTED]:
        kind, sentences = _reasoned(one, language)
        together[kind].append((one, sentences))
    for kind, group in sorted(together.items(), key=lambda item: -len(item[1])):
        yield _of_a_kind(kind[0], group, language)
    if records.count() > _MOST_LISTED:
        more = plural("web.answer.mobilities", records.count() - _MOST_LISTED, language)
        yield Part(say("web.evidence.not-listed", language), [Text(more)])


def _of_a_kind(outcome: str, group: Sequence[tuple[OwnRecord, list[str]]], language: str) -> Part:
    """Say once what holds of all, and behind each mobility what holds of it alone, such as the days of its stay."""
    name = say(f"programme.verdict.outcome.{outcome}" if outcome else "web.evidence.no-verdict", language)
    heading = f"{name}: {plural('web.answer.mobilities', len(group), language)}"
    common = [text for text in group[0][1] if all(text in told for _, told in group)]
    own = [(one, [*(t for t in told if t not in common), _decided(one, language)]) for one, told in group]
    mobilities = [f"{Key.of(one)}: {' '.join(filter(None, told))}".rstrip(": ") for one, told in own]
    said: list[Text | List | Facts] = [Text(common[0]), List(common[1:])] if common else []
    return Part(heading, [*said, List(mobilities)])


def _reasoned(one: OwnRecord, language: str) -> tuple[Kind, list[str]]:
    """Return the verdict as it was stored, and its reasons; where today's rules are others, that is said."""
    if not one.outcome:
        return ("",), []
    stored = [say("programme.verdict.version", language, call=one.call, version=one.rules_version)]
    again = judged(from_plain(one.facts), one.call)
    if again is None:
        return (one.outcome, *stored), stored
    words = explain(again, shipped().sources, language)
    if again.rules_version != one.rules_version:
        stored += [say("web.evidence.by-today", language), words.version, words.headline]
    reasons = [f"{reason.name}. {reason.says}" for reason in words.reasons]
    kind = one.outcome, *stored, *((r.criterion, r.answer, r.because) for r in again.reasons)
    return kind, [*stored, *reasons, *words.readings, *words.notes, words.certainty, *words.rules]


def _told(activity: VirtualActivity, language: str) -> Iterator[tuple[str, str]]:
    for name, place in _TOLD:
        value = getattr(activity, name)
        values = value if isinstance(value, list) else [value] if value else []
        if values:
            yield _name(name, language), "; ".join(say(f"{place}.{one}", language) for one in values)
    for name in _PLAIN:
        value = getattr(activity, name)
        if value not in ("", None):
            yield _name(name, language), str(value)


def _name(field: str, language: str) -> str:
    return say(f"web.activity.{field.replace('_', '-')}", language).rstrip("?")  # a colon follows


def _kept(activity: VirtualActivity, language: str) -> Iterator[str]:
    for one in activity.evidence.all():
        place = one.link or f"SHA-256 {one.sha256}"
        yield f"{one.name}: {place}" + (f" ({say('web.evidence.gone', language)})" if one.removed else "")
    if not activity.evidence.exists():
        yield say("web.evidence.none", language)


def _decided(record: OwnRecord, language: str) -> str:
    if not record.decision or record.decided is None:
        return ""
    who = say(f"web.role.{record.decided_by.role}", language) if record.decided_by else "–"
    decision = say(f"web.decision.is.{record.decision}", language)
    return say("web.evidence.decided", language, decision=decision, who=who, day=record.decided.date())
