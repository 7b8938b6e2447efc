"""The agency's rulings: what it says of a kind of case, to everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.verdicts import publish_ruling, withdraw_ruling
from blendwise.web.agency.ruling_form import RulingForm
from blendwise.web.forms import sent
from blendwise.web.readings.activity_check import activity_check, finished
from blendwise.web.readings.rules_run import agency_rulings
from blendwise.web.responses import language, show


@permit(Permission.RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def rulings(request: HttpRequest) -> HttpResponse:
    """Show what was ruled; publish a ruling on the case whose answers the address holds."""
    check = activity_check(request.GET, language(request), here="")
    form = RulingForm(sent(request), initial={"language": language(request)})
    if request.method == "POST" and form.is_valid():
        case = finished(request.GET, language(request))
        publish_ruling(by=someone(request), facts=case.facts, call=case.call, **form.cleaned_data)
        return redirect("agency:rulings")
    status = 422 if form.errors else 200
    return show(request, "agency/rulings.html", agency_rulings(), status=status, form=form, check=check)


@permit(Permission.RULE)
@require_POST
def withdraw(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """Take a ruling back."""
    withdraw_ruling(by=someone(request), ruling=ruling)
    return redirect("agency:rulings")
