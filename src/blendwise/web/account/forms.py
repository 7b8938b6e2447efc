"""The forms of one's own account."""

from __future__ import annotations

from django import forms

__all__ = ["TokenForm"]


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(max_length=100)
