"""One's own account: what is kept, as a page and as a file; its name and language; its end."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from blendwise.web.access import Permission, permit, someone
from blendwise.web.account.forms import EraseForm, OwnAccountForm
from blendwise.web.actions.own_account import change_own_account, erase_account
from blendwise.web.forms import sent
from blendwise.web.readings.own_account import kept_of, own_account_page
from blendwise.web.responses import language, plain, remember_language, show


@permit(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponseBase:
    """Show one's account; change its name and language."""
    me = someone(request)
    form = OwnAccountForm(sent(request), initial={"name": me.name, "language": me.language})
    if request.method == "POST" and form.is_valid():
        change_own_account(by=me, **form.cleaned_data)
        response = redirect("own:account")
        remember_language(response, form.cleaned_data["language"])
        return response
    page = own_account_page(me)
    return show(request, "account/own_account.html", page, status=422 if form.errors else 200, form=form)


@permit(Permission.OWN_ACCOUNT)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Give everything that is kept about one as a file."""
    response = JsonResponse(
        plain(kept_of(someone(request)), language(request)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-account.json"'
    return response


@permit(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponseBase:
    """Ask whether one is sure; then take out who one is, and sign out."""
    me, form = someone(request), EraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        erase_account(by=me)
        logout(request)
        return redirect("public:front")
    return show(
        request, "account/erase.html", own_account_page(me), status=422 if form.errors else 200, form=form
    )
