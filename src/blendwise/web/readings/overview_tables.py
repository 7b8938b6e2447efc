"""The tables behind the overview, as files have them: the same as the command line gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

import polars as pl

from blendwise.errors import unknown_name
from blendwise.records import Unit
from blendwise.reporting.estimates.answer import estimate_row, frame_of
from blendwise.reporting.estimates.bounds import bounds_answer, bounds_of
from blendwise.reporting.estimates.counts import scope_of
from blendwise.reporting.influence_table import influence_frame
from blendwise.web.readings.answers import process_of
from blendwise.web.readings.call_choice import figures_of, with_calls
from blendwise.web.readings.overview import overview_page
from blendwise.web.readings.register import remembered
from blendwise.web.readings.sets_apart import within_view
from blendwise.web.readings.view import View

__all__ = ["TABLES", "overview_table"]


@remembered
def overview_table(name: str, asked: View, language: str) -> pl.DataFrame:
    """Return one of `TABLES` for a view. Raises UserError for a name that is none of them."""
    if name not in TABLES:
        raise unknown_name(name, "overview.table", TABLES)
    return TABLES[name](with_calls(asked)[0], language)


def _by_institution(view: View, language: str) -> pl.DataFrame:
    return figures_of(view, "institution").to_polars(language)


def _by_call(view: View, language: str) -> pl.DataFrame:
    return figures_of(view, "call").to_polars(language)


def _plan(view: View, language: str) -> pl.DataFrame:
    return _by_call(replace(view, unit=Unit.PARTICIPANTS), language)


def _process(view: View, language: str) -> pl.DataFrame:
    told = process_of(figures_of(view, "institution"))
    return frame_of([estimate_row("process", told.estimate, language)] if told else [])


def _truth(view: View, language: str) -> pl.DataFrame:
    figures = figures_of(replace(view, unit=Unit.MOBILITIES), "institution")
    total = figures.total
    found = bounds_of(total.numerator, total.denominator, scope=scope_of(figures))
    return bounds_answer(found, language).frame


def _influence(view: View, language: str) -> pl.DataFrame:
    return influence_frame(figures_of(view, "institution"), language)


def _with_without(view: View, language: str) -> pl.DataFrame:
    rows = [
        {"without": ", ".join(line.without), **line.figure.as_dict(language)}
        for line in overview_page(view).compared
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _both_units(view: View, _: str) -> pl.DataFrame:
    return _plain_shares([asdict(line) for line in within_view(view)])


def _plain_shares(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Write exact shares as numbers, as files have them."""
    return pl.DataFrame(
        [
            {name: float(v) if name.startswith("share") and v is not None else v for name, v in row.items()}  # type: ignore[arg-type]  # a share is a Fraction
            for row in rows
        ],
        infer_schema_length=None,
    )


TABLES: Mapping[str, Callable[[View, str], pl.DataFrame]] = {
    "by-institution": _by_institution,
    "by-call": _by_call,
    "plan": _plan,
    "process": _process,
    "truth": _truth,
    "influence": _influence,
    "with-without": _with_without,
    "both-units": _both_units,
}
"""What can be taken along, by the name in the address (`?table=by-call&file=csv`)."""
