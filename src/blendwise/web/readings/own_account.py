"""What the site keeps about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from blendwise.web.models import Account, ApiToken, AuditEvent

__all__ = ["Kept", "OwnAccountPage", "kept_of", "own_account_page"]


@dataclass(frozen=True, slots=True)
class OwnAccountPage:
    """One's own account, as its page shows it."""

    email: str
    name: str
    role: str
    institution: str | None
    """The name of one's institution; None for whoever works for the agency."""
    language: str
    opened: datetime
    last_signed_in: datetime | None
    password: bool
    """Whether one can sign in with a password; without it only through single sign-on."""
    app: bool
    """Whether an app gives one codes as second factor."""
    keys: int
    """How many passkeys and security keys one has."""
    providers: tuple[str, ...]
    """The providers of single sign-on that open this account."""
    tokens: int
    """How many tokens for programs one has made."""
    events: int
    """How many events of the log carry one's id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept about a person, to take along."""

    id: UUID
    account: OwnAccountPage
    tokens: tuple[dict[str, Any], ...]
    """Name and times of one's tokens; their texts are not kept."""
    events: tuple[dict[str, Any], ...]
    """What one did, as the audit log has it."""


def own_account_page(account: Account) -> OwnAccountPage:
    """Return what the page of one's own account shows."""
    factors = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return OwnAccountPage(
        email=account.email, name=account.name, role=account.role,
        institution=account.institution.name if account.institution else None, language=account.language,
        opened=account.created, last_signed_in=account.last_login, password=account.has_usable_password(),
        app=Authenticator.Type.TOTP in factors, keys=factors.count(Authenticator.Type.WEBAUTHN),
        providers=tuple(SocialAccount.objects.filter(user=account).values_list("provider", flat=True)),
        tokens=ApiToken.objects.filter(account=account).count(),
        events=AuditEvent.objects.filter(by=str(account.pk)).count(),
    )  # fmt: skip


def kept_of(account: Account) -> Kept:
    """Return everything that is kept about a person."""
    events = AuditEvent.objects.filter(by=str(account.pk)).order_by("number")
    tokens = ApiToken.objects.filter(account=account)
    return Kept(
        id=account.pk,
        account=own_account_page(account),
        tokens=tuple(dict(row) for row in tokens.values("name", "made", "expires", "revoked")),
        events=tuple(dict(row) for row in events.values("number", "at", "action", "subject", "details")),
    )
