"""The form of a ruling."""

from __future__ import annotations

from django import forms

from blendwise.web.forms import WordedForm, offered_languages

__all__ = ["RulingForm"]


class RulingForm(WordedForm):
    """What the agency says, and in which language."""

    words = "web.ruling"
    title = forms.CharField(max_length=200)
    text = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 5}))
    language = forms.ChoiceField(choices=offered_languages)
