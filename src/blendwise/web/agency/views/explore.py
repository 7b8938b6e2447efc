"""Explore the figures of a view: choose, look, hold a bar against another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.explore import agency_explore
from blendwise.web.readings.view import chosen_view
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import show

__all__ = ["explore"]


@permit(Permission.SEE_SECTOR)
@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Show one division of the figures of a view, with a chart that can be steered."""
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    by, view = request.GET.get("by", "institution"), chosen_view(request.GET)
    return show(
        request, "explore.html", agency_explore(scope(someone(request)), by, view), tables="agency:overview"
    )
