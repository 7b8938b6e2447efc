"""Figures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from blendwise.records import CHARACTERISTICS, DIMENSIONS, Unit
from blendwise.web.access import Permission, scope
from blendwise.web.api.keys import caller
from blendwise.web.api.problems import FAILURES
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.view import View
from blendwise.web.responses import language, plain

router = Router(tags=["figures"])
# Enumerations made of the library's own names, so that a new dimension is here at once; mypy cannot see their members.
Dimension = StrEnum("Dimension", {name: name for name in DIMENSIONS})  # type: ignore[misc]
Characteristic = StrEnum("Characteristic", {name: name for name in CHARACTERISTICS})  # type: ignore[misc]
Counted = StrEnum("Counted", {u.value: u.value for u in (Unit.MOBILITIES, Unit.PARTICIPANTS)})  # type: ignore[misc]


class FiguresAsked(Schema):
    """What is asked."""

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
    return plain(found, language(request))
