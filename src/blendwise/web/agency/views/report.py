"""The report, to send on: one HTML file in a language of choice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from blendwise.web.access import Permission, permit
from blendwise.web.readings.report import LANGUAGES, report_of
from blendwise.web.readings.view import chosen_view


@permit(Permission.SEE_SECTOR)
def report(request: HttpRequest, language: str) -> HttpResponse:
    """Give the report of the chosen calls, or of all as the report divides them."""
    if language not in LANGUAGES:
        raise Http404(language)
    view = chosen_view(request.GET)
    response = HttpResponse(report_of(view, language, timezone.localdate()))
    about = "-".join(map(str, view.calls))
    name = f"blendwise-report{'-' if about else ''}{about}.{language}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
