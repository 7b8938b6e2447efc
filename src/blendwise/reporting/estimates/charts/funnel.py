"""Shares against sizes, with the limits within which chance stays."""

from __future__ import annotations

from textwrap import fill
from typing import Any, Literal

import altair as alt

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
_LEFT, _RIGHT = 44, 14
_LETTER = TEXT / 2
_GAP = 5


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
        *_smallest(found, x_scale, language, width - _LEFT - _RIGHT),
        *_marks(points, x, y_scale),
    ]
    return sized(alt.layer(*layers), width, _HEIGHT, left=_LEFT, right=_RIGHT, top=10, bottom=48)


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


def _smallest(found: SideBySide, x_scale: alt.Scale, language: str, width: int) -> list[alt.Chart]:
    """Mark from which size an institution without a tick can be low by the exact limits, or say that none can."""
    size, largest = found.exact.bands[0].smallest_low, int(max(found.exact.curve_sizes))
    if size is None or size > largest:
        words = _words([{"text": say("estimates.charts.none-low", language)}], width)
        return [words.encode(x=alt.value(0), y=alt.value(0), text="text:N")]
    rows = [{"size": size, "text": say("estimates.charts.low-from", language, n=size)}]
    x, before = alt.X("size:Q", scale=x_scale), width * (size / largest) ** 0.5
    words = _words(rows, max(before, width - before), left_of=before > width / 2)
    rule = of_rows(rows).mark_rule(color=MUTED, strokeDash=[2, 3])
    return [rule.encode(x=x), words.encode(x=x, y=alt.value(70), text="text:N")]


def _words(rows: list[dict[str, Any]], room: float, *, left_of: bool = False) -> alt.Chart:
    """Write a text in as many lines as it needs, on the side of its place where there is room."""
    lines = [row | {"text": fill(row["text"], int((room - _GAP) / _LETTER))} for row in rows]
    align: Literal["left", "right"] = "right" if left_of else "left"
    dx = -_GAP if left_of else _GAP
    words: alt.Chart = of_rows(lines).mark_text(
        align=align, dx=dx, baseline="top", lineBreak="\n", fontSize=TEXT, color=MUTED
    )
    return words
