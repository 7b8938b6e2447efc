"""The forms of one's own account."""

from __future__ import annotations

from django import forms

from blendwise.language import LANGUAGES, say
from blendwise.web.forms import WordedForm

__all__ = ["AcceptForm", "EraseForm", "OwnAccountForm", "TokenForm"]


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(max_length=100)


class AcceptForm(WordedForm):
    """Who opens an account, and with which password."""

    words = "web.invitation"
    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        max_length=1024, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


class OwnAccountForm(WordedForm):
    """One's name and language."""

    words = "web.own_account"
    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(choices=[(code, say("web.name-of-language", code)) for code in LANGUAGES])


class EraseForm(WordedForm):
    """That one really wants one's account erased."""

    words = "web.own_account"
    sure = forms.BooleanField()
