"""What the forms of all desks share: labels and hints of the language files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has, say
from blendwise.web.models import Agency

__all__ = ["WordedForm", "named_languages", "offered_languages", "sent"]


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, even if that is nothing; None where it is only asked for."""
    return request.POST if request.method == "POST" else None


def named_languages(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Return languages as choices, each by its own name."""
    return [(code, say("web.name-of-language", code)) for code in codes]


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages that this site offers, as choices."""
    return named_languages(Agency.current().offered())


class WordedForm(forms.Form):
    """A form whose field `email` is labelled `<words>.email`, with `<words>.email-hint` where there is one."""

    words = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = (get_language() or "nl").split("-")[0]
        for name, field in self.fields.items():
            key = f"{self.words}.{name.replace('_', '-')}"
            field.label = say(key, self.lang)
            if has(f"{key}-hint", self.lang):
                field.help_text = say(f"{key}-hint", self.lang)

    def refuse(self, error: UserError, field: str | None = None) -> None:
        """Show beside a field, or above the form, what an action found wrong."""
        self.add_error(field, error.sentence(self.lang))
