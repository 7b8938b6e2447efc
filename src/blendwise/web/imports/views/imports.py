"""The list of imports, and where files are brought in."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from blendwise.web.access import Permission, may, permit, someone
from blendwise.web.actions.imports import bring_in
from blendwise.web.imports.forms import UploadForm
from blendwise.web.readings.imports import imports_page
from blendwise.web.readings.paging import page_number
from blendwise.web.responses import show
from blendwise.web.uploads import refuse_too_large

__all__ = ["imports"]


@permit(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports; take files in and go to where one sees how far they are."""
    account = someone(request)
    form = UploadForm(request.POST or None, cast("Any", request.FILES) or None)
    refuse_too_large(request)
    if request.method == "POST" and form.is_valid():
        own = None if may(account, Permission.IMPORT_SECTOR) else account.institution
        day = form.cleaned_data["day"] if own is None else None
        brought = bring_in(
            by=account, uploads=form.uploads(), modified=form.modified(), day=day, for_institution=own
        )
        return redirect("imports:one", pk=brought.pk)
    page = imports_page(account, page_number(request.GET))
    return show(request, "imports/imports.html", page, status=422 if form.errors else 200, form=form)
