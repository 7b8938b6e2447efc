"""Keys for programs: made and taken back by their owner."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.actions.people import hash_of
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, ApiToken, TokenScope

__all__ = ["VALID", "make_token", "revoke_token"]

VALID = timedelta(days=365)
"""How long a token works."""


@action
def make_token(*, by: Account, name: str, scope: TokenScope = TokenScope.READ) -> tuple[ApiToken, str]:
    """Make a token that may read, or do, what its owner may; return it and its text, shown once."""
    text = f"bw_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        account=by, name=name, scope=scope, token_hash=hash_of(text), expires=timezone.now() + VALID
    )
    record(by, "token-made", token, scope=scope.value)
    return token, text


@action
def revoke_token(*, by: Account, token: UUID) -> None:
    """Take a token back, at once and for good. Raises UserError where the person has no such token."""
    found = ApiToken.objects.select_for_update().filter(pk=token, account=by, revoked__isnull=True).first()
    if found is None:
        raise UserError("web.not-found")
    found.revoked = timezone.now()
    found.save(update_fields=["revoked"])
    record(by, "token-revoked", found)
