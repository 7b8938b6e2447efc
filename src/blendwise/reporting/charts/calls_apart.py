"""The number of ticks in two calls, a line per institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from blendwise.language import count
from blendwise.reporting.charts.drawing import (
    BLENDED,
    CHOSEN,
    CONTEXT,
    INK,
    RULE,
    SECOND,
    TEXT,
    WIDE,
    Drawing,
    Layers,
    cut,
    drawn,
    of_rows,
    sized,
)

__all__ = ["Movement", "calls_apart"]

_HEIGHT = 330
_LINE = 18
"""Height of a line of text in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How many ticks an institution had in an earlier and in a later call."""

    institution: str
    before: int
    after: int


def calls_apart(
    movements: Sequence[Movement], calls: tuple[int, int], *, name: str, label: str, language: str
) -> Drawing:
    """Draw a line per institution; the largest change stands out, and what fell has a colour of its own."""
    ordered = sorted(movements, key=lambda m: (-abs(m.after - m.before), m.institution))
    top = max(max(m.before, m.after) for m in movements) or 1
    y = alt.Scale(domain=[0, top], nice=False)
    colours = alt.Scale(domain=["first", "fell", "other"], range=[BLENDED, SECOND, CONTEXT])

    def chart(width: int) -> Layers:
        left, right = (60, 270) if width == WIDE else (34, 186)
        x = alt.X("call:O", title=None, scale=alt.Scale(padding=0), axis=_axis())
        lines = of_rows(_ends(ordered, calls)).encode(
            x=x, y=alt.Y("ticks:Q", axis=None, scale=y), detail="line:N"
        )
        layers = [
            lines.mark_line(strokeWidth=2, strokeCap="round").encode(
                stroke=alt.Stroke("kind:N", scale=colours)
            ),
            lines.mark_point(filled=True, opacity=1, size=44).encode(
                fill=alt.Fill("kind:N", scale=colours), stroke=alt.value(None)
            ),
            *_labels(_named(ordered), calls, y, top * _LINE / _HEIGHT, language, length=right // 7 - 3),
        ]
        return sized(alt.layer(*layers), width, _HEIGHT + 38, left=left, right=right, top=30, bottom=8)

    return drawn(chart, name=name, label=label)


def _ends(ordered: Sequence[Movement], calls: tuple[int, int]) -> list[dict[str, Any]]:
    """Return both ends of each line, the largest change last so that it lies on top."""
    return [
        {"call": str(call), "ticks": ticks, "line": place, "kind": _kind(m, place)}
        for place, m in reversed(list(enumerate(ordered)))
        for call, ticks in zip(calls, (m.before, m.after), strict=True)
    ]


def _kind(movement: Movement, place: int) -> str:
    if place == 0:
        return "first"
    return "fell" if movement.after < movement.before else "other"


def _named(ordered: Sequence[Movement]) -> list[Movement]:
    """Choose which lines get a name: the largest changes, and three that fell."""
    fell = [m for m in ordered if m.after < m.before]
    return list(dict.fromkeys([*fell[:3], *ordered]))[: CHOSEN - 1]


def _labels(
    named: Sequence[Movement],
    calls: tuple[int, int],
    y: alt.Scale,
    step: float,
    language: str,
    *,
    length: int,
) -> list[alt.Chart]:
    """Write the numbers at both ends and the names at the right, moved apart where they would touch."""
    starts = sorted({m.before for m in named})
    before = [
        {"call": str(calls[0]), "at": at, "text": count(value, language)}
        for value, at in zip(starts, apart(starts, step), strict=True)
    ]
    after = [
        {"call": str(calls[1]), "at": at, "text": f"{count(m.after, language)}  {cut(m.institution, length)}"}
        for m, at in zip(named, apart([m.after for m in named], step), strict=True)
    ]
    left = of_rows(before).mark_text(align="right", baseline="middle", dx=-10, fontSize=TEXT)
    right = of_rows(after).mark_text(align="left", baseline="middle", dx=10, fontSize=TEXT)
    return [
        mark.encode(x="call:O", y=alt.Y("at:Q", axis=None, scale=y), text="text:N") for mark in (left, right)
    ]


def apart(values: Sequence[int], step: float) -> list[float]:
    """Return a place for each value, at least a step apart, from the lowest up.

    >>> apart([10, 0, 1], 3)
    [10.0, 0.0, 3.0]
    """
    found, lowest = [0.0] * len(values), float("-inf")
    for index in sorted(range(len(values)), key=lambda i: (values[i], -i)):
        lowest = found[index] = max(float(values[index]), lowest + step)
    return found


def _axis() -> alt.Axis:
    return alt.Axis(
        orient="top", labelFontWeight=600, labelColor=INK, labelFontSize=15, labelAngle=0, domain=False, grid=True,
        gridColor=RULE, labelExpr="datum.value",
    )  # fmt: skip
