"""A teacher answers through a personal link; nothing else can be seen with it."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from blendwise.errors import UserError
from blendwise.web.access import public
from blendwise.web.actions.teacher_links import answer_link, note_refusal
from blendwise.web.forms import sent
from blendwise.web.public.forms import AnswersForm
from blendwise.web.readings.teacher_links import signed_link, teacher_page
from blendwise.web.responses import language, problem, show

_log = logging.getLogger(__name__)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions of a link, or keep the answers; a link that is not open is refused politely and noted."""
    form = AnswersForm(sent(request), auto_id="%s")
    answered = form.is_valid()
    try:
        if answered:
            answer_link(token=token, answers=form.answers())
        page = teacher_page(token, language(request), request.POST.dict())
    except UserError as error:
        return _refused(request, token, error)
    if answered:
        return show(request, "public/answered.html", page)
    return show(request, "public/answer.html", page, status=422 if form.errors else 200, form=form)


def _refused(request: HttpRequest, token: str, error: UserError) -> HttpResponse:
    """Say why, and note it: in the audit log where the link is one of ours, else only among what the server notes."""
    link = signed_link(token)
    if link is None:
        _log.warning("a link to a teacher was refused: it is none of ours")
    else:
        note_refusal(link=link.pk, reason=error.code)
    return problem(request, error, 410)
