"""Deciding of mobilities whether they were blended: of those chosen in a list, or of one on its own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from blendwise.errors import unknown_name
from blendwise.language import plural
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.own_records import decide as decide_on
from blendwise.web.actions.own_records import take_back
from blendwise.web.institution.chosen import some_chosen
from blendwise.web.models import Account, Decision, ReasonNot
from blendwise.web.readings.facts import Key
from blendwise.web.responses import language

OPEN = "open"
"""What takes a decision back."""


@permit(Permission.DECIDE_OWN)
@require_POST
def decide(request: HttpRequest, back: str) -> HttpResponse:
    """Decide of the chosen mobilities, all at once, and go back to the list as it was filtered."""
    _decided(request, some_chosen(request))
    filtered = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse(f"institution:{back}") + filtered)


@permit(Permission.DECIDE_OWN)
@require_POST
def decide_one(request: HttpRequest, project: str, of: str) -> HttpResponse:
    """Decide of one mobility."""
    _decided(request, [Key(project, of)])
    return redirect("institution:mobility", project=project, of=of)


def _decided(request: HttpRequest, keys: list[Key]) -> None:
    """Decide, and say of how many; `decision` is the button that was pressed."""
    told, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    n = _settled(someone(request), keys, told, reason)
    messages.success(request, plural(f"web.work_list.decided-{told}", n, language(request)))


def _settled(by: Account, keys: list[Key], told: str, reason: str) -> int:
    if told == OPEN:
        return take_back(by=by, keys=keys)
    if told not in Decision.values:
        raise unknown_name(told, "choice", [*Decision.values, OPEN])
    if reason and reason not in ReasonNot.values:
        raise unknown_name(reason, "choice", ReasonNot.values)
    return decide_on(by=by, keys=keys, decision=Decision(told), reason=ReasonNot(reason) if reason else None)
