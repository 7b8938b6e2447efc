"""Explore the open figures: choose, look, hold a bar against another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from blendwise.web.access import public
from blendwise.web.public.views.figures import calls_in
from blendwise.web.readings.explore import open_explore
from blendwise.web.responses import show

__all__ = ["explore"]


@public
def explore(request: HttpRequest) -> HttpResponse:
    """Show one division of the open figures, with a chart that can be steered."""
    asked = request.GET.get("calls")
    by = request.GET.get("by", "institution")
    page = open_explore(by, calls_in(asked) if asked else None, timezone.localdate())
    if page is None and asked:
        raise Http404(asked)
    template = "explore.html" if page else "public/figures_empty.html"
    return show(request, template, page, tables="public:figures")
