"""An institution's own figures, with the sector around them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.own_desk import own_desk
from blendwise.web.readings.own_figures import own_figures_table
from blendwise.web.readings.sector_distribution import distribution
from blendwise.web.readings.view import chosen_view
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_OWN)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the institution of whoever asks, or give them as a file."""
    account, view = someone(request), chosen_view(request.GET)
    if not days_of_register():
        return show(request, "institution/empty.html", None)
    file, around = request.GET.get("file", ""), request.GET.get("table") == "sector"
    if file in FILES and around and (sector := distribution(scope(account), timezone.localdate())):
        return download(request, sector.table(), file, "sector")
    if file in FILES:
        return download(request, own_figures_table(scope(account), view, language(request)), file, "figures")
    page = own_desk(scope(account), str(account.institution), view, timezone.localdate())
    return show(request, "institution/figures.html", page)
