"""The virtual activities that an institution keeps beside the register."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blendwise.errors import UserError
from blendwise.language import plural
from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.actions.virtual_activities import (
    attach_activity,
    change_activity,
    detach_activity,
    record_activity,
    remove_activity,
)
from blendwise.web.institution.chosen import chosen, some_chosen
from blendwise.web.institution.forms import ActivityForm, EvidenceForm
from blendwise.web.readings.activities import activities_page, activity_page, one_activity
from blendwise.web.responses import language, show


@permit(Permission.SEE_OWN)
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Show all of them."""
    return show(
        request, "institution/activities.html", activities_page(scope(someone(request)), language(request))
    )


@permit(Permission.DECIDE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_activity(request: HttpRequest) -> HttpResponse:
    """Keep a new one, for the mobilities that were chosen; `keys` names them."""
    about = chosen(request)
    sent = request.POST if "title" in request.POST else None
    form = ActivityForm(sent)
    if sent is not None and form.is_valid():
        made = record_activity(by=someone(request), values=form.cleaned_data, keys=about.keys)
        return redirect("institution:activity", activity=made.pk)
    status = 422 if form.errors else 200
    return show(request, "institution/new_activity.html", None, status=status, form=form, chosen=about)


@permit(Permission.SEE_OWN)
@require_safe
def activity(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Show one: its mobilities, verdict and evidence."""
    whose = scope(someone(request))
    page = activity_page(whose, activity, language(request))
    form = ActivityForm.of(one_activity(whose, activity))
    return show(request, "institution/activity.html", page, form=form, evidence_form=EvidenceForm())


@permit(Permission.DECIDE_OWN)
@require_POST
def change(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Change one; the verdicts of its mobilities follow."""
    form = ActivityForm(request.POST)
    if form.is_valid():
        change_activity(by=someone(request), activity=activity, values=form.cleaned_data)
        return redirect("institution:activity", activity=activity)
    page = activity_page(scope(someone(request)), activity, language(request))
    return show(
        request, "institution/activity.html", page, status=422, form=form, evidence_form=EvidenceForm()
    )


@permit(Permission.DECIDE_OWN)
@require_POST
def remove(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Remove one that was recorded by mistake."""
    remove_activity(by=someone(request), activity=activity)
    return redirect("institution:activities")


@permit(Permission.DECIDE_OWN)
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Let an activity that there is belong to the chosen mobilities too."""
    try:
        activity = UUID(request.POST.get("activity", ""))
    except ValueError:
        raise UserError("own_records.no-activity") from None
    n = attach_activity(by=someone(request), activity=activity, keys=some_chosen(request))
    messages.success(request, plural("web.activity.attached", n, language(request)))
    return redirect("institution:activity", activity=activity)


@permit(Permission.DECIDE_OWN)
@require_POST
def detach(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Take an activity away from the chosen mobilities."""
    n = detach_activity(by=someone(request), activity=activity, keys=some_chosen(request))
    messages.success(request, plural("web.activity.detached", n, language(request)))
    return redirect("institution:activity", activity=activity)
