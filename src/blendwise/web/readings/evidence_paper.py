"""The evidence file: what an internal auditor asks, on paper, per activity or per project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from blendwise.errors import UserError
from blendwise.language import plural, say
from blendwise.reporting.paper import Facts, List, Paper, Part, Text, paper_pdf
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.activities import explained, one_activity
from blendwise.web.readings.facts import KEY, Key
from blendwise.web.readings.own_records import own_activities, own_records

__all__ = ["activity_paper", "project_paper"]

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


def activity_paper(whose: Scope, activity: UUID, language: str) -> bytes:
    """Return the evidence file of one activity as a tagged PDF. Raises UserError where there is no such activity."""
    found = one_activity(whose, activity)
    return _printed(found.title, list(_parts(whose, found, language)), language)


def project_paper(whose: Scope, project: str, language: str) -> bytes:
    """Return the evidence file of all activities of a project. Raises UserError where there are none."""
    records = own_records(whose).filter(grant_agreement_number=project)
    found = own_activities(whose).filter(mobilities__in=records).distinct().order_by("made")
    if not found:
        raise UserError("web.not-found")
    parts = [part for activity in found for part in _parts(whose, activity, language, project)]
    return _printed(project, parts, language)


def _printed(title: str, parts: Sequence[Part], language: str) -> bytes:
    lead = say("web.evidence.paper-lead", language, day=date.today())
    footer = say("programme.verdict.disclaimer", language)
    return paper_pdf(Paper(say("web.evidence.paper", language, title=title), lead, parts, footer), language)


def _parts(whose: Scope, activity: VirtualActivity, language: str, project: str = "") -> Iterator[Part]:
    records = own_records(whose).filter(activities=activity).order_by(*KEY)
    if project:
        records = records.filter(grant_agreement_number=project)
    keys = [Key.of(r) for r in records[:_MOST_LISTED]]
    yield Part(activity.title, [Facts(list(_told(activity, language)))])
    words = explained(whose, activity, keys, language)
    if words:
        reasons = [f"{reason.name}. {reason.says}" for reason in words.reasons]
        counted = [List([*words.readings, *words.notes])] if words.readings or words.notes else []
        yield Part(
            words.headline,
            [List(reasons), *counted, Text(words.certainty), List(words.rules), Text(words.version)],
        )
    yield Part(say("web.evidence.title", language), [List(list(_kept(activity, language)))])
    heading = plural("web.answer.mobilities", records.count(), language)
    yield Part(
        heading,
        [List([f"{one} {_decided(r, language)}".strip() for one, r in zip(keys, records, strict=False)])],
    )


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
    return say(f"web.activity.{field.replace('_', '-')}", language)


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
