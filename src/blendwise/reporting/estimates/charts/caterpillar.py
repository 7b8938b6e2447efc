"""Institutions in the order of their estimates, each with its interval: no order without its doubt."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import polars as pl

from blendwise.errors import UserError
from blendwise.estimation.institutions import Caterpillar
from blendwise.estimation.institutions.caterpillar import PAIR_LEVEL
from blendwise.estimation.institutions.comparison import Level
from blendwise.language import say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import BLENDED, CONTEXT, INK, WIDE, Layers, cut, of_rows, sized
from blendwise.reporting.charts.heading import Heading, Mark
from blendwise.reporting.estimates.answer import about_characteristic, paragraph
from blendwise.reporting.estimates.charts.charted import (
    Charted,
    charted,
    highlighted,
    names_beside,
    percent_axis,
    rule_at,
)

__all__ = ["caterpillar_chart"]


def caterpillar_chart(
    found: Caterpillar, language: str, *, name: str = "caterpillar", what: str = "blended"
) -> Charted:
    """Draw a thin line for comparing with the average and a thick one for comparing two institutions.

    Raises UserError where there is no estimate: without ticks there is no pattern.
    """
    rows = _rows(found)
    if not rows:
        raise UserError("estimates.nothing-to-order")
    above, below = (sum(row[side] for row in rows) for side in ("above", "below"))
    finding = say(
        "estimates.charts.caterpillar", language, k=len(rows), above=above, below=below, average=found.average
    )
    label = paragraph(about_characteristic(what, language), finding)
    return charted(
        lambda width: _layers(rows, found.average, language, width), _heading(found, language), _table(found, what),
        name=name, label=label, language=language,
    )  # fmt: skip


def _heading(found: Caterpillar, language: str) -> Heading:
    levels = {
        "level": Level(found.level).phrase(language),
        "pair": Level(round(PAIR_LEVEL, 3)).phrase(language),
    }

    def words(key: str) -> str:
        return say(f"estimates.charts.order.{key}", language, **levels)

    marks = (
        Mark("dot", words("above"), BLENDED), Mark("dot", words("other"), CONTEXT),
        Mark("line", words("thin"), CONTEXT, 1.5), Mark("line", words("thick"), CONTEXT, 4),
        Mark("upright", words("average"), INK, 1),
    )  # fmt: skip
    return Heading(Question.PROCESS, words("limits"), marks)


def _table(found: Caterpillar, what: str) -> pl.DataFrame:
    """Return every institution with its counts, estimate and both intervals, the highest first."""
    counts = found.counts
    columns = {
        "institution": list(counts.names), what: counts.hits, counts.unit.value: counts.trials,
        "share": counts.rates, "estimate": found.estimate, "low": found.low, "high": found.high,
        "pair_low": found.pair_low, "pair_high": found.pair_high,
    }  # fmt: skip
    frame = pl.DataFrame(columns).with_columns(pl.selectors.float().fill_nan(None))
    return frame[[int(place) for place in found.order]]


def _rows(found: Caterpillar) -> list[dict[str, Any]]:
    """Return the institutions with an estimate, the highest first."""
    known = [int(row) for row in found.order if not np.isnan(found.estimate[row])]
    return [
        {
            "name": cut(found.counts.names[row], 34), "place": place, "estimate": float(found.estimate[row]),
            "low": float(found.low[row]), "high": float(found.high[row]),
            "pair_low": float(found.pair_low[row]), "pair_high": float(found.pair_high[row]),
            "above": bool(found.low[row] > found.average), "below": bool(found.high[row] < found.average),
            "first": bool(found.low[row] > found.average),
        }
        for place, row in enumerate(known)
    ]  # fmt: skip


def _layers(rows: list[dict[str, Any]], average: float, language: str, width: int) -> Layers:
    beside = 240 if width == WIDE else 0
    most = max(row["high"] for row in rows) * 1.05
    scale = alt.Scale(type="sqrt", domain=[0, most], nice=False)
    place = alt.Scale(domain=[-1.6, len(rows) - 0.4], reverse=True, nice=False)
    base = of_rows(rows).encode(y=alt.Y("place:Q", axis=None, scale=place))
    axis = percent_axis(language, ticks=5 if beside else 4)
    title = say("estimates.charts.share-root-scale", language)
    low = alt.X("low:Q", title=title, scale=scale, axis=axis)
    thin = base.mark_rule(strokeWidth=1.5).encode(x=low, x2="high:Q", color=highlighted())
    thick = base.mark_rule(strokeWidth=4).encode(
        x=alt.X("pair_low:Q", scale=scale), x2="pair_high:Q", color=highlighted()
    )
    dots = base.mark_point(filled=True, opacity=1, size=70).encode(
        x=alt.X("estimate:Q", scale=scale), fill=highlighted(), stroke=alt.value(None)
    )
    written = say("estimates.charts.average", language, average=average)
    line = rule_at(average, scale, written, left_of=average > most / 4)
    height = len(rows) * (21 if beside else 38) + 86
    layers = [*line, thin, thick, dots, *names_beside(base, beside, above=14)]
    return sized(alt.layer(*layers), width, height, left=beside, right=16, bottom=48)
