"""Where one can sign on with an account of elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

__all__ = ["SignOnPage", "sign_on_page"]


@dataclass(frozen=True, slots=True)
class SignOnPage:
    """On the way to a provider of single sign-on."""

    provider: str
    """Its name."""
    address: str
    """Where the browser goes next."""


def sign_on_page(provider: str, address: str) -> SignOnPage:
    """Return the way to a provider that the administrator configured."""
    name = next(p["name"] for p in settings.CONFIGURATION.sign_on if p["id"] == provider)
    return SignOnPage(name, address)
