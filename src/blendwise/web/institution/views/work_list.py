"""The work list of what was never ticked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.institution.forms import DecisionForm
from blendwise.web.readings.activities import activities_to_choose
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.own_mobilities import narrowed
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.work_list import work_list_page
from blendwise.web.responses import language, show


@permit(Permission.SEE_OWN)
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """Show where to look first."""
    if not days_of_register():
        return show(request, "institution/empty.html", None)
    whose = scope(someone(request))
    page = work_list_page(whose, narrowed(request.GET), page_number(request.GET), language(request))
    return show(
        request,
        "institution/work_list.html",
        page,
        form=DecisionForm(),
        activities=activities_to_choose(whose),
    )
