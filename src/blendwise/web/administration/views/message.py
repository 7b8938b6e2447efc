"""The words of a message by e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from blendwise.language import LANGUAGES, say
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.settings import change_email_text
from blendwise.web.administration.forms import MessageForm
from blendwise.web.forms import sent
from blendwise.web.mail import MESSAGES
from blendwise.web.readings.settings import message_page
from blendwise.web.responses import language as readers_language
from blendwise.web.responses import show


@permit(Permission.MANAGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, language: str, message: str) -> HttpResponse:
    """Show a message as it will be; keep a text of the agency's own, or bring back the usual one."""
    if message not in MESSAGES or language not in LANGUAGES:
        raise Http404
    form, page = MessageForm(message, sent(request)), message_page(message, language)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if "preview" not in request.POST:
            kept = "" if "usual" in request.POST else text
            change_email_text(by=someone(request), language=language, message=message, text=kept)
            messages.success(request, say("web.settings.kept", readers_language(request)))
            return redirect("administration:message", language, message)
        page = message_page(message, language, text or page.usual)
    elif not form.is_bound:
        form = MessageForm(message, initial={"text": page.current})
    return show(request, "administration/message.html", page, status=422 if form.errors else 200, form=form)
