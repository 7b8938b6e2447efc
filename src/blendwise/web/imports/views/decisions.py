"""Accept an import, throw it away, or have it read again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions import imports as actions
from blendwise.web.imports.forms import DecisionForm, ReadAgainForm
from blendwise.web.readings.imports import imports_for

__all__ = ["accept", "discard", "read_again"]


@permit(Permission.IMPORT)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have it kept as a whole."""
    account, form = someone(request), DecisionForm(request.POST)
    of = get_object_or_404(imports_for(account), pk=pk)
    form.full_clean()
    actions.accept(by=account, of=of, confirmed=form.cleaned_data["confirmed"])
    return redirect("imports:one", pk=pk)


@permit(Permission.IMPORT)
@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away as a whole, or stop it."""
    account = someone(request)
    actions.discard(by=account, of=get_object_or_404(imports_for(account), pk=pk))
    return redirect("imports:one", pk=pk)


@permit(Permission.IMPORT)
@require_POST
def read_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the same files again in another way."""
    account, form = someone(request), ReadAgainForm(request.POST)
    of = get_object_or_404(imports_for(account), pk=pk)
    form.full_clean()
    actions.read_again(by=account, of=of, **form.cleaned_data)
    return redirect("imports:one", pk=pk)
