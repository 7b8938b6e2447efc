"""Who may open an account: only who was invited, here or through single sign-on."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account import signals as account_signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa import signals as factor_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from blendwise.errors import UserError
from blendwise.web.access import AGENCY_ROLES
from blendwise.web.actions.people import accept_by_sign_on
from blendwise.web.actions.signing_in import record_security_step
from blendwise.web.mail import send
from blendwise.web.models import Account, Agency, Invitation
from blendwise.web.responses import problem, remember_language

__all__ = [
    "ByInvitation",
    "ByInvitationElsewhere",
    "SealedSecondFactor",
    "follow_security_steps",
    "lacks_second_factor",
    "token_lacks_second_factor",
]

_ASSERTED = "second_factor_elsewhere"


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth calls it so
        """Tell that there is no open sign-up."""
        return False

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Ask nobody who signed in just now to do it again for their second factor."""
        required: bool = super().is_reauthentication_required(app=app, **rest)
        return required and not (app == "allauth.mfa" and _signed_in_just_now(self.request))

    def post_login(
        self, request: HttpRequest, user: Account, *, signal_kwargs: Mapping[str, Any] | None, **rest: Any
    ) -> HttpResponseBase:
        """Keep whether the provider of single sign-on asked for a second factor; speak the person's language."""
        response: HttpResponseBase = super().post_login(request, user, signal_kwargs=signal_kwargs, **rest)
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        request.session[_ASSERTED] = sociallogin is not None and _second_factor_asserted(sociallogin.account)
        remember_language(response, user.language)
        return response

    def send_password_reset_mail(self, user: Account, email: str, context: Mapping[str, Any]) -> None:
        """Send the link in the person's own language, in the agency's words."""
        send("password-reset", user.language, email, link=context["password_reset_url"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Tell an address without an account so: only its owner learns it, and the page says the same to all."""
        if template_prefix == "account/email/unknown_account":
            send("no-account", str(getattr(self.request, "language", "nl")), email)
        else:
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        """Say in each subject whose site it is."""
        return f"{subject} · {Agency.current().name}"


def _signed_in_just_now(request: HttpRequest) -> bool:
    user: Any = request.user
    newest = max((r["at"] for r in get_authentication_records(request, user)), default=0.0)
    return bool(time.time() - newest < account_settings.REAUTHENTICATION_TIMEOUT)


def lacks_second_factor(request: HttpRequest, account: Account) -> bool:
    """Tell whether somebody must set up a second factor: agency roles, unless it was asked for elsewhere."""
    return _needs_second_factor(account) and not request.session.get(_ASSERTED, False)


def token_lacks_second_factor(account: Account) -> bool:
    """Tell whether a program may not act for somebody, as they would have to set up a second factor by themselves.

    What their provider of single sign-on said at the last sign-on counts: a program has no session.
    """
    known = SocialAccount.objects.filter(user=account)
    return _needs_second_factor(account) and not any(_second_factor_asserted(one) for one in known)


def _needs_second_factor(account: Account) -> bool:
    """Tell whether only a provider's word can do instead of the second factor that somebody lacks here."""
    if account.role not in AGENCY_ROLES or settings.CONFIGURATION.demonstration:
        return False
    return not is_mfa_enabled(account)


class ByInvitationElsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Single sign-on opens the account of whoever was invited, found by an address the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Tell that there is no open sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a first sign-on to its account or open invitation, or say kindly that there is none.

        Only signing in comes here: adding a second identity to an account by oneself is not offered.
        """
        if sociallogin.state.get("process") != "login":
            raise _refused(request, "web.not-for-you")
        if sociallogin.is_existing:
            return
        if not sociallogin.email_addresses:
            raise _refused(request, "sign_on.no-address")
        addresses = _vouched_for(sociallogin)
        if not addresses:
            raise _refused(request, "sign_on.not-verified")
        account = _known_or_invited(addresses, sociallogin)
        if account is None:
            raise _refused(request, "web.no-account")
        sociallogin.connect(request, account)


def _refused(request: HttpRequest, code: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(problem(request, UserError(code), 403))


def _provider(identity: SocialAccount) -> Mapping[str, Any]:
    """Return the settings of the provider that knows somebody; none where it was taken away since."""
    known = (p for p in settings.CONFIGURATION.sign_on if p["id"] == identity.provider)
    found: Mapping[str, Any] = next(known, {})
    return found


def _vouched_for(sociallogin: SocialLogin) -> list[str]:
    """Return the addresses that the provider verified, within the domains for which it may speak."""
    domains = _provider(sociallogin.account).get("domains")
    verified = [a.email.lower() for a in sociallogin.email_addresses if a.verified is True]
    return [a for a in verified if domains is None or a.rpartition("@")[2] in domains]


def _known_or_invited(addresses: list[str], sociallogin: SocialLogin) -> Account | None:
    known: Account | None = Account.objects.filter(email__in=addresses).first()
    if known is not None:
        return known
    invitation = Invitation.open().filter(email__in=addresses).first()
    name = str((sociallogin.account.extra_data.get("userinfo") or {}).get("name", ""))
    return accept_by_sign_on(invitation=invitation, name=name[:200]) if invitation else None


def _second_factor_asserted(identity: SocialAccount) -> bool:
    """Tell whether the provider says it asked for one, in words that the administrator named for this provider."""
    named = set(_provider(identity).get("second_factor", ()))
    claims = identity.extra_data.get("id_token") or {}
    said = {claims.get("acr"), *(claims.get("amr") or ())}
    return bool(named & said)


class SealedSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The seeds of second factors, sealed with the site's secret: a copy of the database opens nothing."""

    def encrypt(self, text: str) -> str:
        """Seal a seed."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed seed."""
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest())
    )


def follow_security_steps() -> None:
    """Leave an event for every step of signing in that changes who may come in."""
    for signal, name in (
        (account_signals.user_logged_in, "signed-in"),
        (account_signals.password_changed, "password-changed"),
        (account_signals.password_set, "password-changed"),
        (account_signals.password_reset, "password-reset"),
        (factor_signals.authenticator_added, "second-factor-added"),
        (factor_signals.authenticator_removed, "second-factor-removed"),
        (factor_signals.authenticator_reset, "recovery-codes-renewed"),
    ):
        signal.connect(_recorder(name), weak=False, dispatch_uid=f"blendwise-{name}-{id(signal)}")
    social_account_added.connect(_record_link, weak=False, dispatch_uid="blendwise-sign-on-linked")


def _record_link(sender: object, sociallogin: SocialLogin, **rest: object) -> None:  # noqa: ARG001 - a signal calls it so
    record_security_step(by=sociallogin.user, name="sign-on-linked", provider=sociallogin.account.provider)


def _recorder(name: str) -> Any:
    def receive(sender: object, user: Account, **rest: object) -> None:  # noqa: ARG001 - a signal calls it so
        record_security_step(by=user, name=name)

    return receive
