"""Who is on this site, and who was invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import AGENCY_ROLES, INSTITUTION_ROLES, Role, scope
from blendwise.web.actions.demonstration import CAST
from blendwise.web.actions.people import hash_of
from blendwise.web.models import Account, Agency, Institution, Invitation

__all__ = [
    "Invited",
    "InvitedPage",
    "PeoplePage",
    "Person",
    "account_of_role",
    "invited_page",
    "people_page",
    "possible_institutions",
    "roles_on_desk",
    "roles_to_give",
]

T = TypeVar("T", Account, Invitation)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: UUID
    name: str
    email: str
    role: str
    institution: str | None
    """The name of the institution; None for the agency."""
    active: bool
    second_factor: bool
    last_signed_in: datetime | None
    myself: bool
    """Whether this is who looks: nobody changes their own role."""
    roles: tuple[str, ...]
    """The roles of the same desk, one of which can be given."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited and has not come yet."""

    id: UUID
    email: str
    role: str
    institution: str | None
    made: datetime
    expires: datetime
    over: bool
    """Whether the link no longer works; it can be sent again."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people whom one may see and change: everybody, or those of one's own institution."""

    everyone: bool
    institution: str | None
    people: tuple[Person, ...]
    invited: tuple[Invited, ...]
    search: str


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """An invitation, as whoever was invited sees it."""

    agency: str
    email: str
    role: str
    institution: str | None


def account_of_role(role: str) -> Account | None:
    """Return the demonstration's person with a role; None where there is none, whoever else has that role."""
    address = next((email for known, (_, email) in CAST.items() if known == role), None)
    found: Account | None = Account.objects.filter(email=address, role=role, is_active=True).first()
    return found


def people_page(by: Account, search: str = "") -> PeoplePage:
    """Return the people within one's reach, those found by a part of name, address or institution."""
    people = _in_reach(Account.objects.filter(erased__isnull=True), by).select_related("institution")
    people = people.annotate(second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
    waiting = _in_reach(Invitation.objects.filter(accepted__isnull=True, withdrawn__isnull=True), by)
    return PeoplePage(
        everyone=scope(by).everyone,
        institution=by.institution.name if by.institution else None,
        people=tuple(
            _person(p, by) for p in people.order_by("institution__name", "name") if _fits(p, search)
        ),
        invited=tuple(_invited(i) for i in waiting.select_related("institution").order_by("-made")),
        search=search,
    )


def _in_reach(rows: QuerySet[T], by: Account) -> QuerySet[T]:
    return rows if scope(by).everyone else rows.filter(institution=by.institution)


def _fits(person: Account, search: str) -> bool:
    institution = person.institution.name if person.institution else ""
    return search.casefold() in f"{person.name}\n{person.email}\n{institution}".casefold()


def _person(account: Account, by: Account) -> Person:
    return Person(
        id=account.pk, name=account.name, email=account.email, role=account.role,
        institution=account.institution.name if account.institution else None, active=account.is_active,
        second_factor=bool(getattr(account, "second_factor", False)), last_signed_in=account.last_login,
        myself=account == by, roles=roles_on_desk(Role(account.role)),
    )  # fmt: skip


def _invited(invitation: Invitation) -> Invited:
    return Invited(
        id=invitation.pk, email=invitation.email, role=invitation.role,
        institution=invitation.institution.name if invitation.institution else None,
        made=invitation.made, expires=invitation.expires, over=invitation.expires < timezone.now(),
    )  # fmt: skip


def roles_on_desk(role: Role) -> tuple[str, ...]:
    """Return the roles of the same desk."""
    return tuple(r.value for r in (AGENCY_ROLES if role in AGENCY_ROLES else INSTITUTION_ROLES))


def roles_to_give(by: Account) -> tuple[str, ...]:
    """Return the roles that somebody may give to others."""
    roles = (*AGENCY_ROLES, *INSTITUTION_ROLES) if scope(by).everyone else INSTITUTION_ROLES
    return tuple(r.value for r in roles)


def possible_institutions(by: Account) -> QuerySet[Institution]:
    """Return the institutions for which somebody may invite."""
    everybody = Institution.objects.all()
    return everybody if scope(by).everyone else everybody.filter(people=by)


def invited_page(token: str) -> InvitedPage:
    """Return the invitation of a link. Raises UserError where it is unknown, used, withdrawn or too old."""
    found = Invitation.open().select_related("institution").filter(token_hash=hash_of(token)).first()
    if found is None:
        raise UserError("web.invitation-over")
    return InvitedPage(
        agency=Agency.current().name, email=found.email, role=found.role,
        institution=found.institution.name if found.institution else None,
    )  # fmt: skip
