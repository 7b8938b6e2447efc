"""The mapping step: which column of an unknown layout is which of ours."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from blendwise.errors import UserError
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.imports import map_columns
from blendwise.web.imports.forms import MappingForm
from blendwise.web.readings.import_mapping import mapping_page
from blendwise.web.readings.imports import imports_for
from blendwise.web.responses import language, show

__all__ = ["mapping"]


@permit(Permission.IMPORT_SECTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show each column with examples and what it could be; save the answers as a profile and read again."""
    account = someone(request)
    of = get_object_or_404(imports_for(account), pk=pk, questions__isnull=False)
    form = MappingForm(of, request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, chosen = form.cleaned_data["name"], form.chosen()
        try:
            map_columns(by=account, of=of, proposal=form.proposal, name=name, chosen=chosen)
            return redirect("imports:one", pk=of.pk)
        except UserError as error:
            form.add_error("name", error.sentence(language(request)))
    status = 422 if form.errors else 200
    return show(
        request, "imports/mapping.html", mapping_page(of, form.proposal, form.now()), status=status, form=form
    )
