"""The work list: what was never ticked, likeliest first, with the reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from blendwise.overlooked import Calibration, Overlooked, overlooked
from blendwise.web.access import Scope
from blendwise.web.models import Decision
from blendwise.web.readings.facts import KEY, Key, own_rows
from blendwise.web.readings.own_records import own_records
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register, remembered

__all__ = ["WorkListPage", "WorkListRow", "work_list_page"]

_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class WorkListRow:
    """A mobility that was not ticked."""

    key: Key
    rank: int
    likelihood: float | None
    """How likely it was blended, by the model; None where too few cases are known for one."""
    reasons: tuple[str, ...]
    receiving_organisation: str | None
    receiving_country: str | None
    start_date: date | None
    activity_type: str | None


@dataclass(frozen=True, slots=True)
class WorkListPage:
    """A page of the list. Nothing is ever ticked by it."""

    rows: tuple[WorkListRow, ...]
    page: Page
    how: tuple[str, ...]
    """By what it was ranked, and how far that can be trusted."""
    calibration: Calibration | None
    """How often it was right where that is known; None where fixed weights ranked."""
    decided: int
    """How many the institution has decided on already."""


def work_list_page(whose: Scope, number: int, language: str) -> WorkListPage:
    """Return a page of the work list of an institution."""
    answers = _answers(whose)
    found = _ranked(whose, answers)
    page = page_of(len(found.rows), number, _PER_PAGE)
    ranked = found.first(page.end - page.start, page.start)
    register_rows = own_rows(whose, [Key(r.grant_agreement_number, r.mobility_activity_id) for r in ranked])
    rows = []
    for one in ranked:
        key = Key(one.grant_agreement_number, one.mobility_activity_id)
        row = register_rows[key]
        rows.append(
            WorkListRow(
                key,
                one.rank,
                one.likelihood,
                tuple(one.sentences(language)),
                row["receiving_organisation"],
                row["receiving_country"],
                row["start_date"],
                row["activity_type"],
            )
        )
    return WorkListPage(tuple(rows), page, tuple(found.sentences(language)), found.calibration, len(answers))


def _answers(whose: Scope) -> tuple[tuple[str, str, bool], ...]:
    decided = own_records(whose).exclude(decision="")
    found = decided.order_by(*KEY).values_list(*KEY, "decision")
    return tuple((grant, mobility, decision == Decision.BLENDED) for grant, mobility, decision in found)


@remembered
def _ranked(whose: Scope, answers: tuple[tuple[str, str, bool], ...]) -> Overlooked:
    """Rank the own complete mobilities; remembered until the register or an answer changes."""
    table = in_reach(register().mobilities(), whose)
    mobilities = table.filter(table.status == "complete").to_polars()
    told = pl.DataFrame(
        list(answers), schema={KEY[0]: pl.String, KEY[1]: pl.String, "blended": pl.Boolean}, orient="row"
    )
    return overlooked(mobilities, told if answers else None)
