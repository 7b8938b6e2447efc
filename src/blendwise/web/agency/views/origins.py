"""Where a figure came from: its rows, each with file, sheet and row."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.models import Institution
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.origins import origins_chosen, origins_page, origins_parts
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import FILES, show
from blendwise.web.streaming import download_parts

__all__ = ["origins"]


@permit(Permission.SEE_SECTOR)
@require_safe
def origins(request: HttpRequest) -> HttpResponseBase:
    """Show the rows that a figure counts, or give them as a file. The address is the figure's view."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    choice, form = origins_chosen(request.GET), request.GET.get("file", "")
    if choice.institution:
        get_object_or_404(Institution, pk=_identifier(choice.institution))
    page = origins_page(choice, page_number(request.GET))
    if form in FILES:
        return download_parts(request, origins_parts(choice), page.pages.total, form, "rows")
    return show(request, "agency/origins.html", page)


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
