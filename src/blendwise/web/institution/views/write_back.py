"""Where own record and register differ, until when that can be mended, and the file that does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from blendwise.language import say
from blendwise.web.access import Permission, may, permit, scope, someone
from blendwise.web.actions.project_ends import set_project_end
from blendwise.web.institution.forms import ProjectEndForm
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.paging import page_number
from blendwise.web.readings.write_back import FORMS, write_back_file, write_back_page
from blendwise.web.responses import file_of, language, show


@permit(Permission.SEE_OWN)
@require_safe
def write_back(request: HttpRequest) -> HttpResponse:
    """Show what differs; give the import file for the register."""
    if not days_of_register():
        return show(request, "institution/empty.html", None)
    account, asked = someone(request), request.GET
    whose, file, project = scope(account), asked.get("file", ""), asked.get("project", "")
    if file in FORMS:
        content = write_back_file(whose, file, project, replace=asked.get("replace") == "yes")
        return file_of(content, FORMS[file], f"write-back.{file}")
    page = write_back_page(whose, page_number(asked), timezone.localdate(), language(request))
    return show(request, "institution/write_back.html", page, may_change=may(account, Permission.DECIDE_OWN))


@permit(Permission.DECIDE_OWN)
@require_POST
def set_end(request: HttpRequest, project: str) -> HttpResponse:
    """Keep when a project ends."""
    form = ProjectEndForm(request.POST)
    if form.is_valid():
        set_project_end(by=someone(request), project=project, day=form.cleaned_data["day"])
    else:
        messages.error(request, say("web.write_back.no-date", language(request), project=project))
    return redirect("institution:write-back")
