"""The forms for managing people."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from blendwise.language import say
from blendwise.web.access import AGENCY_ROLES, Role
from blendwise.web.forms import WordedForm, offered_languages
from blendwise.web.models import Account, Institution
from blendwise.web.readings.people import possible_institutions, roles_to_give

__all__ = ["InviteForm", "RoleForm"]


class InviteForm(WordedForm):
    """Who is invited, as what, and in which language."""

    words = "web.people"
    email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField()
    institution = forms.ModelChoiceField(queryset=Institution.objects.none(), required=False)
    language = forms.ChoiceField(choices=offered_languages)

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["role"]).choices = [
            (role, say(f"web.role.{role}", self.lang)) for role in reversed(roles_to_give(by))
        ]
        where = cast("forms.ModelChoiceField[Institution]", self.fields["institution"])
        where.queryset = possible_institutions(by)
        where.empty_label = say("web.people.no-institution", self.lang)
        if by.institution is not None:
            del self.fields["institution"]
            self.own = by.institution
        self.initial.setdefault("language", self.lang)

    def clean(self) -> dict[str, Any]:
        """Give an invitation of a coordinator their own institution, and one for the agency none."""
        data = super().clean() or self.cleaned_data
        if hasattr(self, "own"):
            data["institution"] = self.own
        if "role" in data:
            data["role"] = Role(data["role"])
            if data["role"] not in AGENCY_ROLES and data.get("institution") is None:
                self.add_error("institution", say("errors.people.which-institution", self.lang))
        return data


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
