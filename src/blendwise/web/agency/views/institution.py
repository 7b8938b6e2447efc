"""One institution, and what the agency writes down about it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blendwise.web.access import Permission, Scope, permit, someone
from blendwise.web.actions.notes import add_contact, remove_contact, remove_note, write_note
from blendwise.web.agency.forms import ContactForm, NoteForm
from blendwise.web.forms import sent
from blendwise.web.models import Contact, Institution, Note
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.institution import findings_table, institution_page
from blendwise.web.readings.own_figures import SHARES, own_shares_table
from blendwise.web.readings.view import chosen_view
from blendwise.web.readings.without_register import without_register
from blendwise.web.readings.written import WritingPage
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def institution(request: HttpRequest, of: UUID) -> HttpResponse:
    """Show one institution, or give its shares or its findings as a file."""
    found = get_object_or_404(Institution, pk=of)
    if not days_of_register():
        return show(request, "agency/overview_empty.html", without_register())
    view, table = chosen_view(request.GET), request.GET.get("table", "")
    if (file := request.GET.get("file", "")) in FILES and table in SHARES:
        whose = Scope(everyone=False, institutions=found.all_keys())
        return download(request, own_shares_table(whose, view, table, language(request)), file, f"by-{table}")
    if file in FILES:
        return download(request, findings_table(found.key, language(request)), file, "findings")
    page = institution_page(found, view, language(request))
    return show(request, "agency/institution.html", page)


@permit(Permission.WRITE_NOTES)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, of: UUID) -> HttpResponse:
    """Write a note on an institution."""
    found, form = get_object_or_404(Institution, pk=of), NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        write_note(by=someone(request), institution=found, text=form.cleaned_data["text"])
        return redirect("agency:institution", found.pk)
    page = WritingPage(found.pk, found.name, "note")
    return show(request, "agency/writing.html", page, status=422 if form.errors else 200, form=form)


@permit(Permission.WRITE_NOTES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, of: UUID) -> HttpResponse:
    """Add somebody whom the agency can reach at an institution."""
    found, form = get_object_or_404(Institution, pk=of), ContactForm(sent(request))
    if request.method == "POST" and form.is_valid():
        add_contact(by=someone(request), institution=found, **form.cleaned_data)
        return redirect("agency:institution", found.pk)
    page = WritingPage(found.pk, found.name, "contact")
    return show(request, "agency/writing.html", page, status=422 if form.errors else 200, form=form)


@permit(Permission.WRITE_NOTES)
@require_POST
def no_note(request: HttpRequest, of: UUID) -> HttpResponseRedirect:
    """Remove a note."""
    get_object_or_404(Note, pk=of)
    return redirect("agency:institution", remove_note(by=someone(request), note=of).pk)


@permit(Permission.WRITE_NOTES)
@require_POST
def no_contact(request: HttpRequest, of: UUID) -> HttpResponseRedirect:
    """Take a contact out."""
    get_object_or_404(Contact, pk=of)
    return redirect("agency:institution", remove_contact(by=someone(request), contact=of).pk)
