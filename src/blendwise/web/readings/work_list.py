"""The work list: what was never ticked, likeliest first, with the reasons in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from blendwise.overlooked import Calibration, Overlooked, overlooked
from blendwise.web.access import Scope
from blendwise.web.models import Decision
from blendwise.web.readings.facts import KEY, Key, own_rows
from blendwise.web.readings.own_mobilities import Choices, Narrowing, choices, narrow
from blendwise.web.readings.own_records import own_records
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import newest_remembered, register

__all__ = ["WorkListPage", "WorkListRow", "work_list_keys", "work_list_page"]

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
    narrowing: Narrowing
    choices: Choices
    how: tuple[str, ...]
    """By what it was ranked, and how far that can be trusted."""
    calibration: Calibration | None
    """How often it was right where that is known; None where fixed weights ranked."""
    decided: int
    """How many the institution has decided on already."""

    @property
    def narrowed(self) -> bool:
        """Whether a part of the list was asked for."""
        return self.narrowing != Narrowing()


def work_list_page(whose: Scope, narrowing: Narrowing, number: int, language: str) -> WorkListPage:
    """Return a page of the work list of an institution, or of the part of it that is asked for."""
    answers = _answers(whose)
    found = _narrowed(_ranked(whose, answers), whose, narrowing)
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
    return WorkListPage(
        tuple(rows),
        page,
        narrowing,
        choices(whose),
        tuple(found.sentences(language)),
        found.calibration,
        len(answers),
    )


def work_list_keys(whose: Scope, narrowing: Narrowing) -> list[Key]:
    """Return all mobilities of the work list, or of the part of it that is asked for, on whatever page."""
    found = _narrowed(_ranked(whose, _answers(whose)), whose, narrowing).rows
    return [Key(*names) for names in found.select(*KEY).iter_rows()]


def _narrowed(found: Overlooked, whose: Scope, narrowing: Narrowing) -> Overlooked:
    """Leave out what is not asked for; each keeps its place in the whole list."""
    if narrowing == Narrowing():
        return found
    wanted = narrow(in_reach(register().mobilities(), whose), whose, narrowing).select(*KEY).to_polars()
    return replace(found, rows=found.rows.join(wanted, on=list(KEY), how="semi", maintain_order="left"))


def _answers(whose: Scope) -> tuple[tuple[str, str, bool], ...]:
    decided = own_records(whose).exclude(decision="")
    found = decided.order_by(*KEY).values_list(*KEY, "decision")
    return tuple((grant, mobility, decision == Decision.BLENDED) for grant, mobility, decision in found)


@newest_remembered
def _ranked(whose: Scope, answers: tuple[tuple[str, str, bool], ...]) -> Overlooked:
    """Rank the own complete mobilities; remembered until the register or an answer changes."""
    table = in_reach(register().mobilities(), whose)
    mobilities = table.filter(table.status == "complete").to_polars()
    told = pl.DataFrame(
        list(answers), schema={KEY[0]: pl.String, KEY[1]: pl.String, "blended": pl.Boolean}, orient="row"
    )
    return overlooked(mobilities, told if answers else None)
