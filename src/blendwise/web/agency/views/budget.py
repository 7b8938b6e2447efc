"""The budget of a call, divided by weights that the agency enters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.errors import UserError
from blendwise.web.access import Permission, permit
from blendwise.web.agency.rules_forms import BudgetForm
from blendwise.web.readings.budget import budget_page, calls_applied_for
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def budget(request: HttpRequest) -> HttpResponse:
    """Show what each applicant would get; the weights stand in the address and are kept nowhere."""
    calls = calls_applied_for()
    if not days_of_register() or not calls:
        return show(request, "agency/overview_empty.html", None)
    form, page = BudgetForm(calls, request.GET if "call" in request.GET else None), None
    try:
        rules = form.rules()
        if rules is not None:
            page = budget_page(rules, form.budget(), language(request))
    except UserError as error:
        form.refuse(error)
    if page is not None and (file := request.GET.get("file", "")) in FILES:
        return download(request, page.table, file, f"budget-{page.call}")
    return show(request, "agency/budget.html", page, form=form)
