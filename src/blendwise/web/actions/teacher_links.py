"""Five-minute links: sent by a coordinator, answered by a teacher without an account, accepted or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
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
from blendwise.web.models import Account, TeacherLink, VirtualActivity
from blendwise.web.readings.facts import Key, own_rows
from blendwise.web.readings.teacher_links import SALT, link_of

__all__ = [
    "VALID",
    "accept_answers",
    "answer_link",
    "decline_answers",
    "note_refusal",
    "remind",
    "send_link",
    "withdraw_link",
]

VALID = timedelta(days=30)
"""How long a link works."""
_ASKED = tuple(question.name for question in QUESTIONS[1:])


@action
def send_link(
    *, by: Account, keys: Sequence[Key], subject: str, email: str, language: str
) -> tuple[TeacherLink, str]:
    """Make a link for mobilities, and send it where an address is given; return it and its whole address.

    Raises UserError where a mobility is not the institution's, or the message cannot be sent: then there is no link.
    """
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
    record(by, "link-sent", link, mobilities=len(records))
    address = _address(link)
    if email:
        _send("teacher-link", link, address)
    return link, address


def _address(link: TeacherLink) -> str:
    token = signing.dumps(str(link.pk), salt=SALT)
    return str(settings.CONFIGURATION.address + reverse("public:answer", args=[token]))


def _send(message: str, link: TeacherLink, address: str) -> None:
    days = max((link.expires - timezone.now()).days, 1)
    send(message, link.language, link.email, institution=link.institution.name, subject=link.subject,
         link=address, days=str(days))  # fmt: skip


@action
def remind(*, by: Account, link: UUID) -> None:
    """Send a link once more. Raises UserError where it was answered, is over, or has no address."""
    found = _own(by, link)
    if found.answered or found.withdrawn or found.expires < timezone.now() or not found.email:
        raise UserError("teacher_links.no-reminder")
    found.reminded = timezone.now()
    found.save(update_fields=["reminded"])
    record(by, "link-reminded", found)
    _send("teacher-reminder", found, _address(found))


@action
def withdraw_link(*, by: Account, link: UUID) -> None:
    """Close a link at once; the address it was sent to is forgotten."""
    found = _own(by, link)
    found.withdrawn, found.email = timezone.now(), ""
    found.save(update_fields=["withdrawn", "email"])
    record(by, "link-withdrawn", found)


@action
def answer_link(*, token: str, answers: Mapping[str, str]) -> TeacherLink:
    """Keep a teacher's answers; they can be given again until the coordinator has looked at them.

    Raises UserError where the link is no longer open, or an answer cannot be.
    """
    found = TeacherLink.objects.select_for_update().get(pk=link_of(token).pk)
    told = {name: answers[name] for name in (*_ASKED, "number") if answers.get(name)}
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


@action
def note_refusal(*, reason: str) -> None:
    """Leave a trace of a link that was refused: why, and nothing else."""
    record(SITE, "link-refused", reason=reason)


def _fields(answers: Mapping[str, str]) -> dict[str, object]:
    """Return the answers as fields of a virtual activity."""
    (told,) = as_plain(facts_told(answers)).get("virtual_activities", [{}])
    way = {"talked": "live", "answered": "in-turns"}.get(answers.get("online", ""), "")
    return {**told, "way": way}


def _answered(by: Account, link: UUID) -> TeacherLink:
    found = _own(by, link)
    if not found.answered or found.accepted is not None:
        raise UserError("teacher_links.nothing-to-accept")
    return found


def _close(link: TeacherLink, *, accepted: bool) -> None:
    link.accepted, link.email = accepted, ""
    link.save(update_fields=["accepted", "email"])


def _own(by: Account, link: UUID) -> TeacherLink:
    found: TeacherLink | None = (
        TeacherLink.objects.select_for_update()
        .filter(pk=link, institution__key__in=scope(by).institutions)
        .first()
    )
    if found is None:
        raise UserError("web.not-found")
    return found
