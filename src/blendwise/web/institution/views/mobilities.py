"""An institution's own mobilities: the list, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from blendwise.errors import UserError
from blendwise.language import plural
from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.actions.own_records import remark, tell_stay
from blendwise.web.institution.chosen import chosen as find_chosen
from blendwise.web.institution.chosen import some_chosen
from blendwise.web.institution.forms import DecisionForm, StayForm
from blendwise.web.readings.activities import activities_to_choose
from blendwise.web.readings.beside_register import beside_register, stay_questions
from blendwise.web.readings.call_choice import days_of_register
from blendwise.web.readings.facts import TOLD_BESIDE, Key
from blendwise.web.readings.own_mobilities import COLUMNS, narrowed, own_mobilities_page, own_mobilities_table
from blendwise.web.readings.own_mobility import own_mobility_page
from blendwise.web.readings.wish import Wish, wished
from blendwise.web.responses import FILES, download, language, show


@permit(Permission.SEE_OWN)
@require_safe
def mobilities(request: HttpRequest) -> HttpResponse:
    """Show a page of the list, or give the whole list as it was narrowed and sorted."""
    if not days_of_register():
        return show(request, "institution/empty.html", None)
    if not days_of_register():
        return show(request, "institution/empty.html", None)
    whose, narrowing = scope(someone(request)), narrowed(request.GET)
    wish = wished(request.GET, COLUMNS, "-start_date")
    if (file := request.GET.get("file", "")) in FILES:
        return download(request, own_mobilities_table(whose, narrowing, wish), file, "mobilities")
    page = own_mobilities_page(whose, narrowing, wish)
    activities = activities_to_choose(whose)
    return show(request, "institution/mobilities.html", page, form=DecisionForm(), activities=activities)


@permit(Permission.SEE_OWN)
@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """Give the chosen mobilities as a file; those out of reach are not in it."""
    file, keys = request.POST.get("file", ""), find_chosen(request).keys
    if file not in FILES or not keys:
        raise Http404
    table = own_mobilities_table(
        scope(someone(request)), narrowed(request.GET), Wish(column="start_date"), keys
    )
    return download(request, table, file, "chosen-mobilities")


@permit(Permission.SEE_OWN)
@require_safe
def mobility(request: HttpRequest, project: str, of: str) -> HttpResponse:
    """Show one mobility; one of another institution does not exist here."""
    page = own_mobility_page(scope(someone(request)), Key(project, of), language(request))
    if page is None:
        raise Http404
    beside = beside_register(scope(someone(request)), Key(project, of), language(request))
    return show(request, "institution/mobility.html", page, beside=beside, form=DecisionForm())


@permit(Permission.DECIDE_OWN)
@require_POST
def write_remark(request: HttpRequest, project: str, of: str) -> HttpResponse:
    """Add a line to the discussion of a mobility."""
    text = request.POST.get("text", "").strip()[:2000]
    if text:
        remark(by=someone(request), key=Key(project, of), text=text)
    return redirect("institution:mobility", project=project, of=of)


@permit(Permission.DECIDE_OWN)
@require_POST
def tell_many(request: HttpRequest) -> HttpResponse:
    """Ask of the chosen mobilities what the register does not say of their stay, and keep it of all of them at once."""
    by, keys = someone(request), some_chosen(request)
    names = stay_questions(scope(by), keys)
    form = StayForm(names, request.POST if "told" in request.POST else None)
    if form.is_valid():
        try:
            n = tell_stay(by=by, keys=keys, answers=form.answers())
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, plural("web.beside.told", n, language(request)))
            return redirect("institution:mobilities")
    about = find_chosen(request)
    return show(
        request,
        "institution/tell_stays.html",
        None,
        form=form,
        chosen=about,
        status=422 if form.errors else 200,
    )


@permit(Permission.DECIDE_OWN)
@require_POST
def tell(request: HttpRequest, project: str, of: str) -> HttpResponse:
    """Tell of a stay what the rules ask and the register does not say."""
    names = (name.replace("_", "-") for name in TOLD_BESIDE)
    answers = {name: request.POST[name].strip() for name in names if name in request.POST}
    tell_stay(by=someone(request), keys=[Key(project, of)], answers=answers)
    return redirect("institution:mobility", project=project, of=of)
