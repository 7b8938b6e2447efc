"""What the site keeps about a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet

from blendwise.web.models import (
    Account,
    ApiToken,
    AuditEvent,
    Evidence,
    Import,
    Invitation,
    KeptVerdict,
    KeptWeights,
    Note,
    OwnRecord,
    ProjectEnd,
    Remark,
    Ruling,
    TeacherLink,
    VirtualActivity,
)

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
    factors: tuple[dict[str, Any], ...]
    """Kinds and times of one's second factors, never their secrets."""
    identities: tuple[dict[str, Any], ...]
    """What the providers of single sign-on said of one."""
    notes: tuple[dict[str, Any], ...]
    """What one wrote down about institutions."""
    remarks: tuple[dict[str, Any], ...]
    """What one wrote beside mobilities."""
    made: Mapping[str, tuple[dict[str, Any], ...]]
    """What else one decided, recorded, sent or brought, by kind."""
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
    return Kept(
        id=account.pk,
        account=own_account_page(account),
        tokens=_rows(ApiToken.objects.filter(account=account), "name", "scope", "made", "expires", "revoked"),
        factors=_rows(Authenticator.objects.filter(user=account), "type", "created_at", "last_used_at"),
        identities=_rows(
            SocialAccount.objects.filter(user=account),
            "provider", "uid", "date_joined", "last_login", "extra_data",
        ),
        notes=_rows(Note.objects.filter(by=account), "made", "institution__name", "text"),
        remarks=_rows(
            Remark.objects.filter(by=account),
            "at", "record__grant_agreement_number", "record__mobility_activity_id", "text",
        ),
        made={
            kind: _rows(table.objects.filter(**{by: account}), *columns)
            for kind, (table, by, columns) in _MADE.items()
        } | {"verdicts": _verdicts(events)},
        events=_rows(events, "number", "at", "action", "subject", "details"),
    )  # fmt: skip


_MADE: Mapping[str, tuple[Any, str, tuple[str, ...]]] = {
    "decisions": (
        OwnRecord, "decided_by",
        ("decided", "grant_agreement_number", "mobility_activity_id", "decision", "reason_not"),
    ),
    "activities": (
        VirtualActivity, "by",
        ("made", "changed", "title", "description", "first_day", "last_day", "result"),
    ),
    "evidence": (Evidence, "by", ("made", "name", "link", "media_type", "size", "keep_until", "removed")),
    "links": (TeacherLink, "by", ("made", "subject", "email", "expires", "answered", "withdrawn")),
    "project_ends": (ProjectEnd, "by", ("changed", "grant_agreement_number", "day")),
    "imports": (Import, "by", ("made", "day", "state", "files", "ended")),
    "invitations": (Invitation, "by", ("made", "email", "role", "expires", "accepted", "withdrawn")),
    "rulings": (Ruling, "by", ("published", "title", "text", "outcome", "withdrawn")),
    "weights": (KeptWeights, "by", ("changed", "call", "weights", "scores")),
}  # fmt: skip
"""What one makes: the table, who made it, and what of it is one's own."""


def _verdicts(events: QuerySet[AuditEvent]) -> tuple[dict[str, Any], ...]:
    """Return the verdicts that one kept; who did stands in the log alone, for they are cited by anybody."""
    subjects = events.filter(action="verdict-kept").values_list("subject", flat=True)
    codes = [subject.partition(":")[2] for subject in subjects]
    return _rows(KeptVerdict.objects.filter(pk__in=codes), "made", "code", "call", "facts", "outcome")


def _rows(kept: QuerySet[Any], *columns: str) -> tuple[dict[str, Any], ...]:
    """Return some columns; one of another table goes by its own name."""
    return tuple(
        {name.rpartition("__")[2]: value for name, value in row.items()} for row in kept.values(*columns)
    )
