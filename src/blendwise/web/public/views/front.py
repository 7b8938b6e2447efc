"""The front page: what this is; whoever is signed in goes to their own desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from blendwise.web.access import Permission, may, public, signed_in
from blendwise.web.readings.front import front_page
from blendwise.web.responses import show


@public
def front(request: HttpRequest) -> HttpResponseBase:
    """Show what this is, or lead to the desk."""
    account = signed_in(request)
    if may(account, Permission.SEE_SECTOR):
        return redirect("agency:overview")
    if may(account, Permission.SEE_OWN):
        return redirect("institution:figures")
    return show(request, "public/front.html", front_page(timezone.localdate()))
