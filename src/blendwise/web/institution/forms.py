"""The forms of the institution desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from django import forms
from django.utils import timezone

from blendwise.language import say
from blendwise.programme import Evidence, Party, Purpose, Reply, TookPart, When
from blendwise.web.forms import WordedForm, offered_languages
from blendwise.web.models import ReasonNot, VirtualActivity, Way
from blendwise.web.readings.activity_check import FollowUp, follow_up
from blendwise.web.readings.facts import Key, read_key

__all__ = [
    "ActivityForm",
    "DecisionForm",
    "EvidenceForm",
    "KeepForm",
    "KeepProjectForm",
    "LinkForm",
    "ProjectEndForm",
    "SharingForm",
    "StayForm",
    "chosen_keys",
]

_MOST_CHOSEN = 20_000


def chosen_keys(texts: Iterable[str]) -> list[Key]:
    """Return the mobilities that a form names, once each, in its order."""
    return list(dict.fromkeys(read_key(text) for text in list(texts)[:_MOST_CHOSEN]))


class _WithChoices(WordedForm):
    """A form whose choices are named in the reader's language: by field, the names and where their texts stand."""

    named: dict[str, tuple[type[Enum], str]] = {}  # noqa: RUF012 - each form states its own

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (kind, place) in self.named.items():
            found = [(item.value, say(f"{place}.{item.value}", self.lang)) for item in kind]
            field = self.fields[name]
            several = isinstance(field, forms.MultipleChoiceField)
            field.choices = found if several else [("", say("short_check.unknown", self.lang)), *found]  # type: ignore[attr-defined]  # every choice field has them


class ActivityForm(_WithChoices):
    """A virtual activity, as an institution keeps it."""

    words = "web.activity"
    named = {  # noqa: RUF012 - see above
        "through_ict": (Reply, "web.activity.reply"),
        "way": (Way, "web.activity.ways"),
        "both_ways": (Reply, "web.activity.reply"),
        "part_of_plan": (Reply, "web.activity.reply"),
        "general_offer": (Reply, "web.activity.reply"),
        "agreed_with_host": (Reply, "web.activity.reply"),
        "with_whom": (Party, "web.activity.party"),
        "purposes": (Purpose, "short_check.purpose"),
        "when": (When, "short_check.when"),
        "took_part": (TookPart, "short_check.who"),
        "kept": (Evidence, "web.activity.evidence"),
    }
    title = forms.CharField(max_length=200)
    description = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 4}))
    through_ict = forms.ChoiceField(required=False)
    way = forms.ChoiceField(required=False)
    both_ways = forms.ChoiceField(required=False)
    with_whom = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    purposes = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    when = forms.ChoiceField(required=False)
    first_day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    last_day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    took_part = forms.ChoiceField(required=False)
    number_taking_part = forms.IntegerField(required=False, min_value=0, max_value=9999)
    part_of_plan = forms.ChoiceField(required=False)
    general_offer = forms.ChoiceField(required=False)
    agreed_with_host = forms.ChoiceField(required=False)
    contact_hours = forms.DecimalField(required=False, min_value=0, max_digits=6, decimal_places=1)
    tools = forms.CharField(required=False, max_length=200)
    etwinning_reference = forms.CharField(required=False, max_length=60)
    departments = forms.CharField(required=False, max_length=200)
    level = forms.CharField(required=False, max_length=20)
    result = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    kept = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", say("errors.activity.days", self.lang))
        return data

    @classmethod
    def of(cls, activity: VirtualActivity) -> ActivityForm:
        """Return the form filled in with an activity."""
        return cls(initial={name: getattr(activity, name) for name in cls.base_fields})


class DecisionForm(_WithChoices):
    """Why mobilities were not blended; the decision itself is the button that is pressed."""

    words = "web.decision"
    named = {"reason": (ReasonNot, "hindrances")}  # noqa: RUF012 - see above
    reason = forms.ChoiceField(required=False)


class StayForm(WordedForm):
    """What the rules ask of stays and the register does not say, of many at once; an empty answer changes nothing."""

    def __init__(self, names: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = self._field(follow_up(name, self.lang))

    def _field(self, asked: FollowUp) -> forms.Field:
        if not asked.choices:
            return forms.IntegerField(min_value=0, max_value=9999, required=False, label=asked.text)
        replies = [(one, say(f"labels.{one}", self.lang)) for one in asked.choices]
        left = ("", say("web.beside.leave", self.lang))
        return forms.ChoiceField(choices=[left, *replies], required=False, label=asked.text)

    def answers(self) -> dict[str, str]:
        """Return what was answered, by the name of the answer."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}


class KeepForm(WordedForm):
    """Until when evidence is kept."""

    words = "web.evidence"
    keep_until = forms.DateField(widget=forms.DateInput({"type": "date"}))

    def clean_keep_until(self) -> date | None:
        """Refuse a day that is over: it would be removed at once."""
        day: date | None = self.cleaned_data["keep_until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(say("errors.evidence.over", self.lang))
        return day


class KeepProjectForm(KeepForm):
    """Until when all evidence of a project is kept."""

    project = forms.CharField(max_length=60)


class EvidenceForm(KeepForm):
    """A file or a link that shows that an activity took place."""

    field_order = ("file", "name", "link", "keep_until")
    file = forms.FileField(required=False)
    name = forms.CharField(required=False, max_length=200)
    link = forms.URLField(required=False, max_length=500, assume_scheme="https")
    keep_until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("file")) == bool(data.get("link")):
            self.add_error("file", say("errors.activity.file-or-link", self.lang))
        return data


class LinkForm(WordedForm):
    """A five-minute link for a teacher."""

    words = "web.links"
    subject = forms.CharField(max_length=200)
    email = forms.EmailField(required=False)
    language = forms.ChoiceField(choices=offered_languages)


class SharingForm(WordedForm):
    """What the agency may see of what is kept beside the register."""

    words = "web.agency_view"
    counts = forms.BooleanField(required=False)
    texts = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Let texts bring their counts along: they could be counted."""
        data = super().clean() or self.cleaned_data
        data["counts"] = data["counts"] or data["texts"]
        return data


class ProjectEndForm(WordedForm):
    """The last day of a project; empty goes back to what the export says."""

    words = "web.write_back"
    day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
