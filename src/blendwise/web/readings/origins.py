"""Where a figure came from: the rows that it counts, each with its file, sheet and row, and its snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis.expr.types as ir
import polars as pl
from django.http import QueryDict

from blendwise.errors import UserError
from blendwise.indicators import Population, institution_key
from blendwise.web.models import Institution
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.register import joined_register, register, state
from blendwise.web.readings.snapshots import ROW_COLUMNS, own_exports
from blendwise.web.readings.view import View, chosen_view

__all__ = ["OriginsChoice", "OriginsPage", "origins_chosen", "origins_page", "origins_parts"]

_SIZE = 50
_PART = 10_000
_TICKED = ("", "yes", "no")


@dataclass(frozen=True, slots=True)
class OriginsChoice:
    """Which rows are asked for: those that a figure counts."""

    view: View
    blended: str = ""
    """`yes` for the numerator, `no` for the others, empty for the denominator."""
    institution: str = ""
    """The id of an institution on this site; empty is all."""
    activity_type: str = ""


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """A page of the rows behind a figure."""

    choice: OriginsChoice
    institution_name: str | None
    rows: tuple[Mapping[str, Any], ...]
    pages: Page
    participants: int
    """How many participants these mobilities have together, where that is known."""
    ticks: tuple[str, ...] = _TICKED
    """The choices of `blended`."""


def origins_chosen(query: QueryDict) -> OriginsChoice:
    """Read from an address which rows are asked for. Raises UserError for a choice that does not exist."""
    blended = query.get("blended", "")
    if blended not in _TICKED:
        raise UserError("snapshots_page.not-a-tick", value=blended)
    return OriginsChoice(
        chosen_view(query), blended, query.get("institution", ""), query.get("activity_type", "")
    )


def origins_page(choice: OriginsChoice, number: int) -> OriginsPage:
    """Return a page of the rows behind a figure, in the order of their files."""
    found = _found(choice)
    counted = found.aggregate(n=found.count(), participants=found.participants.sum()).to_polars().row(0)
    pages = page_of(int(counted[0]), number, _SIZE)
    rows = tuple(_part(choice, pages.start, _SIZE).iter_rows(named=True))
    institution = _institution(choice)
    name = None if institution is None else institution.name
    return OriginsPage(choice, name, rows, pages, int(counted[1] or 0))


def _institution(choice: OriginsChoice) -> Institution | None:
    return Institution.objects.get(pk=choice.institution) if choice.institution else None


def _found(choice: OriginsChoice) -> ir.Table:
    view = choice.view
    rows = _population(view).of(register().mobilities(view.at))
    institution = _institution(choice)
    if institution is not None:
        rows = rows.filter(institution_key(rows).isin(sorted(institution.all_keys())))
    if choice.activity_type:
        rows = rows.filter(rows.activity_type == choice.activity_type)
    if choice.blended:
        ticked = rows.blended.fill_null(False)
        rows = rows.filter(ticked if choice.blended == "yes" else ~ticked)
    return rows


def _population(view: View) -> Population:
    """Return whom the figure is about; who is left out, is so in every legal shape."""
    found = joined_register().population(
        calls=view.calls, without=view.without, drafts=view.drafts, at=view.at
    )
    earlier = (shape.earlier for shape in state().shapes if shape.later in found.without)
    return replace(found, without=(*found.without, *earlier))


def _part(choice: OriginsChoice, start: int, size: int) -> pl.DataFrame:
    found = _found(choice).select(*ROW_COLUMNS)
    order = ("source_file", "source_sheet", "source_row", "grant_agreement_number", "mobility_activity_id")
    rows: pl.DataFrame = found.order_by(*order).limit(size, offset=start).to_polars()
    newest = {
        project: snapshot.id
        for snapshot, covers in register().kept.state("mobilities", choice.view.at)
        for project in (snapshot.covers if covers is None else covers)
    }
    snapshots = [newest[project] for project in rows["grant_agreement_number"]]
    own = own_exports()
    return rows.with_columns(
        pl.Series("snapshot", snapshots, dtype=pl.String),
        pl.Series("export_of", [own.get(snapshot) for snapshot in snapshots], dtype=pl.String),
    )


def origins_parts(choice: OriginsChoice) -> Iterator[pl.DataFrame]:
    """Yield the rows behind a figure as tables to take along, ten thousand at a time."""
    start, part = 0, _part(choice, 0, _PART)
    yield part
    while part.height == _PART:
        start += _PART
        part = _part(choice, start, _PART)
        yield part
