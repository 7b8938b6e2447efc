"""What other rules would change, or what those in force already allow: for every institution."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.errors import UserError, unknown_name
from blendwise.programme import shipped
from blendwise.programme.activity_file import activities_csv
from blendwise.programme.what_if import read_what_if, shipped_what_ifs
from blendwise.web.access import Permission, permit
from blendwise.web.agency.rules_forms import OwnWhatIfForm
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.view import chosen_view
from blendwise.web.readings.what_if import shared_activities, what_if_page
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import FILES, download, file_of, language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Show what a what-if changes: one that comes with the program, or parameters of one's own."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    if request.GET.get("file") == "activities":
        return file_of(activities_csv(shared_activities()).encode(), FILES["csv"], "virtual-activities.csv")
    overlays, own = shipped_what_ifs(), request.GET.get("own") == "yes"
    named = request.GET.get("overlay") or overlays[-1]
    if named not in overlays:  # never a file of somebody's choice
        raise unknown_name(named, "what-if.overlay", overlays)
    form, page = OwnWhatIfForm(request.GET if own else None), None
    try:
        tried = form.what_if() if own else read_what_if(named, shipped())
    except UserError as error:
        if not own:
            raise
        form.refuse(error)
        tried = None
    if tried is not None:
        page = what_if_page(tried, chosen_view(request.GET), language(request))
        if (file := request.GET.get("file", "")) in FILES:
            return download(request, page.table, file, f"what-if-{tried.name}")
    return show(
        request, "agency/what_if.html", page, form=form, overlays=overlays, named=None if own else named
    )
