"""The budget of a call, divided by weights that the agency enters and may keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.web.access import Permission, permit, someone
from blendwise.web.actions.kept_weights import forget_weights, keep_weights
from blendwise.web.agency.rules_forms import BudgetForm, KeepWeightsForm
from blendwise.web.readings.budget import (
    BudgetPage,
    budget_page,
    calls_applied_for,
    kept_weights,
    scores_told,
)
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.without_register import without_register
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_SECTOR)
@require_safe
def budget(request: HttpRequest) -> HttpResponse:
    """Show what each applicant would get, by the weights in the address, else by those that are kept."""
    calls = calls_applied_for()
    if not days_of_register() or not calls:
        return show(request, "agency/overview_empty.html", without_register())
    form = _form(request.GET)
    page = _divided(form, language(request))
    if page is not None and (file := request.GET.get("file", "")) in FILES:
        return download(request, page.table, file, f"budget-{page.call}")
    keep = KeepWeightsForm(calls, initial={"scores": page.scores}) if page else None
    return show(request, "agency/budget.html", page, form=form, keep=keep)


@permit(Permission.KEEP_WEIGHTS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the weights that were tried, and the scores of the applicants."""
    form = KeepWeightsForm(calls_applied_for() or (0,), request.POST)
    try:
        if form.rules() is not None:
            call, lang = form.cleaned_data["call"], language(request)
            scores = scores_told(form.cleaned_data["scores"], call, lang)
            keep_weights(by=someone(request), call=call, weights=form.weights(), scores=scores)
            messages.success(request, say("web.budget.is-kept", lang, call=call))
            return redirect(f"{reverse('agency:budget')}?call={call}")
    except UserError as error:
        form.refuse(error)
    return show(request, "agency/budget.html", None, form=form, status=422)


@permit(Permission.KEEP_WEIGHTS)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Remove the weights and scores that are kept for a call."""
    named = request.POST.get("call", "")
    call = next((one for one in calls_applied_for() if str(one) == named), 0)
    forget_weights(by=someone(request), call=call)
    return redirect(f"{reverse('agency:budget')}?call={call}")


def _form(asked: Mapping[str, str]) -> BudgetForm:
    """Return the form as it was sent, else filled in with what is kept, else with the example."""
    calls = calls_applied_for()
    if "basic" in asked:
        return BudgetForm(calls, asked)
    call = next((one for one in calls if str(one) == asked.get("call")), None)
    kept = kept_weights(call)
    told: dict[str, Any] = {"call": call} if call else {}
    return (
        BudgetForm(calls, kept.weights | {"call": str(kept.call)})
        if kept
        else BudgetForm(calls, initial=told)
    )


def _divided(form: BudgetForm, lang: str) -> BudgetPage | None:
    try:
        rules = form.rules()
        return None if rules is None else budget_page(rules, form.budget(), lang)
    except UserError as error:
        form.refuse(error)
        return None
