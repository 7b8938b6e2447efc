"""The forms of the agency desk."""

from __future__ import annotations

from typing import Any

from django import forms

from blendwise.language import say
from blendwise.web.forms import WordedForm
from blendwise.web.models import Institution

__all__ = ["ContactForm", "LegalShapeForm", "NoteForm"]


class NoteForm(WordedForm):
    """A note on an institution."""

    words = "web.institution"
    text = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 8}))


class ContactForm(WordedForm):
    """Somebody whom the agency can reach."""

    words = "web.institution"
    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    work = forms.CharField(max_length=200, required=False)
    email = forms.EmailField(required=False, widget=forms.EmailInput({"autocomplete": "off"}))
    telephone = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )


class LegalShapeForm(WordedForm):
    """With which institution another is linked, which of the two came first, from when and why."""

    words = "web.legal_shapes"
    other = forms.ModelChoiceField(queryset=Institution.objects.all())
    order = forms.ChoiceField()
    day = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(max_length=500)

    def __init__(self, institution: Institution, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution
        other, order = self.fields["other"], self.fields["order"]
        if isinstance(other, forms.ModelChoiceField) and isinstance(order, forms.ChoiceField):
            other.empty_label = say("web.legal_shapes.choose", self.lang)
            other.queryset = Institution.objects.exclude(pk=institution.pk)
            order.choices = [
                (name, say(f"web.legal_shapes.orders.{name}", self.lang, name=institution.name))
                for name in ("earlier", "later")
            ]

    def link(self) -> dict[str, Any]:
        """Return the link as the action takes it."""
        data, both = self.cleaned_data, (self.cleaned_data["other"], self.institution)
        earlier, later = both if data["order"] == "earlier" else both[::-1]
        return {"earlier": earlier, "later": later, "day": data["day"], "reason": data["reason"]}
