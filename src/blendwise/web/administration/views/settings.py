"""The settings of the site."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from blendwise.language import say
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.settings import change_settings
from blendwise.web.administration.forms import SettingsForm
from blendwise.web.models import Agency
from blendwise.web.readings.settings import settings_page
from blendwise.web.responses import language, show


@permit(Permission.MANAGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show the settings; keep others."""
    form = (
        SettingsForm(request.POST, request.FILES)
        if request.method == "POST"
        else SettingsForm.of(Agency.current())
    )
    if request.method == "POST" and form.is_valid():
        change_settings(by=someone(request), **form.decided())
        messages.success(request, say("web.settings.kept", language(request)))
        return redirect("administration:settings")
    return show(
        request,
        "administration/settings.html",
        settings_page(),
        status=422 if form.errors else 200,
        form=form,
    )
