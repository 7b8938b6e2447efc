"""The forms that are open to everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.programme.short_check import QUESTIONS, UNKNOWN
from blendwise.tablecheck import MOST_BYTES

__all__ = ["AnswersForm", "TableForm"]


class AnswersForm(forms.Form):
    """The six questions of a personal link: all are answered, if only with "I do not know"."""

    number = forms.IntegerField(required=False, min_value=0, max_value=9999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = (get_language() or "nl").split("-")[0]
        number = self.fields["number"]
        for question in QUESTIONS[1:]:
            wrong = say("errors.teacher_links.choose", lang)
            self.fields[question.name] = forms.ChoiceField(
                choices=[(choice, choice) for choice in (*question.choices, UNKNOWN)],
                label=say(f"short_check.{question.name}.short", lang),
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
        number.label = say("short_check.stay.number", lang)
        wrong = say("errors.teacher_links.number", lang)
        number.error_messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        self.order_fields([*(q.name for q in QUESTIONS[1:]), "number"])

    def answers(self) -> dict[str, str]:
        """Return the answers as `programme.short_check` has them."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in ("", None)}


class TableForm(forms.Form):
    """A table from a report: pasted, or as a file, with the names of its columns where they cannot be guessed."""

    text = forms.CharField(required=False, strip=False, max_length=MOST_BYTES, widget=forms.Textarea)
    file = forms.FileField(required=False)
    numerator = forms.CharField(required=False, max_length=200)
    denominator = forms.CharField(required=False, max_length=200)
    percentage = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not (data.get("text") or "").strip() and not data.get("file"):
            self.add_error("text", say("errors.check_table.nothing", get_language() or "en"))
        return data

    def source(self) -> str | bytes:
        """Return what is to be checked; a file goes before a text."""
        upload = self.cleaned_data["file"]
        text: str = self.cleaned_data["text"]
        return upload.read(MOST_BYTES + 1) if upload else text + "\n"

    def roles(self) -> dict[str, str]:
        """Return which column is what, as far as that was said."""
        named = ("numerator", "denominator", "percentage")
        return {name: self.cleaned_data[name] for name in named if self.cleaned_data[name]}

    def say(self, error: UserError, language: str) -> None:
        """Show beside the table what is wrong with it."""
        self.add_error("text", error.sentence(language))
