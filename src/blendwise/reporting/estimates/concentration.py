"""`concentration`: how unevenly ticks are spread over institutions, with what chance explains."""

from __future__ import annotations

from typing import Any

from blendwise.estimation.concentration import clustered_gini, clustered_hhi, gini_against, hoover
from blendwise.indicators import Figures
from blendwise.language import say
from blendwise.records import Question
from blendwise.reporting.estimates.answer import (
    Answer,
    about_characteristic,
    estimate_row,
    frame_of,
    paragraphs,
    said,
)
from blendwise.reporting.estimates.counts import counts_of, scope_of
from blendwise.reporting.influence_table import concentration_sentence

__all__ = ["concentration_answer"]


def concentration_answer(figures: Figures, language: str) -> Answer:
    """Say how ticks are spread, as counts and as an estimate; `figures` must be divided by institution alone."""
    what = figures.query.characteristic
    counts, scope = counts_of(figures, language), scope_of(figures)
    gini = clustered_gini(counts.hits, unit=counts.unit, scope=scope)
    hhi = clustered_hhi(counts.hits, unit=counts.unit, scope=scope)
    rows = [estimate_row("gini", gini, language), estimate_row("hhi", hhi, language)]
    against = _against(figures, language) if gini.value is not None else None
    text = paragraphs(
        about_characteristic(what, language),
        concentration_sentence(figures, language),
        against["sentence"] if against else "",
        said(gini, language),
        hhi.sentence(language),
        gini.tail(language),
    )
    return Answer(text, frame_of([*rows, against] if against else rows))


def _against(figures: Figures, language: str) -> dict[str, Any]:
    """Return the Gini of ticks against totals: a figure of the register itself, so without an interval."""
    counts = counts_of(figures, language)
    value = gini_against(counts.hits, counts.trials)
    sentence = say(
        "estimates.concentration.against", language, value=value, moved=hoover(counts.hits, counts.trials),
        unit=say(f"labels.{counts.unit.value}", language),
    )  # fmt: skip
    return {
        "part": "gini-against", "question": Question.COUNT.value, "sentence": sentence, "value": value,
        "numerator": float(counts.hits.sum()), "denominator": float(counts.trials.sum()),
        "unit": counts.unit.value, "scope": scope_of(figures).phrase(language), "population": "census",
        "method": "gini-against", "version": "1",
        "clusters": len(counts),
    }  # fmt: skip
