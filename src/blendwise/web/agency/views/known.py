"""What was done, instead of a tick: from institutions that share it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.known import known_page
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Show what is registered, known and verified, apart from each other, and what was done."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    return show(request, "agency/known.html", known_page(language(request)))
