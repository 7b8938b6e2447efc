"""Where own record and register differ, and the file that mends it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.write_back import FORMS, write_back_file, write_back_page
from blendwise.web.responses import file_of, language, show


@permit(Permission.SEE_OWN)
@require_safe
def write_back(request: HttpRequest) -> HttpResponse:
    """Show what differs; give the import file for the register."""
    whose, file = scope(someone(request)), request.GET.get("file", "")
    if file in FORMS:
        return file_of(write_back_file(whose, file), FORMS[file], f"write-back.{file}")
    page = write_back_page(whose, page_number(request.GET), language(request))
    return show(request, "institution/write_back.html", page)
