"""The feedback file: the rows as they were delivered, with a comment in each cell that asks for attention."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, someone
from blendwise.web.readings.import_findings import feedback_archive
from blendwise.web.readings.imports import imports_for
from blendwise.web.responses import FILES, language

__all__ = ["feedback"]


@permit(Permission.IMPORT)
@require_safe
def feedback(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the feedback file, or a ZIP of them where there are several."""
    one = get_object_or_404(imports_for(someone(request)), pk=pk)
    name, content = feedback_archive(one, language(request))
    answer = HttpResponse(content, content_type=FILES["xlsx"] if name.endswith("xlsx") else "application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
