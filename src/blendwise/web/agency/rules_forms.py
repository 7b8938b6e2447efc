"""The forms in which the agency tries other rules: a what-if of its own, and weights for a budget."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from blendwise.language import say
from blendwise.programme import DayBasis, activity_types, shipped
from blendwise.programme.budget import PRIORITIES, BudgetRules, budget_rules, entered_rules
from blendwise.programme.what_if import WhatIf, own_what_if
from blendwise.web.forms import WordedForm

__all__ = ["BudgetForm", "KeepWeightsForm", "OwnWhatIfForm"]

_POTS = ("basic", "quality", "priorities")
_WHOLE = Decimal(100)


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


def _percent() -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_value=100, max_digits=6, decimal_places=3)


def _euro() -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=15, decimal_places=2, required=False)


class BudgetForm(WordedForm):
    """By what the budget of a call is divided: parts of the budget, and weights of priorities, in percent."""

    words = "web.budget"
    call = forms.TypedChoiceField(coerce=int)
    amount = _euro()
    maximum = _euro()
    basic = _percent()
    quality = _percent()
    priorities = _percent()
    fewer_opportunities = _percent()
    blended = _percent()
    green = _percent()
    long_term = _percent()

    def __init__(self, calls: Sequence[int], *args: Any, **kwargs: Any) -> None:
        """Begin with the example, for the newest of the calls unless `initial` says another."""
        begin = kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        call = self.fields["call"]
        if isinstance(call, forms.ChoiceField):
            call.choices = [(str(year), str(year)) for year in calls]
        example = budget_rules(calls[0])
        parts = {pot.name: pot.share for pot in example.pots} | dict(example.priorities)
        percents = {name.replace("-", "_"): f"{float(part * 100):g}" for name, part in parts.items()}
        self.initial = percents | begin

    def rules(self) -> BudgetRules | None:
        """Return what was entered; None where nothing was, or it is not right. Raises UserError as a file would."""
        if not self.is_bound or not self.is_valid():
            return None
        told = self.cleaned_data
        shares = {pot: told[pot] / _WHOLE for pot in _POTS}
        weights = {name: told[name.replace("-", "_")] / _WHOLE for name in PRIORITIES}
        return entered_rules(told["call"], shares, weights, told["maximum"])

    def budget(self) -> Decimal | None:
        """Return the budget that was entered; None is what was awarded."""
        amount: Decimal | None = self.cleaned_data["amount"]
        return amount

    def weights(self) -> dict[str, str]:
        """Return what was entered as texts, to be kept and to be entered again; all but the call."""
        told = ((name, self.cleaned_data[name]) for name in BudgetForm.base_fields if name != "call")
        return {name: format(value, "f") for name, value in told if value is not None}


class KeepWeightsForm(BudgetForm):
    """The same, to be kept, with the scores of the applicants as a table in text."""

    scores = forms.CharField(
        required=False, max_length=200_000, widget=forms.Textarea({"rows": 10, "spellcheck": "false"})
    )
