"""Five-minute links for teachers: sent, looked at, accepted or set aside."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blendwise.errors import UserError
from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.actions import teacher_links
from blendwise.web.institution.chosen import chosen
from blendwise.web.institution.forms import LinkForm
from blendwise.web.models import Account
from blendwise.web.readings.teacher_links import links_page
from blendwise.web.responses import language, show

_DEEDS: dict[str, Callable[[Account, UUID], object]] = {
    "accept": lambda by, link: teacher_links.accept_answers(by=by, link=link),
    "decline": lambda by, link: teacher_links.decline_answers(by=by, link=link),
    "remind": lambda by, link: teacher_links.remind(by=by, link=link),
    "withdraw": lambda by, link: teacher_links.withdraw_link(by=by, link=link),
}


@permit(Permission.DECIDE_OWN)
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Show all links, with the answers that wait."""
    return show(request, "institution/links.html", links_page(scope(someone(request)), language(request)))


@permit(Permission.DECIDE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Send a link about the chosen mobilities, and show its address this once."""
    about = chosen(request)
    sent = request.POST if "subject" in request.POST else None
    form, made = LinkForm(sent, initial={"language": language(request)}), None
    if sent is not None and form.is_valid():
        try:
            made = teacher_links.send_link(by=someone(request), keys=about.keys, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
    link, address = made or (None, None)
    told = {"form": form, "chosen": about, "link": link, "address": address}
    return show(request, "institution/new_link.html", None, status=422 if form.errors else 200, **told)


@permit(Permission.DECIDE_OWN)
@require_POST
def deal_with_link(request: HttpRequest, link: UUID, deed: str) -> HttpResponse:
    """Accept or set aside its answers, remind, or withdraw it. A link of another institution is refused and noted."""
    if deed not in _DEEDS:
        raise Http404
    try:
        _DEEDS[deed](someone(request), link)
    except UserError as error:
        if error.code == "web.not-found":
            teacher_links.note_refusal(link=link, reason="another-institution", by=someone(request))
        raise
    return redirect("institution:links")
