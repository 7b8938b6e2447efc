"""A page and a poster for a department, in plain words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from blendwise.web.access import public
from blendwise.web.readings.poster import poster_file, poster_page
from blendwise.web.responses import file_of, language, show


@public
@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """Show it, or give it as a PDF for the wall."""
    address = request.build_absolute_uri(reverse("public:check"))
    field, chosen = request.GET.get("field") or "care", request.GET.getlist("block")
    page = poster_page(field, chosen, address, language(request))
    if request.GET.get("file") == "pdf":
        return file_of(poster_file(page, language(request)), "application/pdf", f"blendwise-{page.field}.pdf")
    return show(request, "public/poster.html", page)
