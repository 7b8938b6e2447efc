"""All institutions: a table to search and sort, the funnel, and the places with their intervals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.institutions import (
    COLUMNS,
    chosen_users,
    institutions_page,
    institutions_table,
)
from blendwise.web.readings.places import places_page
from blendwise.web.readings.view import chosen_view
from blendwise.web.readings.wish import wished
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """Show a page of the table with the funnel, or give the whole table as it was searched and sorted."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    view, wish = chosen_view(request.GET), wished(request.GET, COLUMNS, "-blended")
    users, file = chosen_users(request.GET), request.GET.get("file", "")
    page = institutions_page(view, wish, users, language(request))
    if file in FILES and request.GET.get("table") == "funnel" and page.funnel is not None:
        return download(request, page.funnel.table, file, "funnel")
    if file in FILES:
        return download(request, institutions_table(view, wish, users), file, "institutions")
    return show(request, "agency/institutions.html", page)


@permit(Permission.SEE_SECTOR)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show the place of every institution with its interval, never a place alone."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    page = places_page(chosen_view(request.GET), language(request))
    if (file := request.GET.get("file", "")) in FILES:
        return download(request, page.table(), file, "rank-intervals")
    return show(request, "agency/places.html", page)
