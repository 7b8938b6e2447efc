"""Evidence of an activity: added, given out to be saved, removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from blendwise.errors import UserError
from blendwise.language import plural
from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.actions.evidence import (
    add_file,
    add_link,
    keep_evidence_until,
    keep_project_until,
    place_of,
    remove_evidence,
)
from blendwise.web.evidence_files import LARGEST
from blendwise.web.institution.forms import ActivityForm, EvidenceForm, KeepForm, KeepProjectForm
from blendwise.web.readings.activities import activity_page, one_activity
from blendwise.web.readings.evidence import one_evidence
from blendwise.web.responses import language, show


@permit(Permission.DECIDE_OWN)
@require_POST
def add(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Keep a file or link."""
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _keep(request, activity, form)
            return redirect("institution:activity", activity=activity)
        except UserError as error:
            form.refuse(error, "file")
    whose = scope(someone(request))
    page = activity_page(whose, activity, language(request))
    changing = ActivityForm.of(one_activity(whose, activity))
    return show(request, "institution/activity.html", page, status=422, form=changing, evidence_form=form)


def _keep(request: HttpRequest, activity: UUID, form: EvidenceForm) -> None:
    data, by = form.cleaned_data, someone(request)
    until = data["keep_until"]
    if data["file"]:
        content = data["file"].read(LARGEST + 1)
        add_file(
            by=by,
            activity=activity,
            name=data["name"] or data["file"].name,
            content=content,
            keep_until=until,
        )
    else:
        add_link(by=by, activity=activity, name=data["name"], link=data["link"], keep_until=until)


@permit(Permission.SEE_OWN)
@require_safe
def evidence(request: HttpRequest, evidence: UUID) -> HttpResponseBase:
    """Give a file out to be saved; the browser may neither show nor run it."""
    found = one_evidence(scope(someone(request)), evidence)
    if found.link:
        raise Http404  # a link is followed where it stands; there is no file
    response = FileResponse(
        place_of(found).open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@permit(Permission.DECIDE_OWN)
@require_POST
def keep(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """Keep evidence until another day."""
    activity, form = one_evidence(scope(someone(request)), evidence).activity_id, KeepForm(request.POST)
    if form.is_valid():
        keep_evidence_until(by=someone(request), evidence=evidence, day=form.cleaned_data["keep_until"])
    else:
        _refused(request, form)
    return redirect("institution:activity", activity=activity)


@permit(Permission.DECIDE_OWN)
@require_POST
def keep_project(request: HttpRequest) -> HttpResponse:
    """Keep all evidence of a project until a day."""
    form = KeepProjectForm(request.POST)
    if form.is_valid():
        project, day = form.cleaned_data["project"], form.cleaned_data["keep_until"]
        n = keep_project_until(by=someone(request), project=project, day=day)
        messages.success(request, plural("web.evidence.kept", n, language(request), project=project, day=day))
    else:
        _refused(request, form)
    return redirect("institution:activities")


def _refused(request: HttpRequest, form: KeepForm) -> None:
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))


@permit(Permission.DECIDE_OWN)
@require_POST
def remove(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """Remove evidence; its name and hash stay."""
    activity = one_evidence(scope(someone(request)), evidence).activity_id
    remove_evidence(by=someone(request), evidence=evidence)
    return redirect("institution:activity", activity=activity)
