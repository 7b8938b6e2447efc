"""An institution's own figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.own_figures import own_figures
from blendwise.web.readings.view import chosen_view
from blendwise.web.responses import show


@permit(Permission.SEE_OWN)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the institution of whoever asks."""
    page = own_figures(scope(someone(request)), chosen_view(request.GET))
    return show(request, "institution/figures.html", page)
