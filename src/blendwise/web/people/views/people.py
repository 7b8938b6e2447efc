"""Who has an account: invite, give another role, close, reopen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.web.access import Permission, Role, permit, someone
from blendwise.web.actions.people import change_role, deactivate, invite, reactivate
from blendwise.web.forms import sent
from blendwise.web.people.forms import InviteForm, RoleForm
from blendwise.web.people.views.invitations import deliver
from blendwise.web.readings.people import people_page
from blendwise.web.responses import language, show


@permit(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponseBase:
    """Show the people within reach; invite somebody."""
    me = someone(request)
    form = InviteForm(me, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = invite(by=me, **form.cleaned_data)
        except UserError as error:
            form.refuse(error, "email")
        else:
            return deliver(request, invitation, token)
    page = people_page(me, request.GET.get("search", ""))
    return show(request, "people/people.html", page, status=422 if form.errors else 200, form=form)


@permit(Permission.MANAGE_PEOPLE)
@require_POST
def change_role_of(request: HttpRequest, person: UUID) -> HttpResponse:
    """Give somebody another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise UserError("people.no-role")
    change_role(by=someone(request), person=person, role=Role(form.cleaned_data["role"]))
    return _done(request, "role-changed")


@permit(Permission.MANAGE_PEOPLE)
@require_POST
def close(request: HttpRequest, person: UUID) -> HttpResponse:
    """Close somebody's account."""
    deactivate(by=someone(request), person=person)
    return _done(request, "closed")


@permit(Permission.MANAGE_PEOPLE)
@require_POST
def reopen(request: HttpRequest, person: UUID) -> HttpResponse:
    """Open a closed account again."""
    reactivate(by=someone(request), person=person)
    return _done(request, "reopened")


def _done(request: HttpRequest, what: str) -> HttpResponse:
    messages.success(request, say(f"web.people.{what}", language(request)))
    return redirect("people:people")
