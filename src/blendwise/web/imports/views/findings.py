"""The findings of an import, a page at a time, or all of them as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, someone
from blendwise.web.readings.import_findings import findings_chosen, findings_page, findings_parts
from blendwise.web.readings.imports import imports_for
from blendwise.web.readings.paging import page_number
from blendwise.web.responses import FILES, language, show
from blendwise.web.streaming import download_parts

__all__ = ["findings"]


@permit(Permission.IMPORT)
@require_safe
def findings(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Show the findings that fit a choice of kind, effect and file."""
    one = get_object_or_404(imports_for(someone(request)), pk=pk)
    choice, form = findings_chosen(request.GET), request.GET.get("file", "")
    page = findings_page(one, choice, page_number(request.GET))
    if form in FILES:
        parts = findings_parts(one, choice, language(request))
        return download_parts(request, parts, page.pages.total, form, f"findings-{one.day}")
    return show(request, "imports/findings.html", page)
