"""Opening the account that an invitation is for."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blendwise.errors import UserError
from blendwise.web.access import public
from blendwise.web.account.forms import AcceptForm
from blendwise.web.actions.people import accept_invitation
from blendwise.web.forms import sent
from blendwise.web.readings.people import invited_page
from blendwise.web.responses import show


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say who invites whom for what; open the account, and sign in."""
    page, form = invited_page(token), AcceptForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = accept_invitation(token=token, **form.cleaned_data)
        except UserError as error:
            form.refuse(error, "password")
        else:
            record_authentication(request, account, "password")
            response: HttpResponseBase = perform_login(request, account)
            return response
    return show(request, "account/invitation.html", page, status=422 if form.errors else 200, form=form)
