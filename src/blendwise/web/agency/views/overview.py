"""The agency's overview: the three questions side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import Permission, permit
from blendwise.web.readings.overview import overview_page
from blendwise.web.readings.view import chosen_view
from blendwise.web.responses import show


@permit(Permission.SEE_SECTOR)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what was registered, what it could have been, and what is true."""
    return show(request, "agency/overview.html", overview_page(chosen_view(request.GET)))
