"""Influence and concentration as people read them."""

from __future__ import annotations

import polars as pl

from blendwise.indicators import (
    Figures,
    Influence,
    effective_number,
    gini,
    herfindahl,
    influences,
    say_of,
    top_share,
)
from blendwise.language import count, percent, points, say
from blendwise.reporting.contract import contract_of, table_of
from blendwise.reporting.tables import text_table

__all__ = ["concentration_sentence", "influence_frame", "influence_text"]

_SHOWN = 15


def influence_frame(figures: Figures, language: str) -> pl.DataFrame:
    """Return a row per institution: its counts, and the total without it. `figures` must be by institution alone."""
    rows = [
        {
            "institution": i.institution,
            figures.query.characteristic: i.numerator, figures.query.unit.value: i.denominator,
            "share_of_ticks": float(i.share_of_ticks or 0), "share_of_all": float(i.share_of_all or 0),
            "share_without": i.rest[0] / i.rest[1] if i.rest[1] else None,
            "difference": None if i.difference is None else float(i.difference),
            "denominator": i.rest[1], "sentence": i.sentence(language),
        }
        for i in influences(figures)
    ]  # fmt: skip
    return contract_of(figures, Influence.method, language).on(table_of(rows))


def concentration_sentence(figures: Figures, language: str) -> str:
    """Say how unevenly the ticks are spread; institutions without any are included."""
    known = figures.rows.filter(pl.col("institution_oid").is_not_null())
    counts = [int(n) for n in known[f"with_{figures.query.unit.value}"]]
    g, h, effective = gini(counts), herfindahl(counts), effective_number(counts)
    if g is None or h is None or effective is None:
        return say_of("influence.no-ticks", figures.query.characteristic, language)
    return say_of(
        "influence.concentration",
        figures.query.characteristic,
        language,
        g=g,
        h=h,
        e=effective,
        n=len(counts),
        t1=top_share(counts, 1),
        t3=top_share(counts, 3),
    )


def influence_text(figures: Figures, language: str) -> str:
    """Return the largest influences as a table, with what they say together."""
    found = influences(figures)
    if not found or not figures.total.numerator:
        return (
            figures.sentence(language)
            + "\n\n"
            + say_of("influence.no-ticks", figures.query.characteristic, language)
        )
    rows = [
        [i.institution, count(i.numerator, language), count(i.denominator, language),
         percent(i.rest[0] / i.rest[1], language) if i.rest[1] else say("labels.undefined", language),
         say("labels.undefined", language) if i.difference is None else points(i.difference, language)]
        for i in found[:_SHOWN]
    ]  # fmt: skip
    names = ("labels.institution", f"labels.{figures.query.characteristic}", f"labels.{figures.query.unit.value}",
             "influence.without", "influence.difference")  # fmt: skip
    table = text_table([say(name, language) for name in names], rows, [False, True, True, True, True])
    parts = [
        figures.sentence(language),
        table,
        found[0].sentence(language),
        concentration_sentence(figures, language),
    ]
    return "\n\n".join(parts)
