"""The table of institutions: searched, sorted, a page at a time, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
import polars as pl
from django.http import QueryDict

from blendwise.errors import unknown_name
from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE, Figure, Figures
from blendwise.reporting.estimates.charts import Charted
from blendwise.web.models import Agency, Institution
from blendwise.web.moment import standing
from blendwise.web.readings.call_choice import (
    CallChoice,
    call_choice,
    days_of_register,
    figures_of,
    link_to,
    with_calls,
)
from blendwise.web.readings.paging import Page
from blendwise.web.readings.register import remembered
from blendwise.web.readings.row_findings import data_quality
from blendwise.web.readings.sector import Funnelled, funnel_of, funnel_picture, places_of
from blendwise.web.readings.view import View
from blendwise.web.readings.wish import Wish, page_wished

__all__ = [
    "COLUMNS",
    "CallShare",
    "InstitutionRow",
    "InstitutionsPage",
    "Users",
    "chosen_users",
    "institutions_page",
    "institutions_table",
]

COLUMNS = (
    "institution", "blended", "number", "share", "share_of_ticks", "place", "rank", "pledged", "expected_by_budget",
    "expected_by_mix", "participants", "findings", "drafts",
)  # fmt: skip
"""By what the table can be sorted."""
PERIODS = 3
"""From so many calls with a project up, a trend is drawn."""
_SHOWN = ("", "yes", "no")
_PLACES = {"below-far": -2, "below-near": -1, "within": 0, "above-near": 1, "above-far": 2}


@dataclass(frozen=True, slots=True)
class Users:
    """Who is a user of blended mobility, and whether users or the others alone are asked for."""

    at_least: int
    """So many blended mobilities in the chosen calls together, a setting of the agency."""
    shown: str = ""
    """`yes` for users, `no` for the others, empty for all."""

    def in_table(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the institutions that are asked for."""
        return table.filter(pl.col("user") == (self.shown == "yes")) if self.shown else table


def chosen_users(query: QueryDict) -> Users:
    """Read from an address whether users alone are asked for. Raises UserError for a choice that does not exist."""
    if (shown := query.get("users", "")) not in _SHOWN:
        raise unknown_name(shown, "overview.users", _SHOWN[1:])
    return Users(Agency.current().user_from, shown)


