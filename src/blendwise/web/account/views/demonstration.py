"""One-click log-ins, on a demonstration site only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from blendwise.web.access import public
from blendwise.web.readings.people import account_of_role


@public
def demonstration(request: HttpRequest, role: str) -> HttpResponseRedirect:
    """Sign in as the demonstration's person with a role; on any other site this address does not exist."""
    person = account_of_role(role) if settings.CONFIGURATION.demonstration else None
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("public:front")
