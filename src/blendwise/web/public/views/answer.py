"""A teacher answers through a personal link; nothing else can be seen with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from blendwise.errors import UserError
from blendwise.web.access import public
from blendwise.web.actions.teacher_links import answer_link, note_refusal
from blendwise.web.readings.teacher_links import teacher_page
from blendwise.web.responses import language, problem, show


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions of a link, or keep the answers; a link that is not open is refused politely and noted."""
    try:
        if request.method == "POST":
            answer_link(token=token, answers=request.POST.dict())
        page = teacher_page(token, language(request), request.POST.dict())
    except UserError as error:
        note_refusal(reason=error.code)
        return problem(request, error, 410 if error.code.startswith("teacher_links.") else 422)
    thanks = request.method == "POST"
    return show(request, "public/answered.html" if thanks else "public/answer.html", page)
