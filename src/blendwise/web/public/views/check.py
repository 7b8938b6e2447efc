"""Does my activity count? One question a page, no account, nothing kept: the address holds the answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import public
from blendwise.web.readings.activity_check import activity_check
from blendwise.web.readings.verdict_paper import verdict_paper
from blendwise.web.responses import file_of, language, show


@public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or give the verdict: as a page, as JSON, or as a paper to keep."""
    here, lang = request.build_absolute_uri(request.path), language(request)
    page = activity_check(request.GET, lang, here=here, asked=request.GET.get("ask", ""))
    if request.GET.get("file") == "pdf" and page.verdict:
        return file_of(verdict_paper(page, lang), "application/pdf", "blendwise-verdict.pdf")
    return show(request, "public/verdict.html" if page.verdict else "public/check.html", page)
