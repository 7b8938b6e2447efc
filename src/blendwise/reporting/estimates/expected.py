"""Registered over what the plan led to expect, with what chance does to it: what `gap` says beside its counts."""

from __future__ import annotations

import polars as pl

from blendwise.estimation.pledges import registered_to_expected
from blendwise.estimation.result import Estimate
from blendwise.indicators import Figures
from blendwise.language import plural
from blendwise.records import Unit
from blendwise.reporting.estimates.answer import paragraphs, said
from blendwise.reporting.estimates.counts import scope_of

__all__ = ["expected_of", "expected_text"]


def expected_of(figures: Figures) -> Estimate:
    """Estimate registered over expected in participants; `figures` must be divided by institution alone.

    Whoever pledged more than it applied for has no mix that could be expected, and is left out.
    """
    rows = _known(figures).filter(pl.col("pledged") <= pl.col("applied"))
    names = ("pledged", "applied", "participants", "with_participants")
    return registered_to_expected(
        *(rows[name].to_numpy() for name in names), unit=Unit.PARTICIPANTS, scope=scope_of(figures)
    )


def expected_text(figures: Figures, language: str) -> str:
    """Say it with its assumptions and warnings; nothing where no application is known.

    Only blended is pledged, so of another characteristic nothing is expected.
    """
    is_pledge = figures.query.characteristic == "blended" and figures.total_row["pledged"] is not None
    if not is_pledge or not _known(figures).height:
        return ""
    found = expected_of(figures)
    above = _known(figures).filter(pl.col("pledged") > pl.col("applied")).height
    left_out = plural("gap.above-applied", above, language) if above else ""
    return paragraphs("\n".join(filter(None, [said(found, language), left_out])), found.tail(language))


def _known(figures: Figures) -> pl.DataFrame:
    """Return the institutions with counts of participants; no application is 0 asked for."""
    rows = figures.rows.filter(pl.col("institution_oid").is_not_null() & pl.col("participants").is_not_null())
    return rows.with_columns(pl.col("pledged", "applied").fill_null(0))
