"""The table of institutions: searched, sorted, a page at a time, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import polars as pl

from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE, Figure, Figures
from blendwise.reporting.estimates.charts import Charted
from blendwise.web.models import Institution
from blendwise.web.readings.call_choice import CallChoice, call_choice, figures_of, with_calls
from blendwise.web.readings.paging import Page
from blendwise.web.readings.register import remembered
from blendwise.web.readings.row_findings import data_quality
from blendwise.web.readings.sector import Funnelled, funnel_of, funnel_picture
from blendwise.web.readings.view import View
from blendwise.web.readings.wish import Wish, page_wished

__all__ = [
    "COLUMNS",
    "CallShare",
    "InstitutionRow",
    "InstitutionsPage",
    "institutions_page",
    "institutions_table",
]

COLUMNS = (
    "institution", "blended", "number", "share", "share_of_ticks", "place", "pledged", "expected_by_budget",
    "expected_by_mix", "participants", "findings", "drafts",
)  # fmt: skip
"""By what the table can be sorted."""
PERIODS = 3
"""From so many calls with a project up, a trend is drawn."""
_PLACES = {"below-far": -2, "below-near": -1, "within": 0, "above-near": 1, "above-far": 2}


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
    at: date | None
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

    def as_dict(self, language: str) -> dict[str, object]:  # noqa: ARG002 - `plain` asks all in this way
        """Return the table and the sentence of the funnel; the drawing itself is for the page."""
        names = (
            "view",
            "wish",
            "total",
            "institutions",
            "with_blended",
            "at",
            "mixed",
            "page",
            "rows",
            "outside",
        )
        funnel = None if self.funnel is None else {"sentence": self.funnel.label, "table": self.funnel.table}
        return {name: getattr(self, name) for name in names} | {"funnel": funnel}


def institutions_page(asked: View, wish: Wish, language: str) -> InstitutionsPage:
    """Return a page of the table. Raises UserError for a name, call or column that does not exist."""
    view = with_calls(asked)[0]
    table = _as_wished(view, wish)
    page = page_wished(table.height, wish)
    shown = table["key"][page.start : page.end].to_list()
    ids = tuple(Institution.objects.filter(key__in=shown).order_by("key").values_list("key", "pk"))
    return _page(view, wish, page, ids, language)


@remembered
def _page(
    view: View, wish: Wish, page: Page, met: tuple[tuple[str, UUID], ...], language: str
) -> InstitutionsPage:
    divided, funnel = figures_of(view, "institution"), funnel_of(view)
    choice = call_choice(view.at)
    calls, ids = _calls_of(figures_of(replace(view, calls=()), "institution")), dict(met)
    shown = _as_wished(view, wish)[page.start : page.end]
    return InstitutionsPage(
        view, wish, divided.total, divided.institutions, int((_known(divided)[f"with_{view.unit}"] > 0).sum()),
        divided.query.at, choice, choice.mixed(view.calls), page,
        tuple(_row(row, ids.get(row["key"]), calls.get(row["key"], ())) for row in shown.iter_rows(named=True)),
        funnel.outside() if funnel else (), funnel_picture(view, language),
    )  # fmt: skip


def _known(divided: Figures) -> pl.DataFrame:
    return divided.rows.filter(pl.col("institution_oid").is_not_null())


def institutions_table(asked: View, wish: Wish) -> pl.DataFrame:
    """Return the whole table as it was searched and sorted; equals stand by name."""
    return _as_wished(with_calls(asked)[0], wish)


@remembered
def _as_wished(view: View, wish: Wish) -> pl.DataFrame:
    table = _table(view)
    if wish.search:
        found = pl.col("institution").str.to_lowercase().str.contains(wish.search.lower(), literal=True)
        table = table.filter(found | (pl.col("key").str.to_lowercase() == wish.search.lower()))
    if wish.column == "place":
        order: pl.Expr = pl.col("place").replace_strict(_PLACES, default=None)
    elif wish.column == "institution":
        order = pl.col("institution").str.to_lowercase()
    else:
        order = pl.col(wish.column)
    name = pl.col("institution").str.to_lowercase()
    return table.sort([order, name], descending=[wish.descending, False], nulls_last=True)


@remembered
def _table(view: View) -> pl.DataFrame:
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
    values = {name: row[name] for name in COLUMNS}
    trend = shares if len(shares) >= PERIODS else ()
    return InstitutionRow(id=found, calls=calls, trend=trend, **values)  # type: ignore[arg-type]  # a row of `_table`
