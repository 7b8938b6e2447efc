"""Accounts come by invitation; the first one comes from the command line."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import AGENCY_ROLES, Role
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Institution, Invitation

__all__ = ["VALID", "accept_invitation", "hash_of", "invite"]

VALID = timedelta(days=14)
"""How long an invitation can be accepted."""


def hash_of(token: str) -> str:
    """Return what is kept of a link's secret part."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def invite(
    *, by: Account | str, email: str, role: Role, institution: Institution | None = None
) -> tuple[Invitation, str]:
    """Invite somebody to open an account; return the invitation and the secret part of its link, shown once.

    Raises UserError where the role and institution do not fit, or the address has an account already.
    """
    if (role in AGENCY_ROLES) != (institution is None):
        raise UserError("web.role-and-institution", role=f"web.role.{role}")
    if Account.objects.filter(email__iexact=email).exists():
        raise UserError("web.has-account", email=email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(), role=role, institution=institution, token_hash=hash_of(token),
        by=by if isinstance(by, Account) else None, expires=timezone.now() + VALID,
    )  # fmt: skip
    record(by, "person-invited", invitation, role=role.value)
    return invitation, token


@action
def accept_invitation(*, token: str, name: str, password: str | None) -> Account:
    """Open the account that an invitation is for. Without a password it opens for single sign-on only.

    Raises UserError where the link is unknown, used, withdrawn or too old, or the password too weak.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    now = timezone.now()
    if invitation is None or invitation.accepted or invitation.withdrawn or invitation.expires < now:
        raise UserError("web.invitation-over")
    account = Account(
        email=invitation.email, name=name, role=invitation.role, institution=invitation.institution
    )
    _set_password(account, password)
    account.save(force_insert=True)
    invitation.accepted = now
    invitation.save(update_fields=["accepted"])
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
