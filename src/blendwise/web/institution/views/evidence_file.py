"""The evidence file as PDF: of one mobility or group, of one activity, or of a whole project."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.evidence_paper import activity_paper, mobility_paper, project_paper
from blendwise.web.readings.facts import Key
from blendwise.web.responses import file_of, language


@permit(Permission.SEE_OWN)
@require_safe
def of_activity(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Give the file of one activity."""
    made = activity_paper(scope(someone(request)), activity, language(request))
    return file_of(made, "application/pdf", f"evidence-{activity}.pdf")


@permit(Permission.SEE_OWN)
@require_safe
def of_project(request: HttpRequest, project: str) -> HttpResponse:
    """Give the file of a project."""
    made = project_paper(scope(someone(request)), project, language(request))
    return file_of(made, "application/pdf", "evidence-project.pdf")


@permit(Permission.SEE_OWN)
@require_safe
def of_mobility(request: HttpRequest, project: str, of: str) -> HttpResponse:
    """Give the file of one mobility or group."""
    made = mobility_paper(scope(someone(request)), Key(project, of), language(request))
    return file_of(made, "application/pdf", "evidence-mobility.pdf")
