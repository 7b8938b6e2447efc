"""The mobilities that an institution reaches: filtered, searched, sorted and cut to a page in the database engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
from django.http import QueryDict

from blendwise.errors import unknown_name
from blendwise.records import MOBILITIES
from blendwise.web.access import Scope
from blendwise.web.models import Decision
from blendwise.web.readings.asked import call_asked, day_asked
from blendwise.web.readings.facts import KEY, Key
from blendwise.web.readings.own_records import own_records
from blendwise.web.readings.paging import Page
from blendwise.web.readings.reach import in_reach, sends_for_others
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.row_findings import row_findings
from blendwise.web.readings.wish import Wish, page_wished

__all__ = [
    "COLUMNS",
    "Choices",
    "Narrowing",
    "OwnMobilitiesPage",
    "OwnMobility",
    "choices",
    "listed_keys",
    "narrow",
    "narrowed",
    "own_mobilities_page",
    "own_mobilities_table",
]

COLUMNS = (
    "mobility_activity_id", "institution", "call", "activity_type", "start_date", "duration_days",
    "receiving_organisation", "receiving_country", "participants", "blended", "status",
)  # fmt: skip
"""By what the list can be sorted."""
_SEARCHED = (
    "mobility_activity_id", "grant_agreement_number", "receiving_organisation", "receiving_city",
    "group_activity_id",
)  # fmt: skip
_SHOWN = ("grant_agreement_number", *COLUMNS)
_ANSWERS = ("yes", "no")
_OPEN = "open"
_DECIDED = (*Decision.values, _OPEN)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of the mobilities are asked for; empty is all of them."""

    calls: tuple[int, ...] = ()
    status: str = ""
    """complete or draft."""
    blended: str = ""
    """yes, or no: not ticked, or empty."""
    activity_type: str = ""
    findings: str = ""
    """yes: only those about which something stood out."""
    project: str = ""
    host: str = ""
    """Part of the name of the receiving organisation."""
    start: date | None = None
    """The day of departure: with a host it is a journey."""
    decided: str = ""
    """blended, not-blended, or open: nothing was decided."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from."""

    calls: tuple[int, ...]
    activity_types: tuple[str, ...]
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnMobility:
    """A mobility in the list."""

    key: str
    """What names it in forms and addresses: project, slash, mobility."""
    mobility_activity_id: str
    grant_agreement_number: str
    institution: str | None
    call: int | None
    activity_type: str | None
    start_date: date | None
    duration_days: int | None
    receiving_organisation: str | None
    receiving_country: str | None
    participants: int | None
    blended: bool | None
    status: str | None
    findings: int
    decision: str
    """What the institution decided of it, beside the register; empty where nothing."""


@dataclass(frozen=True, slots=True)
class OwnMobilitiesPage:
    """A page of the list."""

    wish: Wish
    narrowing: Narrowing
    choices: Choices
    page: Page
    ticked: int
    """How many of those found are registered as blended."""
    of_others: bool
    """Whether rows of members of a consortium are among them, so that the institution is shown."""
    rows: tuple[OwnMobility, ...]


def narrowed(query: QueryDict) -> Narrowing:
    """Read from an address by what a list is filtered: `calls`, `status`, `blended`, `type`, `findings`, `project`,
    `host`, `start` and `decided`. Raises UserError for what cannot be.
    """  # noqa: D205 - the names are one list
    calls = query.get("calls") or ""
    return Narrowing(
        (call_asked(calls),) if calls else (),
        _one_of(query.get("status") or "", MOBILITIES["status"].allowed),
        _one_of(query.get("blended") or "", _ANSWERS),
        query.get("type") or "",
        _one_of(query.get("findings") or "", _ANSWERS[:1]),
        query.get("project") or "",
        (query.get("host") or "").strip(),
        day_asked(query.get("start") or ""),
        _one_of(query.get("decided") or "", _DECIDED),
    )


def _one_of(value: str, known: Iterable[str]) -> str:
    if value and value not in known:
        raise unknown_name(value, "choice", known)
    return value


def own_mobilities_page(whose: Scope, narrowing: Narrowing, wish: Wish) -> OwnMobilitiesPage:
    """Return a page of the mobilities in reach. Raises UserError where nothing was imported yet."""
    table, decisions = _found(whose, narrowing, wish.search), _decisions(whose)
    counted = table.aggregate(n=table.count(), ticked=table.count(where=table.blended)).to_polars()
    page = page_wished(int(counted["n"][0]), wish)
    rows = _sorted(table, wish).limit(page.end - page.start, offset=page.start).select(*_SHOWN).to_polars()
    return OwnMobilitiesPage(
        wish, narrowing, choices(whose), page, int(counted["ticked"][0]), sends_for_others(whose),
        tuple(_row(row, decisions) for row in _with_findings(rows).iter_rows(named=True)),
    )  # fmt: skip


def listed_keys(whose: Scope, narrowing: Narrowing, wish: Wish) -> list[Key]:
    """Return all mobilities that a list shows as it was narrowed and searched, on whatever page."""
    found = _found(whose, narrowing, wish.search).select(*KEY).order_by(*KEY).to_polars()
    return [Key(*names) for names in found.iter_rows()]


