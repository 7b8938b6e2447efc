"""Who a program acts as, and which tokens a person has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from blendwise.web.actions.people import hash_of
from blendwise.web.models import Account, ApiToken, TokenScope

__all__ = ["TokenShown", "TokensPage", "known_token", "tokens_page"]


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token as its owner sees it; its text was shown once and is not kept."""

    id: UUID
    name: str
    scope: TokenScope
    made: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class TokensPage:
    """The tokens that work."""

    tokens: tuple[TokenShown, ...]


def tokens_page(account: Account) -> TokensPage:
    """Return the tokens of a person that still work."""
    working = ApiToken.objects.filter(account=account, revoked__isnull=True, expires__gt=timezone.now())
    return TokensPage(
        tuple(TokenShown(t.pk, t.name, TokenScope(t.scope), t.made, t.expires) for t in working)
    )


def known_token(text: str) -> ApiToken | None:
    """Return a token with whom it acts for; None where it is unknown, too old, taken back, or its owner has gone."""
    return (
        ApiToken.objects.select_related("account__institution")
        .filter(
            token_hash=hash_of(text),
            revoked__isnull=True,
            expires__gt=timezone.now(),
            account__is_active=True,
        )
        .first()
    )
