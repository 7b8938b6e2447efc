"""The snapshots: the list, one with its origin, and two compared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.snapshots import (
    changed_parts,
    comparison,
    comparison_chosen,
    snapshot_page,
    snapshots_page,
)
from blendwise.web.responses import FILES, show
from blendwise.web.streaming import download_parts

__all__ = ["compare", "snapshot", "snapshots"]


@permit(Permission.SEE_SECTOR)
@require_safe
def snapshots(request: HttpRequest) -> HttpResponse:
    """List what is kept, of which day, from which files."""
    return show(request, "agency/snapshots.html", snapshots_page())


@permit(Permission.SEE_SECTOR)
@require_safe
def snapshot(request: HttpRequest, name: str) -> HttpResponse:
    """Show one snapshot: its files with their hashes, its books, how it was read and with which software."""
    page = snapshot_page(name)
    if page is None:
        raise Http404
    return show(request, "agency/snapshot.html", page)


@permit(Permission.SEE_SECTOR)
@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """Compare two snapshots, mobility by mobility; or take the mobilities that changed along as a file."""
    first, second, kind = comparison_chosen(request.GET)
    page, form = comparison(first, second, kind, page_number(request.GET)), request.GET.get("file", "")
    if form in FILES:
        return download_parts(
            request, changed_parts(first, second, kind), page.pages.total, form, f"mobilities-{kind}"
        )
    return show(request, "agency/compare.html", page)
