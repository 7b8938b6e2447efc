"""Where the total share goes when one institution is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from blendwise.language import percent, say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import (
    BLENDED,
    CONTEXT,
    INK,
    TEXT,
    WIDE,
    Drawing,
    Layers,
    cut,
    of_rows,
    sized,
)
from blendwise.reporting.charts.heading import Heading, Mark, drawn_under

__all__ = ["Shift", "without_each", "without_each_heading"]

_NAME = 34
"""Letters of a name that fit beside the chart."""
_BESIDE = 58
"""How wide a share beside its dot is."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The total share without one institution."""

    institution: str
    share: float


def without_each(shifts: Sequence[Shift], total: float, *, name: str, label: str, language: str) -> Drawing:
    """Draw, for each institution, a line from the total share to the share without it."""
    highest = max(total, *(s.share for s in shifts)) or 1
    rows = [_row(s, total, place, language) for place, s in enumerate(shifts)]

    def chart(width: int) -> Layers:
        beside = 230 if width == WIDE else 0
        scale = _scale(shifts, highest * 1.12, width - beside - _BESIDE)
        place = alt.Scale(domain=[-0.9, len(rows) - 0.4], reverse=True, nice=False)
        base = of_rows(rows).encode(y=alt.Y("place:Q", axis=None, scale=place))
        x = alt.X("share:Q", title=None, scale=scale, axis=_axis(language, 5 if beside else 4))
        layers = [
            base.mark_rule(strokeWidth=2.5).encode(x=x, x2="total:Q", color=_first()),
            *_line_at(total, scale, say("charts.total", language, share=total)),
            base.mark_point(filled=True, opacity=1, size=90).encode(
                x=x, fill=_first(), stroke=alt.value(None)
            ),
            *_values(base, x),
            _names(base, beside),
        ]
        return sized(
            alt.layer(*layers), width, len(rows) * (30 if beside else 46) + 52, left=beside, right=_BESIDE
        )

    return drawn_under(without_each_heading(language), chart, name=name, label=label, language=language)


def without_each_heading(language: str) -> Heading:
    """Return what stands above this chart: it shows counts, so it has no limits."""
    marks = (
        Mark("dot", say("charts.most-influence", language), BLENDED),
        Mark("dot", say("charts.less-influence", language), CONTEXT),
        Mark("upright", say("charts.of-all", language), INK, 1),
    )
    return Heading(Question.COUNT, say("charts.counted", language), marks)


def _scale(shifts: Sequence[Shift], most: float, inner: int) -> alt.Scale:
    """Return the scale from 0; where a share is near 0 it begins further on, so that its number has room."""
    near = min((s.share for s in shifts), default=0.0) / most * inner < _BESIDE
    return alt.Scale(domain=[0, most], range=[_BESIDE if near else 0, inner], nice=False)


def _row(shift: Shift, total: float, place: int, language: str) -> dict[str, Any]:
    return {
        "name": cut(shift.institution, _NAME), "place": place, "share": shift.share, "total": total,
        "written": percent(shift.share, language), "first": place == 0, "lower": shift.share <= total,
    }  # fmt: skip


def _first() -> Any:
    return alt.condition("datum.first", alt.value(BLENDED), alt.value(CONTEXT))


def _values(base: alt.Chart, x: alt.X) -> list[alt.Chart]:
    """Write each value on the side of its dot that is away from the line."""
    below = base.transform_filter("datum.lower").mark_text(
        align="right", dx=-9, fontWeight=600, fontSize=TEXT
    )
    above = base.transform_filter("!datum.lower").mark_text(align="left", dx=9, fontWeight=600, fontSize=TEXT)
    return [mark.encode(x=x, text="written:N") for mark in (below, above)]


def _names(base: alt.Chart, beside: int) -> alt.Chart:
    """Write the names left of the chart where there is room, else above each line."""
    mark = base.mark_text(align="left", baseline="middle", dy=0 if beside else -17, fontSize=TEXT)
    named: alt.Chart = mark.encode(x=alt.value(-beside), text="name:N")
    return named


def _line_at(value: float, scale: alt.Scale, text: str) -> list[alt.Chart]:
    base = of_rows([{"at": value, "text": text}]).encode(x=alt.X("at:Q", scale=scale))
    words = base.mark_text(align="right", baseline="top", dx=-5, fontWeight=600, fontSize=TEXT)
    return [base.mark_rule(color=INK, strokeWidth=1), words.encode(y=alt.value(0), text="text:N")]


def _axis(language: str, ticks: int) -> alt.Axis:
    mark = say("format.decimal", language)
    written = f"replace(format(datum.value * 100, '.1f'), '.', '{mark}') + '%'"
    return alt.Axis(tickCount=ticks, labelExpr=written, grid=True)
