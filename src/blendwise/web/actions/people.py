"""Accounts come by invitation; the first one comes from the command line."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import AGENCY_ROLES, Role, scope
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.models import Account, Institution, Invitation

__all__ = [
    "VALID",
    "accept_by_sign_on",
    "accept_invitation",
    "change_role",
    "deactivate",
    "forget_invitations",
    "hash_of",
    "invite",
    "reactivate",
    "renew_invitation",
    "withdraw_invitation",
]

T = TypeVar("T", Account, Invitation)
VALID = timedelta(days=14)
"""How long an invitation can be accepted."""


def hash_of(token: str) -> str:
    """Return what is kept of a link's secret part."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def invite(
    *, by: Account | str, email: str, role: Role, institution: Institution | None = None, language: str = "nl"
) -> tuple[Invitation, str]:
    """Invite somebody to open an account; return the invitation and the secret part of its link, shown once.

    Raises UserError where the role and institution do not fit or lie out of reach, or the address has an
    account or an open invitation already.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise UserError("people.no-address", email=email) from None
    if (role in AGENCY_ROLES) != (institution is None):
        raise UserError("web.role-and-institution", role=f"web.role.{role}")
    if isinstance(by, Account) and not scope(by).everyone and institution != by.institution:
        raise UserError("web.not-for-you")
    if Account.objects.filter(email__iexact=email).exists():
        raise UserError("web.has-account", email=email)
    if Invitation.open().filter(email__iexact=email).exists():
        raise UserError("people.invited-already", email=email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(), role=role, institution=institution, token_hash=hash_of(token), language=language,
        by=by if isinstance(by, Account) else None, expires=timezone.now() + VALID,
    )  # fmt: skip
    record(by, "person-invited", invitation, role=role.value)
    return invitation, token


@action
def renew_invitation(*, by: Account, invitation: UUID) -> tuple[Invitation, str]:
    """Give an open or expired invitation a new link and new time; the link of before no longer works."""
    found = _invitation_in_reach(by, invitation)
    token = secrets.token_urlsafe(32)
    found.token_hash, found.expires = hash_of(token), timezone.now() + VALID
    found.save(update_fields=["token_hash", "expires"])
    record(by, "invitation-renewed", found)
    return found, token


@action
def withdraw_invitation(*, by: Account, invitation: UUID) -> None:
    """Take an invitation back; its address is forgotten with it."""
    found = _invitation_in_reach(by, invitation)
    found.withdrawn, found.email = timezone.now(), ""
    found.save(update_fields=["withdrawn", "email"])
    record(by, "invitation-withdrawn", found)


def forget_invitations(*, now: datetime) -> int:
    """Withdraw what could not be accepted for as long as it could before, and forget the addresses; return how many."""
    over = Invitation.objects.filter(accepted__isnull=True, withdrawn__isnull=True, expires__lt=now - VALID)
    return _forget(over, now) if over.exists() else 0


@action
def _forget(over: QuerySet[Invitation], now: datetime) -> int:
    forgotten = over.update(email="", withdrawn=now)
    record(SITE, "invitations-forgotten", n=forgotten)
    return forgotten


def _invitation_in_reach(by: Account, invitation: UUID) -> Invitation:
    waiting = Invitation.objects.select_for_update().filter(
        pk=invitation, accepted__isnull=True, withdrawn__isnull=True
    )
    found: Invitation | None = _in_reach(waiting, by).first()
    if found is None:
        raise UserError("people.no-invitation")
    return found


def _in_reach(rows: QuerySet[T], by: Account) -> QuerySet[T]:
    return rows if scope(by).everyone else rows.filter(institution=by.institution)


@action
def accept_invitation(*, token: str, name: str, password: str | None) -> Account:
    """Open the account that an invitation is for. Without a password it opens for single sign-on only.

    Raises UserError where the link is unknown, used, withdrawn or too old, or the password too weak.
    """
    invitation = Invitation.open().select_for_update().filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise UserError("web.invitation-over")
    return _open_account(invitation, name, password)


@action
def accept_by_sign_on(*, invitation: Invitation, name: str) -> Account:
    """Open the account of an invitation for whoever signed on elsewhere with its verified address."""
    return _open_account(invitation, name, None)


def _open_account(invitation: Invitation, name: str, password: str | None) -> Account:
    account = Account(
        email=invitation.email, name=name, role=invitation.role, institution=invitation.institution,
        language=invitation.language,
    )  # fmt: skip
    _set_password(account, password)
    account.save(force_insert=True)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    invitation.accepted, invitation.email = timezone.now(), ""
    invitation.save(update_fields=["accepted", "email"])
    record(account, "account-opened", account, role=account.role)
    return account


def _set_password(account: Account, password: str | None) -> None:
    if password is None:
        account.set_unusable_password()
        return
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise UserError("web.weak-password", reason=" ".join(error.messages)) from error
    account.set_password(password)


@action
def change_role(*, by: Account, person: UUID, role: Role) -> None:
    """Give somebody another role on the same desk. Raises UserError for oneself, another desk, or out of reach."""
    found = _person_in_reach(by, person)
    if (role in AGENCY_ROLES) != (Role(found.role) in AGENCY_ROLES):
        raise UserError("people.other-desk")
    before, found.role = found.role, role.value
    found.save(update_fields=["role"])
    record(by, "role-changed", found, before=before, after=role.value)


@action
def deactivate(*, by: Account, person: UUID) -> None:
    """Close somebody's account: they are signed out everywhere, and their tokens stop. What they did stays."""
    _set_active(by, person, active=False)


@action
def reactivate(*, by: Account, person: UUID) -> None:
    """Open a closed account again."""
    _set_active(by, person, active=True)


def _set_active(by: Account, person: UUID, *, active: bool) -> None:
    found = _person_in_reach(by, person)
    found.is_active = active
    found.save(update_fields=["is_active"])
    record(by, "account-reopened" if active else "account-closed", found)


def _person_in_reach(by: Account, person: UUID) -> Account:
    """Return somebody else whom one may change."""
    everybody = Account.objects.select_for_update(of=("self",)).filter(pk=person, erased__isnull=True)
    found: Account | None = _in_reach(everybody, by).first()
    if found is None:
        raise UserError("people.nobody")
    if found == by:
        raise UserError("people.not-yourself")
    return found
