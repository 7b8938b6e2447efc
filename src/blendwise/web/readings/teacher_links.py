"""What a teacher sees through a link, and what a coordinator sees of links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core import signing
from django.db.models import Count
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.programme.short_check import QUESTIONS, UNKNOWN
from blendwise.web.access import Scope
from blendwise.web.models import TeacherLink
from blendwise.web.readings.activity_check import CheckQuestion, asked_question
from blendwise.web.readings.facts import Key, own_rows

__all__ = [
    "SALT",
    "LinkShown",
    "LinksPage",
    "TeacherPage",
    "link_of",
    "links_page",
    "signed_link",
    "teacher_page",
]

SALT = "blendwise.teacher-link"


@dataclass(frozen=True, slots=True)
class TeacherPage:
    """The questions about some mobilities; nothing else of the institution is in it."""

    institution: str
    subject: str
    mobilities: int
    expires: datetime
    questions: tuple[CheckQuestion, ...]
    number: str
    """How many of a group took part, as it was answered before."""
    answered: bool

    @property
    def day(self) -> date:
        """The last day on which the link works."""
        return timezone.localtime(self.expires).date()


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link as its coordinator sees it."""

    id: UUID
    subject: str
    mobilities: int
    made: datetime
    expires: datetime
    state: str
    """open, answered, accepted, declined, withdrawn or expired."""
    has_address: bool
    """Whether an address is kept, so that a message can go out."""
    sent: bool
    """Whether a message with it went out."""
    told: tuple[tuple[str, str], ...]
    """Question and answer in words, once answered."""


@dataclass(frozen=True, slots=True)
class LinksPage:
    """All links of an institution, newest first."""

    links: tuple[LinkShown, ...]

    @property
    def waiting(self) -> int:
        """How many have answers to look at."""
        return sum(link.state == "answered" for link in self.links)


def signed_link(token: str) -> TeacherLink | None:
    """Return the link that a token was made for, open or not; None where the token is not ours."""
    try:
        return TeacherLink.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def link_of(token: str) -> TeacherLink:
    """Return the open link of a token. Raises UserError where it is forged, too old, withdrawn or dealt with."""
    found = signed_link(token)
    if found is None:
        raise UserError("teacher_links.not-a-link")
    state = "expired" if _over(found) else _state(found)
    if state not in ("open", "answered"):
        raise UserError(f"teacher_links.{state}", institution=found.institution.name)
    return found


def teacher_page(token: str, language: str, given: Mapping[str, str]) -> TeacherPage:
    """Return what a teacher sees. Raises UserError where the link is not open."""
    link = link_of(token)
    keys = [Key(*k) for k in link.mobilities.values_list("grant_agreement_number", "mobility_activity_id")]
    rows = own_rows(Scope(everyone=False, institutions=link.institution.all_keys()), keys)
    group = any(row["group"] for row in rows.values())
    answers = {**link.answers, **given}
    return TeacherPage(
        institution=link.institution.name,
        subject=link.subject,
        mobilities=len(keys),
        expires=link.expires,
        questions=tuple(asked_question(q, answers, language, group=group) for q in QUESTIONS[1:]),
        number=answers.get("number", ""),
        answered=link.answered is not None,
    )


def links_page(whose: Scope, language: str) -> LinksPage:
    """Return the links of an institution."""
    found = TeacherLink.objects.filter(institution__key__in=whose.institutions).annotate(
        n=Count("mobilities")
    )
    return LinksPage(
        tuple(
            LinkShown(link.pk, link.subject, link.n, link.made, link.expires, _state(link), bool(link.email),
                      link.sent is not None, tuple(_told(link.answers, language)) if link.answered else ())
            for link in found
        )
    )  # fmt: skip


def _over(link: TeacherLink) -> bool:
    return link.withdrawn is None and link.accepted is None and link.expires < timezone.now()


def _state(link: TeacherLink) -> str:
    """Return how far a link is. Answers still wait after its time; they only cannot be changed any more."""
    if link.withdrawn:
        return "withdrawn"
    if link.accepted is not None:
        return "accepted" if link.accepted else "declined"
    if link.answered:
        return "answered"
    return "expired" if _over(link) else "open"


def _told(answers: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    told = [
        (say(f"short_check.{q.name}.short", language), _answer(q.name, answers[q.name], language))
        for q in QUESTIONS[1:]
        if answers.get(q.name)
    ]
    number = answers.get("number")
    return [*told, (say("short_check.stay.number", language), number)] if number else told


def _answer(question: str, answer: str, language: str) -> str:
    return say("short_check.unknown" if answer == UNKNOWN else f"short_check.{question}.{answer}", language)
