"""The agency's overview: the three questions side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blendwise.web.access import Permission, permit
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.overview import overview_page
from blendwise.web.readings.overview_tables import overview_table
from blendwise.web.readings.own_words import sector_three
from blendwise.web.readings.view import chosen_view
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_SECTOR)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what was registered, what it could have been and what is true; or give a table behind it as a file."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    view, file = chosen_view(request.GET), request.GET.get("file", "")
    if file in FILES:
        name = request.GET.get("table", "")
        return download(request, overview_table(name, view, language(request)), file, name)
    three = sector_three(view)
    return show(request, "agency/overview.html", overview_page(view), three=three)
