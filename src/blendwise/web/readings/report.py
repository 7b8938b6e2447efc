"""The report as a file, for the agency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from blendwise.language import LANGUAGES
from blendwise.reporting.report import OwnWords, report_html
from blendwise.web.models import Agency, Institution
from blendwise.web.readings.call_choice import with_calls
from blendwise.web.readings.own_words import shared_counts
from blendwise.web.readings.register import joined_register, remembered
from blendwise.web.readings.view import View

__all__ = ["LANGUAGES", "report_of"]


def report_of(view: View, language: str, made: date) -> str:
    """Return the report as one HTML page. The chosen calls are its main part; without a choice it finds them itself.

    Raises UserError where nothing was imported, or for a call or institution that does not exist.
    """
    calls = with_calls(view)[0].calls if view.calls else ()
    left_out = joined_register().population(without=view.without).without
    return _report(calls, left_out, language, Agency.current().name, made, _own_words(left_out))


@remembered
def _report(
    calls: tuple[int, ...], without: tuple[str, ...], language: str, agency: str, made: date, own: OwnWords
) -> str:
    store = joined_register()
    return report_html(
        store, language=language, calls=calls, without=without, agency=agency, made=made, own=own
    )


def _own_words(left_out: Collection[str]) -> OwnWords:
    institutions = Institution.objects.exclude(key__in=left_out)
    sharing = institutions.filter(shares_counts=True)
    return OwnWords(shared_counts(sharing), sharing.count(), institutions.count() - sharing.count())
