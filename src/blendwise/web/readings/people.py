"""Who is on this site."""

from __future__ import annotations

from blendwise.web.models import Account

__all__ = ["account_of_role"]


def account_of_role(role: str) -> Account | None:
    """Return the longest known active account with a role; None where there is none."""
    found: Account | None = Account.objects.filter(role=role, is_active=True).order_by("created").first()
    return found