@dataclass(frozen=True, slots=True)
class CallShare:
    """A call of an institution, whichever calls were chosen."""

    call: int
    number: int
    blended: int


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution in the table; counts are in the unit of the view, plans and expectations in participants."""

    id: UUID | None
    """Its page; None where the site has not met it yet."""
    institution: str
    blended: int
    number: int
    share: float | None
    """None below twenty, where a percentage says less than its two numbers."""
    share_of_ticks: float | None
    place: str
    """Where it lies in the funnel: above-far, above-near, within, below-near, below-far, or none."""
    rank_low: int | None
    """From which place in the order of underlying shares it may lie; 1 is the highest."""
    rank_high: int | None
    """To which place; without its interval a place says nothing."""
    user: bool
    """Whether it is a user of blended mobility."""
    pledged: int | None
    expected_by_budget: float | None
    expected_by_mix: float | None
    participants: int
    """Participants with a mobility that is registered as blended, to hold beside the pledge."""
    findings: int
    drafts: int
    calls: tuple[CallShare, ...]
    trend: tuple[float, ...]
    """The share per call with a project, oldest first; empty with fewer than three."""

    @property
    def last_share(self) -> float | None:
        """The share of the newest call in the trend."""
        return self.trend[-1] if self.trend else None


@dataclass(frozen=True, slots=True)
class InstitutionsPage:
    """A page of the table, with the funnel."""

    view: View
    wish: Wish
    total: Figure
    """All institutions together."""
    institutions: int
    with_blended: int
    """How many registered at least one."""
    users: Users
    number_of_users: int
    at: date
    """Of the newest snapshot that is in it."""
    choice: CallChoice
    """The calls that can be chosen."""
    mixed: tuple[tuple[int, ...], ...]
    """The parts of the chosen calls that have other institutions; empty where all may stand together."""
    page: Page
    rows: tuple[InstitutionRow, ...]
    outside: tuple[str, ...]
    """Who lies outside the pattern that the others share."""
    funnel: Charted | None
    """None with fewer than three institutions."""

    @property
    def link(self) -> str:
        """The choices of an address that always shows this view, whatever is imported later."""
        return link_to(self.view, self.at)

    @property
    def link_to_table(self) -> str:
        """The same with what was searched, how it is sorted and who is asked for."""
        wish = self.wish
        sort = f"{'-' if wish.descending else ''}{wish.column}"
        return f"{self.link}&{urlencode({'q': wish.search, 'sort': sort, 'users': self.users.shown})}"

    def as_dict(self, language: str) -> dict[str, object]:  # noqa: ARG002 - `plain` asks all in this way
        """Return the table and the sentence of the funnel; the drawing itself is for the page."""
        names = (
            "view",
            "wish",
            "total",
            "institutions",
            "with_blended",
            "users",
            "number_of_users",
            "at",
            "mixed",
            "page",
            "rows",
            "outside",
        )
        funnel = None if self.funnel is None else {"sentence": self.funnel.label, "table": self.funnel.table}
        return {name: getattr(self, name) for name in names} | {"funnel": funnel}


def institutions_page(asked: View, wish: Wish, users: Users, language: str) -> InstitutionsPage:
    """Return a page of the table. Raises UserError for a name, call or column that does not exist."""
    view = with_calls(asked)[0]
    table = _as_wished(view, wish, users)
    page = page_wished(table.height, wish)
    shown = tuple(table["key"][page.start : page.end])
    return _page(view, wish, users, page, _met(shown), language)


@standing
def _met(keys: tuple[str, ...]) -> tuple[tuple[str, UUID], ...]:
    """Return which of the institutions the site has met, with their ids."""
    return tuple(Institution.objects.filter(key__in=keys).order_by("key").values_list("key", "pk"))


@remembered
def _page(
    view: View, wish: Wish, users: Users, page: Page, met: tuple[tuple[str, UUID], ...], language: str
) -> InstitutionsPage:
    divided, funnel = figures_of(view, "institution"), funnel_of(view)
    choice, ticked = call_choice(view.at), _known(divided)[f"with_{view.unit}"] > 0
    calls, ids = _calls_of(figures_of(replace(view, calls=()), "institution")), dict(met)
    shown = _as_wished(view, wish, users)[page.start : page.end].iter_rows(named=True)
    return InstitutionsPage(
        view, wish, divided.total, divided.institutions, int(ticked.sum()), users,
        int(_table(view, users.at_least)["user"].sum()), divided.query.at or days_of_register()[0], choice,
        choice.mixed(view.calls), page,
        tuple(_row(row, ids.get(row["key"]), calls.get(row["key"], ())) for row in shown),
        funnel.outside() if funnel else (), funnel_picture(view, language),
    )  # fmt: skip


def _known(divided: Figures) -> pl.DataFrame:
    return divided.rows.filter(pl.col("institution_oid").is_not_null())


def institutions_table(asked: View, wish: Wish, users: Users) -> pl.DataFrame:
    """Return the whole table as it was searched and sorted; equals stand by name."""
    return _as_wished(with_calls(asked)[0], wish, users)


@remembered
def _as_wished(view: View, wish: Wish, users: Users) -> pl.DataFrame:
    table = users.in_table(_table(view, users.at_least))
    if wish.search:
        found = pl.col("institution").str.to_lowercase().str.contains(wish.search.lower(), literal=True)
        table = table.filter(found | (pl.col("key").str.to_lowercase() == wish.search.lower()))
    if wish.column == "place":
        order: pl.Expr = pl.col("place").replace_strict(_PLACES, default=None)
    elif wish.column == "rank":
        order = pl.col("rank_low") + pl.col("rank_high")
    elif wish.column == "institution":
        order = pl.col("institution").str.to_lowercase()
    else:
        order = pl.col(wish.column)
    name = pl.col("institution").str.to_lowercase()
    return table.sort([order, name], descending=[wish.descending, False], nulls_last=True)


@remembered
def _table(view: View, user_from: int) -> pl.DataFrame:
    divided, unit = figures_of(view, "institution"), view.unit.value
    rows, funnel = _known(divided), funnel_of(view)
    blended, number = pl.col(f"with_{unit}"), pl.col(unit)
    ticks = divided.total.numerator
    return _with_quality(
        rows.select(
            key=pl.col("institution_oid"),
            institution=pl.coalesce("institution", "institution_oid"),
            blended=blended,
            number=number,
            share=pl.when(number >= FEWEST_FOR_A_PERCENTAGE).then(blended / number),
            share_of_ticks=blended / ticks if ticks else pl.lit(None, dtype=pl.Float64),
            place=_places(rows["institution_oid"], funnel),
            **_ranks(view, rows["institution_oid"]),
            user=pl.col("with_mobilities") >= user_from,
            pledged=pl.col("pledged").cast(pl.Int64),
            expected_by_budget=pl.col("expected_by_budget").cast(pl.Float64),
            expected_by_mix=pl.col("expected_by_mix").cast(pl.Float64),
            participants=pl.col("with_participants"),
        ),
        view.calls,
    )


def _places(keys: pl.Series, funnel: Funnelled | None) -> pl.Series:
    said = ["none" if funnel is None else funnel.position(key) for key in keys]
    return pl.Series("place", said, dtype=pl.String)


def _ranks(view: View, keys: pl.Series) -> dict[str, pl.Series]:
    """Return the first and the last place that each institution may have."""
    found = places_of(view)
    low, high = dict[str, int](), dict[str, int]()
    for row, key in enumerate(found[1] if found else ()):
        if found and np.isfinite(found[0].expected[row]):
            low[key], high[key] = int(found[0].low[row]), int(found[0].high[row])
    ends = {"rank_low": low, "rank_high": high}
    return {name: pl.Series(name, [end.get(k) for k in keys], dtype=pl.Int64) for name, end in ends.items()}


def _with_quality(table: pl.DataFrame, calls: tuple[int, ...]) -> pl.DataFrame:
    quality = data_quality(calls)
    found = [quality.get(key) for key in table["key"]]
    return table.with_columns(
        findings=pl.Series([0 if q is None else q.findings for q in found], dtype=pl.Int64),
        drafts=pl.Series([0 if q is None else q.drafts for q in found], dtype=pl.Int64),
    )


def _calls_of(divided: Figures) -> dict[str, tuple[CallShare, ...]]:
    """Return the calls of every institution, oldest first."""
    unit, found = divided.query.unit.value, dict[str, list[CallShare]]()
    for row in divided.calls.filter(pl.col("call").is_not_null()).sort("call").iter_rows(named=True):
        found.setdefault(row["institution_oid"], []).append(
            CallShare(row["call"], row[unit], row[f"with_{unit}"])
        )
    return {key: tuple(calls) for key, calls in found.items()}


def _row(row: dict[str, object], found: UUID | None, calls: tuple[CallShare, ...]) -> InstitutionRow:
    shares = tuple(call.blended / call.number for call in calls if call.number)
    values = {name: value for name, value in row.items() if name != "key"}
    trend = shares if len(shares) >= PERIODS else ()
    return InstitutionRow(id=found, calls=calls, trend=trend, **values)  # type: ignore[arg-type]  # a row of `_table`
