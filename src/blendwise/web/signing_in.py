"""Who may open an account: only who was invited, here or through single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from blendwise.errors import UserError
from blendwise.web.models import Account
from blendwise.web.responses import problem

__all__ = ["ByInvitation", "ByInvitationElsewhere"]


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth calls it so
        """Tell that there is no open sign-up."""
        return False


class ByInvitationElsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Single sign-on opens the account that an invitation made, found by an address the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Tell that there is no open sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a first sign-on to the account with that verified address, or say kindly that there is none."""
        if sociallogin.is_existing:
            return
        known = Account.objects.filter(email__in=_verified(sociallogin), is_active=True).first()
        if known is None:
            raise ImmediateHttpResponse(problem(request, UserError("web.no-account"), 403))
        sociallogin.connect(request, known)


def _verified(sociallogin: SocialLogin) -> list[Any]:
    return [address.email.lower() for address in sociallogin.email_addresses if address.verified]
