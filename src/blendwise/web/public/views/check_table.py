"""Does a published table agree with itself? Open to everybody; nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from blendwise.errors import UserError
from blendwise.web.access import public
from blendwise.web.public.forms import TableForm
from blendwise.web.readings.checked_table import checked_table
from blendwise.web.responses import FILES, download, language, show
from blendwise.web.uploads import refuse_too_large


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check_table(request: HttpRequest) -> HttpResponse:
    """Show the form; check what was sent, and give the rows that contradict themselves, or a file of them."""
    form, page, lang = TableForm(request.POST or None, request.FILES or None), None, language(request)
    refuse_too_large(request)
    if request.method == "POST" and form.is_valid():
        try:
            page = checked_table(form.source(), form.roles(), lang)
        except UserError as error:
            form.say(error, lang)
    file = request.POST.get("take", "")
    if page is not None and file in FILES:
        return download(request, page.frame(lang), file, "inconsistent-rows")
    return show(request, "public/check_table.html", page, status=422 if form.errors else 200, form=form)
