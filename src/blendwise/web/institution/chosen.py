"""The mobilities that a form is about: named one by one, or all that a list shows as it is filtered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from blendwise.errors import UserError
from blendwise.web.access import Scope, scope, someone
from blendwise.web.institution.forms import chosen_keys
from blendwise.web.readings.facts import Key
from blendwise.web.readings.own_mobilities import COLUMNS, Narrowing, listed_keys, narrowed
from blendwise.web.readings.wish import Wish, wished
from blendwise.web.readings.work_list import work_list_keys

__all__ = ["Chosen", "chosen", "some_chosen"]

_LISTS: Mapping[str, Callable[[Scope, Narrowing, Wish], list[Key]]] = {
    "mobilities": listed_keys,
    "work-list": lambda whose, narrowing, _: work_list_keys(whose, narrowing),
}
"""The lists of which all can be chosen that the filter in the address shows, beyond the page in sight."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which mobilities, and whether they were chosen as a whole list."""

    keys: list[Key]
    every: str
    """The list of which all were chosen; empty where they were named."""


def chosen(request: HttpRequest) -> Chosen:
    """Return the mobilities that a request names, once each; none where it names none.

    Raises UserError where one of them cannot be, or the filter.
    """
    every = request.POST.get("all", "")
    if every in _LISTS:
        wish = wished(request.GET, COLUMNS, "-start_date")
        return Chosen(_LISTS[every](scope(someone(request)), narrowed(request.GET), wish), every)
    return Chosen(chosen_keys([*request.GET.getlist("keys"), *request.POST.getlist("keys")]), "")


def some_chosen(request: HttpRequest) -> list[Key]:
    """Return the mobilities that a request names. Raises UserError where it names none."""
    keys = chosen(request).keys
    if not keys:
        raise UserError("own_records.nothing-chosen")
    return keys
