"""The forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms

from blendwise.language import say
from blendwise.web.forms import WordedForm, offered_languages
from blendwise.web.models import TokenScope

__all__ = ["AcceptForm", "EraseForm", "OwnAccountForm", "TokenForm"]


class TokenForm(WordedForm):
    """What a new token is for, and whether a program may change anything with it."""

    words = "web.tokens"
    name = forms.CharField(max_length=100)
    scope = forms.ChoiceField(choices=TokenScope.choices, initial=TokenScope.READ)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (one, say(f"web.tokens.scopes.{one}", self.lang)) for one in TokenScope.values
        ]


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
    language = forms.ChoiceField(choices=offered_languages)


class EraseForm(WordedForm):
    """That one really wants one's account erased."""

    words = "web.own_account"
    sure = forms.BooleanField()
