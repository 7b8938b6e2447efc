"""The forms of the administrator's desk."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.core.files.uploadedfile import UploadedFile

from blendwise.disclosure import read_policy
from blendwise.errors import UserError
from blendwise.language import say
from blendwise.web.forms import WordedForm, named_languages
from blendwise.web.mail import check_text
from blendwise.web.models import Agency
from blendwise.web.png import MOST_BYTES, clean_png

__all__ = ["MessageForm", "SettingsForm"]

_FEWEST = 3
"""Below it a count of people would point at persons, whatever an agency wants."""


class SettingsForm(WordedForm):
    """The settings of a site."""

    words = "web.settings"
    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "organization"}))
    language = forms.ChoiceField(choices=named_languages)
    languages = forms.MultipleChoiceField(choices=named_languages, widget=forms.CheckboxSelectMultiple)
    user_from = forms.IntegerField(min_value=1, max_value=1000)
    smallest_count = forms.IntegerField(min_value=_FEWEST, max_value=1000)
    logo = forms.FileField(required=False, widget=forms.FileInput({"accept": "image/png"}))
    without_logo = forms.BooleanField(required=False)
    policy = forms.CharField(
        required=False, strip=False, max_length=100_000,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )  # fmt: skip

    @classmethod
    def of(cls, agency: Agency) -> SettingsForm:
        """Return the form as the settings are now."""
        now = ("name", "language", "user_from", "smallest_count", "policy")
        return cls(initial={name: getattr(agency, name) for name in now} | {"languages": agency.offered()})

    def clean_languages(self) -> list[str]:
        """Offer the language for whoever chose no other, whatever else is offered."""
        offered: list[str] = self.cleaned_data["languages"]
        usual = self.cleaned_data.get("language")
        if usual and usual not in offered:
            raise forms.ValidationError(say("web.settings.languages-without-usual", self.lang))
        return offered

    def clean_logo(self) -> bytes | None:
        """Return the picture, with nothing in it but the picture."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if upload is None:
            return None
        try:
            return clean_png(upload.read(MOST_BYTES + 1))
        except UserError as error:
            raise forms.ValidationError(error.sentence(self.lang)) from None

    def clean_policy(self) -> str:
        """Let through only rules that disclosure control can work with."""
        text: str = self.cleaned_data["policy"]
        if not text.strip():
            return ""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "policy.toml"
            file.write_text(text, encoding="utf-8")
            try:
                read_policy(file, on=date.today())
            except UserError as error:
                sentence = error.sentence(self.lang).replace(f"{folder}/", "")
                raise forms.ValidationError(sentence) from None
        return text

    def decided(self) -> dict[str, object]:
        """Return the settings to keep; the logo stays unless another was sent or it was to go."""
        data = dict(self.cleaned_data)
        without, logo = data.pop("without_logo"), data.pop("logo")
        if logo is not None or without:
            data |= {"logo": logo, "logo_hash": hashlib.sha256(logo).hexdigest()[:16] if logo else ""}
        return data


class MessageForm(WordedForm):
    """A message by e-mail in words of the agency's own."""

    words = "web.settings"
    text = forms.CharField(required=False, max_length=5_000, widget=forms.Textarea({"rows": 14}))

    def __init__(self, message: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.message = message

    def clean_text(self) -> str:
        """Let through only a text whose places this message can fill."""
        text: str = self.cleaned_data["text"]
        try:
            if text:
                check_text(self.message, text)
        except UserError as error:
            raise forms.ValidationError(error.sentence(self.lang)) from None
        return text
