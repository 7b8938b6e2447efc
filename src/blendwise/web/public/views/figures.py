"""The open figures: for everybody, after disclosure control."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from blendwise.web.access import public
from blendwise.web.readings.open_figures import open_figures_page, open_table
from blendwise.web.responses import FILES, download, show


@public
def figures(request: HttpRequest) -> HttpResponse:
    """Show the tables of a set of calls."""
    asked = request.GET.get("calls")
    page = open_figures_page(calls_in(asked) if asked else None, timezone.localdate())
    if page is None and asked:
        raise Http404(asked)
    return show(request, "public/figures.html" if page else "public/figures_empty.html", page)


@public
def figures_file(request: HttpRequest, division: str, calls: str, form: str) -> HttpResponse:
    """Give one table as a file."""
    try:
        table = open_table(division, calls_in(calls), timezone.localdate())
    except LookupError:
        raise Http404(division) from None
    if form not in FILES or table.table is None:
        raise Http404(form)
    return download(request, table.frame(), form, f"{division}-{calls}")


def calls_in(text: str) -> tuple[int, ...]:
    """Read calls from an address, such as 2021-2022. Raises Http404 for anything else."""
    parts = text.split("-")
    if not all(part.isdecimal() and len(part) == 4 for part in parts):
        raise Http404(text)
    return tuple(map(int, parts))
