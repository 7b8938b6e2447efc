"""Which institution went on as which: link earlier and later legal shapes, and undo it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from blendwise.errors import UserError
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.legal_shapes import link_shapes, undo_link
from blendwise.web.agency.forms import LegalShapeForm
from blendwise.web.forms import sent
from blendwise.web.models import Institution, Succession
from blendwise.web.readings.legal_shapes import legal_shapes_page
from blendwise.web.responses import show


@permit(Permission.LINK_INSTITUTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def legal_shapes(request: HttpRequest, of: UUID) -> HttpResponse:
    """Show the legal shapes of an institution; link another one."""
    found = get_object_or_404(Institution, pk=of)
    form = LegalShapeForm(found, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            link_shapes(by=someone(request), **form.link())
        except UserError as error:
            form.refuse(error)
        else:
            return redirect("agency:legal-shapes", found.pk)
    page = legal_shapes_page(found)
    return show(request, "agency/legal_shapes.html", page, status=422 if form.errors else 200, form=form)


@permit(Permission.LINK_INSTITUTIONS)
@require_POST
def undo(request: HttpRequest, of: UUID) -> HttpResponseRedirect:
    """Undo a link between two legal shapes."""
    if not Succession.objects.filter(pk=of, undone__isnull=True).exists():
        raise Http404
    return redirect("agency:legal-shapes", undo_link(by=someone(request), link=of).later.pk)
