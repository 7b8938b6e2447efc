"""One import: how far it is, what it found, what can be done."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, someone
from blendwise.web.readings.imports import import_page, imports_for
from blendwise.web.responses import show

__all__ = ["one"]


@permit(Permission.IMPORT)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an import; while it is at work, `?part=progress` gives only how far it is."""
    page = import_page(get_object_or_404(imports_for(someone(request)), pk=pk))
    if request.GET.get("part") != "progress":
        return show(request, "imports/one.html", page)
    answer = render(request, "imports/progress.html", {"page": page})
    if request.GET.get("state") != page.state:
        answer.headers["HX-Refresh"] = "true"
    return answer
