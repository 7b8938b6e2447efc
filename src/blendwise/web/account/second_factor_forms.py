"""The forms for a second factor, in our own words where those of allauth are not in the reader's language."""

from __future__ import annotations

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from blendwise.web.forms import WordedForm

__all__ = ["AddKeyForm", "AppForm", "RenameKeyForm"]


class AppForm(WordedForm, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an app."""

    words = "web.account.factor"


class AddKeyForm(WordedForm, AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey."""

    words = "web.account.factor"


class RenameKeyForm(WordedForm, EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a passkey."""

    words = "web.account.factor"
