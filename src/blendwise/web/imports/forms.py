"""The forms of the pages on imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from blendwise.web.models import Import
from blendwise.web.readings.import_result import proposal_in
from blendwise.web.uploads import Upload

__all__ = ["DecisionForm", "MappingForm", "ReadAgainForm", "UploadForm"]


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files at once; what is in them is judged when they are read."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django calls it so
        """Return a list of files; one that is empty is judged by the reading, with a sentence of its own."""
        return [file for file in data or [] if file]


class UploadForm(forms.Form):
    """Files, and the day of which they are."""

    exports = _FilesField(required=False, allow_empty_file=True, widget=_ManyFiles)
    day = forms.DateField(required=False, initial=timezone.localdate)

    def uploads(self) -> list[Upload]:
        """Return the files."""
        found: list[Upload] = self.cleaned_data["exports"]
        return found

    def modified(self) -> list[float | None]:
        """Return when each file was last changed, in seconds since 1970, where the browser said so."""
        texts = self.data.getlist("modified") if isinstance(self.data, QueryDict) else []
        return [_moment(text) for text in texts]


def _moment(milliseconds: str) -> float | None:
    now = timezone.now().timestamp()
    return min(int(milliseconds) / 1000, now) if milliseconds.isdecimal() and len(milliseconds) < 15 else None


class DecisionForm(forms.Form):
    """Whether what an import warns of is known."""

    confirmed = forms.BooleanField(required=False)


class ReadAgainForm(forms.Form):
    """How to read the same files again."""

    newest_wins = forms.BooleanField(required=False)
    skip_refused = forms.BooleanField(required=False)


class MappingForm(forms.Form):
    """Which column of a file is which of ours."""

    name = forms.CharField(required=False, max_length=60)

    def __init__(self, of: Import, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal_in(of.questions or {})
        likely = {header: column for column, header in self.proposal.mapping().items()}
        columns = [("", ""), *((name, name) for name in self.proposal.model.columns)]
        for suggestion in self.proposal.suggestions:
            self.fields[f"column-{suggestion.letter}"] = forms.ChoiceField(
                required=False, choices=columns, initial=likely.get(suggestion.header, "")
            )

    def now(self) -> dict[str, str]:
        """Return what is chosen for each column now, by its letter."""
        return {s.letter: self[f"column-{s.letter}"].value() or "" for s in self.proposal.suggestions}

    def chosen(self) -> dict[str, str]:
        """Return our columns with the header that was chosen for each."""
        headers = {f"column-{s.letter}": s.header for s in self.proposal.suggestions}
        return {
            column: headers[field]
            for field, column in self.cleaned_data.items()
            if field in headers and column
        }
