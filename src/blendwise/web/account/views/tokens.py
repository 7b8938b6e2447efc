"""One's own tokens for the API."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from blendwise.web.access import Permission, permit, someone
from blendwise.web.account.forms import TokenForm
from blendwise.web.actions.api_tokens import make_token, revoke_token
from blendwise.web.forms import sent
from blendwise.web.models import TokenScope
from blendwise.web.readings.api_tokens import tokens_page
from blendwise.web.responses import show


@permit(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make one, and show its text this once."""
    account, form, text = someone(request), TokenForm(sent(request)), None
    if request.method == "POST" and form.is_valid():
        _, text = make_token(
            by=account, name=form.cleaned_data["name"], scope=TokenScope(form.cleaned_data["scope"])
        )
        form = TokenForm()
    status = 422 if form.errors else 200
    return show(request, "account/tokens.html", tokens_page(account), status=status, form=form, text=text)


@permit(Permission.OWN_ACCOUNT)
@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponseRedirect:
    """Take one of one's tokens back."""
    revoke_token(by=someone(request), token=token)
    return redirect("own:tokens")
