"""What each figure means, and what it does not say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import public
from blendwise.web.readings.methods import methods_page
from blendwise.web.responses import show


@public
def methods(request: HttpRequest) -> HttpResponse:
    """Show the methods."""
    return show(request, "public/methods.html", methods_page())
