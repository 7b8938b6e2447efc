"""Figures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from blendwise.records import CHARACTERISTICS, DIMENSIONS, Unit
from blendwise.web.access import Permission, scope
from blendwise.web.api.keys import caller
from blendwise.web.api.pages import Asked, page_of
from blendwise.web.api.problems import FAILURES, Problem
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.open_figures import open_figures_page
from blendwise.web.readings.view import View
from blendwise.web.responses import language, plain

router = Router(tags=["figures"])
# Enumerations made of the library's own names, so that a new dimension is here at once; mypy cannot see their members.
Dimension = StrEnum("Dimension", {name: name for name in DIMENSIONS})  # type: ignore[misc]
Characteristic = StrEnum("Characteristic", {name: name for name in CHARACTERISTICS})  # type: ignore[misc]
Counted = StrEnum("Counted", {u.value: u.value for u in (Unit.MOBILITIES, Unit.PARTICIPANTS)})  # type: ignore[misc]


class FiguresAsked(Asked):
    """What is asked; the groups come in pages."""

    by: list[Dimension] = Field(default_factory=list)
    calls: list[int] = Field(default_factory=list)
    unit: Counted = Counted(Unit.MOBILITIES)
    of: Characteristic = Characteristic(CHARACTERISTICS[0])
    without: list[str] = Field(default_factory=list)
    at: date | None = None
    drafts: bool = False


class FiguresGiven(Schema):
    """A count with its parts; the register is complete, so there is no interval."""

    question: str
    unit: str
    characteristic: str
    numerator: int
    denominator: int
    share: float | None
    population: str
    scope: str
    sentence: str
    at: date | None
    rows: list[dict[str, Any]]
    """The groups on this page."""
    count: int
    """How many groups there are in all."""
    page: int
    next: str | None
    """The address of the next page; null on the last."""


class OpenTableGiven(Schema):
    """A table that went through disclosure control; without rows it can't be shown safely."""

    division: str
    calls: list[int]
    shown: bool
    labels: list[str] = Field(default_factory=list)
    columns: list[str] = Field(default_factory=list)
    rows: list[dict[str, Any]] = Field(default_factory=list)
    """A hidden number is null, and its flag beside it is true."""
    note: str = ""


class OpenFiguresGiven(Schema):
    """What everybody may see of a set of calls."""

    agency: str
    calls: list[int]
    sets: list[list[int]]
    """The sets of calls there are tables of."""
    day: date
    tables: list[OpenTableGiven]


@router.get("/figures", response={200: FiguresGiven, **FAILURES})
def figures(request: HttpRequest, asked: Query[FiguresAsked]) -> Any:
    """What was registered, divided as asked, of all institutions or of one's own."""
    view = View(
        tuple(sorted(set(asked.calls))),
        Unit(asked.unit),
        tuple(dict.fromkeys(asked.without)),
        asked.at,
        asked.drafts,
    )
    by = tuple(dict.fromkeys(d.value for d in asked.by))
    found = divided_figures(
        scope(caller(request, Permission.SEE_SECTOR, Permission.SEE_OWN)),
        view,
        by=by,
        characteristic=asked.of.value,
    )
    told = plain(found, language(request))
    page = page_of(request, asked, len(told["rows"]), told["rows"][asked.first : asked.end])
    return told | page | {"rows": page["items"]}


class OpenAsked(Schema):
    """Of which calls; without a choice the largest set."""

    calls: list[int] = Field(default_factory=list)


@router.get("/open-figures", response={200: OpenFiguresGiven, frozenset({400, 404, 422}): Problem}, auth=None)
def open_figures(request: HttpRequest, asked: Query[OpenAsked]) -> Any:
    """The open figures of a set of calls: for everybody, after disclosure control."""
    page = open_figures_page(tuple(asked.calls) or None, timezone.localdate())
    if page is None:
        raise Http404
    return plain(page, language(request))
