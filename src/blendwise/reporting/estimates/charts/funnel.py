"""Shares against sizes, with the limits within which chance stays."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from blendwise.language import say
from blendwise.reporting.charts.drawing import (
    CONTEXT,
    INK,
    TEXT,
    WIDE,
    Layers,
    cut,
    drawn,
    of_rows,
    sized,
)
from blendwise.reporting.estimates.charts.charted import (
    MUTED,
    SUNKEN,
    Charted,
    count_axis,
    highlighted,
    percent_axis,
)
from blendwise.reporting.estimates.funnel import SideBySide, funnel_frame

__all__ = ["funnel_chart"]

_HEIGHT = 380


def funnel_chart(found: SideBySide, language: str, *, name: str = "funnel") -> Charted:
    """Draw every institution, the limits that let institutions differ, and the exact ones for comparison.

    The horizontal axis is a root scale, on which limits are near straight. Printed on the plot: from which size
    an institution without a tick can come out low at all.
    """
    label = f"{found.wide.sentence(language)} {found.outside.sentence(language)}"
    drawing = drawn(lambda width: _layers(found, language, width), name=name, label=label)
    return Charted(drawing, funnel_frame(found), label)


def _layers(found: SideBySide, language: str, width: int) -> Layers:
    points, curves = _points(found), _curves(found)
    top = max([*(p["share"] for p in points), *(c["high"] for c in curves)]) * 1.08 or 1.0
    x_scale = alt.Scale(type="sqrt", domain=[0, max(c["size"] for c in curves)], nice=False)
    unit = say(f"labels.{found.counts.unit.value}", language)
    x = alt.X(
        "size:Q",
        scale=x_scale,
        title=say("estimates.charts.root-scale", language, unit=unit),
        axis=count_axis(language, ticks=6 if width == WIDE else 4, grid=False),
    )
    y_scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("high:Q", scale=y_scale, title=None, axis=percent_axis(language))
    base = of_rows(curves).encode(x=x)
    layers = [
        base.mark_area(color=SUNKEN, opacity=1).encode(y=y, y2="low:Q"),
        base.mark_line(color=MUTED, strokeWidth=1).encode(y=y),
        base.mark_line(color=CONTEXT, strokeWidth=1.5, strokeDash=[4, 3]).encode(
            y=alt.Y("exact:Q", scale=y_scale)
        ),
        base.mark_line(color=INK, strokeWidth=1).encode(y=alt.Y("target:Q", scale=y_scale)),
        *_smallest(found, x_scale, language),
        *_marks(points, x, y_scale),
    ]
    return sized(alt.layer(*layers), width, _HEIGHT, left=44, right=14, top=10, bottom=48)


def _points(found: SideBySide) -> list[dict[str, Any]]:
    counts, far = found.counts, len(found.wide.bands)
    return [
        {"name": cut(name, 28), "size": int(n), "share": float(rate), "first": bool(abs(place) >= far)}
        for name, n, rate, place in zip(
            counts.names, counts.trials, counts.rates, found.wide.position, strict=True
        )
        if n
    ]


def _curves(found: SideBySide) -> list[dict[str, Any]]:
    wide, exact = found.wide.bands[-1].curve, found.exact.bands[-1].curve
    return [
        {
            "size": int(n),
            "low": float(low),
            "high": float(high),
            "exact": float(limit),
            "target": found.wide.target,
        }
        for n, low, high, limit in zip(found.wide.curve_sizes, wide.low, wide.high, exact.high, strict=True)
    ]


def _marks(points: list[dict[str, Any]], x: alt.X, y_scale: alt.Scale) -> list[alt.Chart]:
    base = of_rows(points).encode(x=x, y=alt.Y("share:Q", scale=y_scale))
    named = base.transform_filter("datum.first").mark_text(align="left", dx=9, fontWeight=600, fontSize=TEXT)
    dots = base.mark_point(filled=True, opacity=1, size=60).encode(fill=highlighted(), stroke=alt.value(None))
    return [dots, named.encode(text="name:N")]


def _smallest(found: SideBySide, x_scale: alt.Scale, language: str) -> list[alt.Chart]:
    """Mark from which size an institution without a tick can be low by the exact limits, or say that none can."""
    size = found.exact.bands[0].smallest_low
    if size is None or size > int(np.max(found.exact.curve_sizes)):
        said = of_rows([{"text": say("estimates.charts.none-low", language)}])
        words = said.mark_text(align="left", baseline="top", fontSize=TEXT, color=MUTED)
        return [words.encode(x=alt.value(5), y=alt.value(0), text="text:N")]
    rows = [{"size": size, "text": say("estimates.charts.low-from", language, n=size)}]
    base = of_rows(rows).encode(x=alt.X("size:Q", scale=x_scale))
    words = base.mark_text(align="left", baseline="top", dx=5, fontSize=TEXT, color=MUTED)
    return [
        base.mark_rule(color=MUTED, strokeDash=[2, 3]),
        words.encode(y=alt.value(70), text="text:N"),
    ]
