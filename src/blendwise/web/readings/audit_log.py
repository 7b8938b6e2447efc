"""Who did what when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.language import has, say
from blendwise.web.actions.recording import unbroken
from blendwise.web.models import Account, AuditEvent
from blendwise.web.readings.asked import day_asked
from blendwise.web.readings.paging import page_number, page_of

__all__ = [
    "PER_PAGE",
    "AuditLogPage",
    "Choice",
    "Event",
    "Who",
    "audit_log_frame",
    "audit_log_page",
    "chosen_events",
]

PER_PAGE = 50
_BY_LINK = "link:"


class Who(StrEnum):
    """What kind of somebody did a thing; its word stands under `web.audit_log.<who>`."""

    SITE = "site"
    VISITOR = "visitor"
    LINK = "link"
    PERSON = "person"
    ERASED = "erased"


_NOBODY = {"site": Who.SITE, "visitor": Who.VISITOR}
"""Who does things without an account or a link."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which events somebody wants to see; the address holds it."""

    action: str = ""
    by: str = ""
    """Who did it, as an event has it."""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done."""

    number: int
    at: datetime
    by: str
    """The id of the account, `site` for what the site does by itself, `visitor`, or `link:` and the id of a link."""
    who: Who
    name: str | None
    """The name that goes with the id now; None for the site and for accounts that were erased."""
    role: str
    action: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditLogPage:
    """A page of the audit log, newest first."""

    choice: Choice
    events: tuple[Event, ...]
    total: int
    """How many events fit the choice."""
    pages: int
    actions: tuple[str, ...]
    """The kinds of event that occur."""
    who: Who | None
    """What kind of somebody the choice is about, where it is about one."""
    newest_hash: str
    """The hash of the last link of the chain; whoever writes it down can tell later whether the log was changed."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """Whether the log is whole."""

    broken_at: int | None
    """The number of the first event that does not fit; None where all do."""
    events: int
    newest: str
    """The hash of the last link."""
    holds_seal: bool
    """Whether a hash that was written down before occurs in the chain; true where none was given."""


def chain_state(seal: str | None = None) -> ChainState:
    """Walk the whole chain."""
    newest = AuditEvent.objects.first()
    return ChainState(
        broken_at=unbroken(),
        events=AuditEvent.objects.count(),
        newest=newest.hash if newest else "",
        holds_seal=seal is None or AuditEvent.objects.filter(hash=seal).exists(),
    )


def chosen_events(query: QueryDict) -> Choice:
    """Read the choice from an address. Raises UserError for what is not a date, or nobody who does things."""
    by = query.get("by", "")
    if not (by == "" or by in _NOBODY or _is_id(by.removeprefix(_BY_LINK))):
        raise UserError("web.bad-request")
    days = day_asked(query.get("since")), day_asked(query.get("until"))
    return Choice(query.get("action", ""), by, *days, page_number(query))


def audit_log_page(choice: Choice) -> AuditLogPage:
    """Return a page of the events that fit a choice."""
    found = _found(choice)
    shown = page_of(found.count(), choice.page, PER_PAGE)
    newest = AuditEvent.objects.first()
    return AuditLogPage(
        choice=replace(choice, page=shown.number),
        events=_with_names(found[shown.start : shown.end]),
        total=shown.total,
        pages=shown.pages,
        actions=tuple(AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()),
        newest_hash=newest.hash if newest else "",
        who=_who(choice.by, _names([choice.by])) if choice.by else None,
    )


def audit_log_frame(choice: Choice, lang: str) -> pl.DataFrame:
    """Return all events that fit a choice as a table, oldest first, with the hashes that chain them."""
    found = _found(choice).order_by("number")
    rows = [
        {
            "number": event.number, "at": event.at.isoformat(), "by": event.by, "by_role": event.role,
            "action": event.action, "text": _text(event.action, lang), "subject": event.subject,
            "details": json.dumps(event.details, ensure_ascii=False, sort_keys=True),
            "previous": event.previous, "hash": event.hash,
        }
        for event in found.iterator()
    ]  # fmt: skip
    columns = ("number", "at", "by", "by_role", "action", "text", "subject", "details", "previous", "hash")
    return pl.DataFrame(rows, schema={name: pl.Int64 if name == "number" else pl.String for name in columns})


def _text(action: str, lang: str) -> str:
    key = f"web.events.{action}"
    return say(key, lang) if has(key, lang) else action


def _found(choice: Choice) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.all()
    if choice.action:
        found = found.filter(action=choice.action)
    if choice.by:
        found = found.filter(by=choice.by)
    if choice.since:
        found = found.filter(at__gte=_midnight(choice.since))
    if choice.until:
        found = found.filter(at__lt=_midnight(choice.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _with_names(events: QuerySet[AuditEvent]) -> tuple[Event, ...]:
    listed = list(events)
    names = _names(e.by for e in listed)
    return tuple(
        Event(
            e.number, e.at, e.by, _who(e.by, names), names.get(e.by), e.role, e.action, e.subject, e.details
        )
        for e in listed
    )


def _names(by: Iterable[str]) -> dict[str, str]:
    """Return the names that go with ids now."""
    known = Account.objects.filter(pk__in={one for one in by if _is_id(one)}, erased__isnull=True)
    return {str(account.pk): str(account) for account in known}


def _who(by: str, names: Mapping[str, str]) -> Who:
    if by in _NOBODY:
        return _NOBODY[by]
    if by.startswith(_BY_LINK):
        return Who.LINK
    return Who.PERSON if by in names else Who.ERASED


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
