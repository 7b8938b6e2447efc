"""The work list of what was never ticked, and what is decided of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from blendwise.language import plural
from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.actions.own_records import decide as decide_on
from blendwise.web.institution.forms import DecisionForm, chosen_keys
from blendwise.web.models import Decision, ReasonNot
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.work_list import work_list_page
from blendwise.web.responses import language, show


@permit(Permission.SEE_OWN)
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """Show where to look first."""
    page = work_list_page(scope(someone(request)), page_number(request.GET), language(request))
    return show(request, "institution/work_list.html", page, form=DecisionForm())


@permit(Permission.DECIDE_OWN)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide of the chosen mobilities, all at once; `decision` is the button that was pressed."""
    form = DecisionForm(request.POST)
    if form.is_valid():
        keys, reason = chosen_keys(request.POST.getlist("keys")), form.cleaned_data["reason"]
        decision = Decision(form.cleaned_data["decision"])
        why = ReasonNot(reason) if reason and decision is Decision.NOT_BLENDED else None
        n = decide_on(by=someone(request), keys=keys, decision=decision, reason=why)
        messages.success(request, plural(f"web.work_list.decided-{decision}", n, language(request)))
    return redirect("institution:work-list")
