"""Pages of text that every site must have: accessibility, privacy, source and licence."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import public
from blendwise.web.readings.statement import statement
from blendwise.web.responses import show


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested of accessibility, and what was not."""
    return show(request, "public/statement.html", statement("accessibility"))


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of people."""
    return show(request, "public/statement.html", statement("privacy"))


@public
def source(request: HttpRequest) -> HttpResponse:
    """Say under which licence the software is, and where its source is."""
    return show(request, "public/statement.html", statement("source"))
