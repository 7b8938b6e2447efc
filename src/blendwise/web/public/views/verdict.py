"""A verdict that was kept: a page to cite. And the agency's rulings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from blendwise.web.access import public, signed_in
from blendwise.web.actions.verdicts import keep_verdict
from blendwise.web.readings.activity_check import finished
from blendwise.web.readings.verdicts import cited_verdict, rulings_page
from blendwise.web.responses import language, show


@public
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the verdict on the answers that were sent, and lead to its page."""
    page = finished(request.POST, language(request))
    kept = keep_verdict(by=signed_in(request), facts=page.facts, call=page.call)
    return redirect("public:verdict", code=kept.code)


@public
@require_safe
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """Show a verdict as it was given, and what today's rules say where they have changed."""
    return show(request, "public/cited_verdict.html", cited_verdict(code, language(request)))


@public
@require_safe
def rulings(request: HttpRequest) -> HttpResponse:
    """Show what the agency has ruled of kinds of cases."""
    return show(request, "public/rulings.html", rulings_page())
