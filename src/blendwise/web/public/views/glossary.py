"""The glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import public
from blendwise.web.readings.glossary import glossary_page
from blendwise.web.responses import show


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words."""
    return show(request, "public/glossary.html", glossary_page())
