"""The audit log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.readings.audit_log import audit_log_frame, audit_log_page, chosen_events
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.READ_AUDIT_LOG)
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show who did what when, or give it as a file."""
    choice, file = chosen_events(request.GET), request.GET.get("file", "")
    if file in FILES:
        return download(request, audit_log_frame(choice, language(request)), file, "audit-log")
    return show(request, "administration/audit_log.html", audit_log_page(choice))
