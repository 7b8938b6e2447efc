"""The forms in which the agency tries other rules: a what-if of its own, and weights for a budget."""

from __future__ import annotations

from typing import Any

from django import forms

from blendwise.language import say
from blendwise.programme import DayBasis, activity_types, shipped
from blendwise.programme.what_if import WhatIf, own_what_if
from blendwise.web.forms import WordedForm

__all__ = ["OwnWhatIfForm"]


class OwnWhatIfForm(WordedForm):
    """Parameters of one's own, for one type of activity."""

    words = "web.what_if"
    type = forms.ChoiceField(initial="LM-SHORT-VET")
    virtual = forms.IntegerField(min_value=0, max_value=365, required=False)
    minimum = forms.IntegerField(min_value=1, max_value=365, required=False)
    maximum = forms.IntegerField(min_value=1, max_value=365, required=False)
    basis = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (code, say(f"programme.activities.{code}", self.lang))
            for code, kind in activity_types().items()
            if "VET" in kind.fields
        ]
        bases = [(basis.value, say(f"web.what_if.{basis.value}-days", self.lang)) for basis in DayBasis]
        for name, choices in (
            ("type", kinds),
            ("basis", [("", say("web.what_if.as-now", self.lang)), *bases]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def what_if(self) -> WhatIf | None:
        """Return what was entered as an overlay; None where the form is not right. Raises UserError as a file would."""
        if not self.is_valid():
            return None
        told = self.cleaned_data
        return own_what_if(
            told["type"], shipped(), virtual_days=told["virtual"], minimum_days=told["minimum"],
            maximum_days=told["maximum"], day_basis=told["basis"] or None,
        )  # fmt: skip
