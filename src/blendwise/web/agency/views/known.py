"""What was done, instead of a tick: from institutions that share it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.readings.known import known_page
from blendwise.web.responses import language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Show what is registered, known and verified, apart from each other, and what was done."""
    return show(request, "agency/known.html", known_page(language(request)))
