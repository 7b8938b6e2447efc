"""Five-minute links: sent by a coordinator, answered by a teacher without an account, accepted or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.programme.plain_facts import as_plain
from blendwise.programme.short_check import QUESTIONS, facts_told
from blendwise.web.access import scope
from blendwise.web.actions.judging import judge_again
from blendwise.web.actions.own_records import records_of, rows_of
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.mail import send
from blendwise.web.models import Account, AuditEvent, TeacherLink, VirtualActivity
from blendwise.web.readings.facts import Key, own_rows
from blendwise.web.readings.teacher_links import SALT, link_of

__all__ = [
    "VALID",
    "accept_answers",
    "answer_link",
    "decline_answers",
    "forget_addresses",
    "note_refusal",
    "remind",
    "send_link",
    "withdraw_link",
]

VALID = timedelta(days=30)
"""How long a link works."""
_NOTED_AGAIN = timedelta(days=1)
_ASKED = tuple(question.name for question in QUESTIONS[1:])


def send_link(
    *, by: Account, keys: Sequence[Key], subject: str, email: str, language: str
) -> tuple[TeacherLink, str]:
    """Make a link for mobilities, and send it where an address is given; return it and its whole address.

    The link is there before the message goes out, so that nobody holds a link that is not. Where the mail server
    does not take the message, `sent` stays empty, and `remind` sends it once more.
    Raises UserError where a mobility is not the institution's.
    """
    link = _made(by=by, keys=keys, subject=subject, email=email, language=language)
    address = _address(link)
    if email:
        with suppress(UserError):
            _deliver(by, link, address)
    return link, address


@action
def _made(*, by: Account, keys: Sequence[Key], subject: str, email: str, language: str) -> TeacherLink:
    records = records_of(by, rows_of(by, keys))
    if not records or by.institution is None:
        raise UserError("teacher_links.nothing-chosen")
    link = TeacherLink.objects.create(
        institution=by.institution,
        by=by,
        email=email,
        language=language,
        subject=subject,
        expires=timezone.now() + VALID,
    )
    link.mobilities.set(records.values())
    record(by, "link-made", link, mobilities=len(records))
    return link


def _address(link: TeacherLink) -> str:
    token = signing.dumps(str(link.pk), salt=SALT)
    return str(settings.CONFIGURATION.address + reverse("public:answer", args=[token]))


def _deliver(by: Account, link: TeacherLink, address: str) -> None:
    """Send a link in no transaction, so that a slow mail server holds up nobody else, and keep what came of it."""
    message = "teacher-reminder" if link.sent else "teacher-link"
    days = max((link.expires - timezone.now()).days, 1)
    try:
        send(message, link.language, link.email, institution=link.institution.name, subject=link.subject,
             link=address, days=str(days))  # fmt: skip
    except UserError:
        _note_unsent(by=by, link=link)
        raise
    _note_sent(by=by, link=link)


@action
def _note_sent(*, by: Account, link: TeacherLink) -> None:
    if link.sent:
        link.reminded = timezone.now()
        record(by, "link-reminded", link)
    else:
        link.sent = timezone.now()
        record(by, "link-sent", link)
    link.save(update_fields=["sent", "reminded"])


@action
def _note_unsent(*, by: Account, link: TeacherLink) -> None:
    record(by, "link-not-sent", link)


def remind(*, by: Account, link: UUID) -> None:
    """Send a link once more. Raises UserError where it was answered, is over, has no address, or could not be sent."""
    found = _own(by, link)
    if found.answered or found.withdrawn or found.expires < timezone.now() or not found.email:
        raise UserError("teacher_links.no-reminder")
    _deliver(by, found, _address(found))


@action
def withdraw_link(*, by: Account, link: UUID) -> None:
    """Close a link at once; the address it was sent to is forgotten."""
    found = _locked(by, link)
    found.withdrawn, found.email = timezone.now(), ""
    found.save(update_fields=["withdrawn", "email"])
    record(by, "link-withdrawn", found)


@action
def answer_link(*, token: str, answers: Mapping[str, str]) -> TeacherLink:
    """Keep a teacher's answers; they can be given again until the coordinator has looked at them.

    Raises UserError where the link is no longer open, a question was left out, or an answer cannot be.
    """
    found = TeacherLink.objects.select_for_update().get(pk=link_of(token).pk)
    told = {name: answers[name] for name in (*_ASKED, "number") if answers.get(name)}
    if not told.keys() >= set(_ASKED):
        raise UserError("teacher_links.left-open")
    facts_told(told)
    found.answers, found.answered = told, timezone.now()
    found.save(update_fields=["answers", "answered"])
    record(f"link:{found.pk}", "link-answered", found)
    return found


@action
def accept_answers(*, by: Account, link: UUID) -> VirtualActivity:
    """Make a virtual activity of the answers, for all mobilities of the link."""
    found = _answered(by, link)
    activity = VirtualActivity.objects.create(
        institution=found.institution, by=by, title=found.subject, **_fields(found.answers)
    )
    records = {Key(r.grant_agreement_number, r.mobility_activity_id): r for r in found.mobilities.all()}
    activity.mobilities.set(records.values())
    judge_again(records, own_rows(scope(by), records))
    _close(found, accepted=True)
    record(by, "answers-accepted", found, mobilities=len(records))
    return activity


@action
def decline_answers(*, by: Account, link: UUID) -> None:
    """Set the answers aside; nothing comes of them."""
    found = _answered(by, link)
    _close(found, accepted=False)
    record(by, "answers-declined", found)


def note_refusal(*, link: UUID, reason: str, by: Account | str = SITE) -> None:
    """Leave a trace of a link that was refused: which one, whom and why; once a day, so that nobody fills the log."""
    found = TeacherLink.objects.filter(pk=link).first()
    today = AuditEvent.objects.filter(action="link-refused", at__gt=timezone.now() - _NOTED_AGAIN)
    if found and not today.filter(subject=f"teacherlink:{link}", details__reason=reason).exists():
        _refused(link=found, reason=reason, by=by)


@action
def _refused(*, link: TeacherLink, reason: str, by: Account | str) -> None:
    record(by, "link-refused", link, reason=reason)


def forget_addresses(*, now: datetime) -> int:
    """Erase the addresses to which links were sent that are over; return how many there were."""
    over = TeacherLink.objects.filter(expires__lt=now).exclude(email="")
    return _forget(over) if over.exists() else 0


@action
def _forget(over: QuerySet[TeacherLink]) -> int:
    forgotten = over.update(email="")
    record(SITE, "addresses-forgotten", links=forgotten)
    return forgotten


def _fields(answers: Mapping[str, str]) -> dict[str, object]:
    """Return the answers as fields of a virtual activity."""
    (told,) = as_plain(facts_told(answers)).get("virtual_activities", [{}])
    way = {"talked": "live", "answered": "in-turns"}.get(answers.get("online", ""), "")
    return {**told, "way": way}


def _answered(by: Account, link: UUID) -> TeacherLink:
    found = _locked(by, link)
    if not found.answered or found.accepted is not None:
        raise UserError("teacher_links.nothing-to-accept")
    return found


def _close(link: TeacherLink, *, accepted: bool) -> None:
    link.accepted, link.email = accepted, ""
    link.save(update_fields=["accepted", "email"])


def _locked(by: Account, link: UUID) -> TeacherLink:
    return TeacherLink.objects.select_for_update().get(pk=_own(by, link).pk)


def _own(by: Account, link: UUID) -> TeacherLink:
    """Return a link of one's own; for anybody else it looks as if there were none."""
    found = TeacherLink.objects.filter(pk=link).first()
    if found is None or found.institution.key not in scope(by).institutions:
        raise UserError("web.not-found")
    return found
