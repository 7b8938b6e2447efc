"""What the agency sees of an institution, and the switch for what it does not have to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from blendwise.web.access import Permission, may, permit, someone
from blendwise.web.actions.sharing import change_sharing
from blendwise.web.institution.forms import SharingForm
from blendwise.web.readings.agency_view import agency_view as read
from blendwise.web.readings.agency_view import institution_of
from blendwise.web.responses import show


@permit(Permission.SEE_OWN)
@require_safe
def agency_view(request: HttpRequest) -> HttpResponse:
    """Show what the agency sees."""
    account = someone(request)
    page = read(institution_of(account), may_change=may(account, Permission.DECIDE_OWN))
    form = SharingForm(initial={"counts": page.shares_counts, "texts": page.shares_texts})
    return show(request, "institution/agency_view.html", page, form=form)


@permit(Permission.DECIDE_OWN)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Change what the agency sees of what is kept beside the register."""
    account, form = someone(request), SharingForm(request.POST)
    form.full_clean()
    change_sharing(by=account, institution=institution_of(account), **form.cleaned_data)
    return redirect("institution:agency-view")
