"""Invitations: send again with a new link, take back."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.people import VALID, renew_invitation, withdraw_invitation
from blendwise.web.mail import invitation_link, send
from blendwise.web.models import Invitation
from blendwise.web.responses import language


@permit(Permission.MANAGE_PEOPLE)
@require_POST
def renew(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Send an invitation again; the link of before stops working."""
    return deliver(request, *renew_invitation(by=someone(request), invitation=invitation))


@permit(Permission.MANAGE_PEOPLE)
@require_POST
def withdraw(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    withdraw_invitation(by=someone(request), invitation=invitation)
    messages.success(request, say("web.people.withdrawn", language(request)))
    return redirect("people:people")


def deliver(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Send the link of an invitation; without a mail server, show it to whoever invites."""
    lang, link = language(request), invitation_link(token)
    if settings.CONFIGURATION.mail is None:
        messages.info(request, say("web.people.link", lang, email=invitation.email, link=link))
        return redirect("people:people")
    try:
        send("invitation", invitation.language, invitation.email, link=link, days=str(VALID.days))
        messages.success(request, say("web.people.sent", lang, email=invitation.email))
    except UserError as error:
        messages.error(request, error.sentence(lang))
    return redirect("people:people")