def own_mobilities_table(
    whose: Scope, narrowing: Narrowing, wish: Wish, keys: Iterable[Key] = ()
) -> pl.DataFrame:
    """Return the whole list as it was narrowed and sorted, or those chosen from it, as a table to take along."""
    found: pl.DataFrame = _sorted(_found(whose, narrowing, wish.search), wish).select(*_SHOWN).to_polars()
    chosen = _frame(keys)
    if not chosen.is_empty():
        found = found.join(chosen, on=list(KEY), how="semi", maintain_order="left")
    return _with_findings(found)


def _frame(keys: Iterable[Key]) -> pl.DataFrame:
    rows = [(key.grant_agreement_number, key.mobility_activity_id) for key in keys]
    return pl.DataFrame(rows, schema=dict.fromkeys(KEY, pl.String), orient="row")


def _counted(table: ir.Table) -> ir.Table:
    """Leave out accompanying persons, who are no participants."""
    return table.filter(table.of_participant)


def _found(whose: Scope, narrowing: Narrowing, search: str) -> ir.Table:
    table = narrow(_counted(in_reach(register().mobilities(), whose)), whose, narrowing)
    return _searched(table, search)


def narrow(table: ir.Table, whose: Scope, narrowing: Narrowing) -> ir.Table:
    """Return the mobilities of a table that are asked for."""
    return _by_place(_by_record(_by_register(table, narrowing), whose, narrowing), narrowing)


def _by_register(table: ir.Table, narrowing: Narrowing) -> ir.Table:
    if narrowing.calls:
        table = table.filter(table.call.isin(list(narrowing.calls)))
    if narrowing.status:
        table = table.filter(table.status == narrowing.status)
    if narrowing.blended:
        ticked = table.blended.fill_null(False)
        table = table.filter(ticked if narrowing.blended == "yes" else ~ticked)
    if narrowing.activity_type:
        table = table.filter(table.activity_type == narrowing.activity_type)
    return table


def _by_place(table: ir.Table, narrowing: Narrowing) -> ir.Table:
    if narrowing.project:
        table = table.filter(table.grant_agreement_number == narrowing.project)
    if narrowing.host:
        table = table.filter(_holds(table.receiving_organisation, narrowing.host))
    if narrowing.start:
        table = table.filter(table.start_date == narrowing.start)
    return table


def _by_record(table: ir.Table, whose: Scope, narrowing: Narrowing) -> ir.Table:
    named = table[KEY[0]] + "/" + table[KEY[1]]
    if narrowing.findings:
        table = table.filter(named.isin(_with_a_finding(whose)))
    if narrowing.decided == _OPEN:
        table = table.filter(~named.isin([str(key) for key in _decisions(whose)]))
    elif narrowing.decided:
        so = [str(key) for key, decision in _decisions(whose).items() if decision == narrowing.decided]
        table = table.filter(named.isin(so))
    return table


def _decisions(whose: Scope) -> dict[Key, str]:
    found = own_records(whose).exclude(decision="").values_list(*KEY, "decision")
    return {Key(grant, mobility): decision for grant, mobility, decision in found}


def _holds(column: ir.Column, text: str) -> ir.BooleanValue:
    held: ir.BooleanValue = column.cast("string").fill_null("").lower().contains(text.lower())
    return held


def _searched(table: ir.Table, text: str) -> ir.Table:
    if not text:
        return table
    return table.filter(ibis.or_(*(_holds(table[name], text) for name in _SEARCHED)))


def _sorted(table: ir.Table, wish: Wish) -> ir.Table:
    column = table[wish.column]
    first = ibis.desc(column, nulls_first=False) if wish.descending else ibis.asc(column, nulls_first=False)
    return table.order_by([first, *KEY])


@remembered
def choices(whose: Scope) -> Choices:
    """Return what there is in reach to choose from."""
    found = (
        _counted(in_reach(register().mobilities(), whose))
        .select("call", "activity_type", KEY[0])
        .distinct()
        .to_polars()
    )
    named = ("call", "activity_type", KEY[0])
    return Choices(*(tuple(found[name].drop_nulls().unique().sort()) for name in named))


@remembered
def _findings_per_mobility() -> pl.DataFrame:
    """Count what stood out per mobility; that it is a draft the list shows by itself."""
    found = row_findings().filter(pl.col("code") != "draft-mobility")
    return found.group_by(KEY).agg(findings=pl.len().cast(pl.Int64))


@remembered
def _with_a_finding(whose: Scope) -> list[str]:
    """Return the keys in reach about which something stood out."""
    reached = _counted(in_reach(register().mobilities(), whose)).select(*KEY).to_polars()
    found = reached.join(_findings_per_mobility(), on=list(KEY), how="semi")
    return [str(Key(*names)) for names in found.iter_rows()]


def _with_findings(rows: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(_findings_per_mobility(), on=list(KEY), how="left", maintain_order="left")
    return joined.with_columns(pl.col("findings").fill_null(0))


def _row(row: Mapping[str, Any], decisions: Mapping[Key, str]) -> OwnMobility:
    key = Key(row[KEY[0]], row[KEY[1]])
    return OwnMobility(key=str(key), decision=decisions.get(key, ""), **row)
