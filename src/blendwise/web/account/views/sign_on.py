"""Single sign-on: to the provider and back."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from blendwise.web.access import public
from blendwise.web.readings.sign_on import sign_on_page
from blendwise.web.responses import show


@public
@require_POST
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the provider by way of a page, so that no form is ever sent to another host."""
    response: HttpResponseBase = openid_connect.login(request, provider_id)
    if response.status_code != 302:
        return response
    return show(request, "account/sign_on.html", sign_on_page(provider_id, response.headers["Location"]))


@public
def sign_on_answer(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the provider's answer: signed in, or a kind refusal."""
    response: HttpResponseBase = openid_connect.callback(request, provider_id)
    return response
