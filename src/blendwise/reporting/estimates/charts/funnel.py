"""Shares against sizes, with the limits within which chance stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import altair as alt

from blendwise.estimation.institutions import Funnel
from blendwise.estimation.institutions.comparison import Level
from blendwise.language import say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import BLENDED, CONTEXT, INK, TEXT, WIDE, Layers, cut, of_rows, sized
from blendwise.reporting.charts.heading import Heading, Mark
from blendwise.reporting.estimates.answer import about_characteristic, paragraph
from blendwise.reporting.estimates.charts.charted import (
    MUTED,
    SUNKEN,
    Charted,
    charted,
    count_axis,
    highlighted,
    percent_axis,
)
from blendwise.reporting.estimates.charts.room import Box, Plot, named_sides, words_at
from blendwise.reporting.estimates.funnel import SideBySide, funnel_frame

__all__ = ["funnel_chart"]

_HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 380, 44, 14, 10, 48
_STROKES: Sequence[tuple[str, list[int]]] = (("dots", [2, 3]), ("dashes", [6, 4]))
"""How the limits of chance alone are drawn: of the first level and of the last."""


def funnel_chart(found: SideBySide, language: str, *, name: str = "funnel") -> Charted:
    """Draw every institution, the limits that let institutions differ, and those of chance alone.

    The horizontal axis is a root scale, on which limits are near straight. Printed on the plot, at each limit of
    chance alone: from which size an institution without a tick can come out low by it at all.
    """
    said = (found.wide.sentence(language), found.outside.sentence(language))
    label = paragraph(about_characteristic(found.characteristic, language), *said)
    return charted(
        lambda width: _layers(found, language, width), _heading(found, language), funnel_frame(found, language),
        name=name, label=label, language=language,
    )  # fmt: skip


def _levels(found: Funnel, language: str) -> list[str]:
    return [Level(band.level).phrase(language) for band in found.bands]


def _heading(found: SideBySide, language: str) -> Heading:
    levels = _levels(found.wide, language)
    first, last = levels[0], levels[-1]

    def words(key: str, **values: object) -> str:
        return say(f"estimates.charts.funnel.{key}", language, **values)

    alone = [
        Mark(kind, words("alone", level=level), CONTEXT)  # type: ignore[arg-type]
        for (kind, _), level in zip(reversed(_STROKES), (last, first), strict=True)
    ]
    marks = (
        Mark("dot", words("outside", level=last), BLENDED), Mark("dot", words("within"), CONTEXT),
        Mark("band", words("band", level=last), SUNKEN),
        Mark("line", words("pattern", level=first), MUTED, 1),
        Mark("line", words("middle", share=found.wide.target), INK), *alone,
    )  # fmt: skip
    return Heading(Question.PROCESS, words("limits", first=first, last=last), marks)


def _layers(found: SideBySide, language: str, width: int) -> Layers:
    points, curves = _points(found), _curves(found)
    top = max([*(p["share"] for p in points), *(c["high"] for c in curves)]) * 1.08 or 1.0
    plot = Plot(max(c["size"] for c in curves), top, width - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM, _RIGHT)
    unit = say(f"labels.{found.counts.unit.value}", language)
    x_scale = alt.Scale(type="sqrt", domain=[0, plot.largest], nice=False)
    x = alt.X(
        "size:Q", scale=x_scale,
        title=say("estimates.charts.root-scale", language, unit=unit),
        axis=count_axis(language, ticks=6 if width == WIDE else 4, grid=False),
    )  # fmt: skip
    y_scale = alt.Scale(domain=[0, top], nice=False)
    smallest, taken = _smallest(found, x_scale, language, plot)
    layers = [
        *_limits(of_rows(curves).encode(x=x), y_scale, language),
        *smallest,
        *_marks(points, x, y_scale, taken, plot),
    ]
    return sized(alt.layer(*layers), width, _HEIGHT, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)


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
    """Return the limits at every size: of the pattern at both levels, and of chance alone at both."""
    columns: dict[str, Iterable[float]] = {"size": found.wide.curve_sizes.astype(float)}
    for kind, funnel in (("", found.wide), ("exact_", found.exact)):
        for level, band in (("inner_", funnel.bands[0]), ("", funnel.bands[-1])):
            columns |= {f"{kind}{level}low": band.curve.low, f"{kind}{level}high": band.curve.high}
    names, rows = list(columns), zip(*columns.values(), strict=True)
    return [
        {name: float(v) for name, v in zip(names, row, strict=True)} | {"target": found.wide.target}
        for row in rows
    ]


def _limits(base: alt.Chart, y_scale: alt.Scale, language: str) -> Iterator[alt.Chart]:
    y = alt.Y("high:Q", scale=y_scale, title=None, axis=percent_axis(language))
    yield base.mark_area(color=SUNKEN, opacity=1).encode(y=y, y2="low:Q")
    for end in ("inner_low", "inner_high"):
        yield base.mark_line(color=MUTED, strokeWidth=1).encode(y=alt.Y(f"{end}:Q", scale=y_scale))
    for (_, stroke), level in zip(_STROKES, ("inner_", ""), strict=True):
        for end in ("low", "high"):
            y = alt.Y(f"exact_{level}{end}:Q", scale=y_scale)
            yield base.mark_line(color=CONTEXT, strokeWidth=1.5, strokeDash=stroke).encode(y=y)
    yield base.mark_line(color=INK, strokeWidth=1.5).encode(y=alt.Y("target:Q", scale=y_scale))


def _marks(
    points: list[dict[str, Any]], x: alt.X, y_scale: alt.Scale, taken: Sequence[Box], plot: Plot
) -> list[alt.Chart]:
    """Draw the dots, and the names of who stands out: on the side where there is room, or not at all."""
    y = alt.Y("share:Q", scale=y_scale)
    dots = of_rows(points).mark_point(filled=True, opacity=1, size=60)
    layers = [dots.encode(x=x, y=y, fill=highlighted(), stroke=alt.value(None))]
    sides = named_sides([p for p in points if p["first"]], list(taken), plot)
    for align, dx in (("left", 9), ("right", -9)):
        rows = [point for point, side in sides if side == align]
        named = of_rows(rows).mark_text(align=align, dx=dx, fontWeight=600, fontSize=TEXT)  # type: ignore[arg-type]
        layers += [named.encode(x=x, y=y, text="name:N")] if rows else []
    return layers


def _smallest(
    found: SideBySide, x_scale: alt.Scale, language: str, plot: Plot
) -> tuple[list[alt.Chart], list[Box]]:
    """Mark, per level of chance alone, from which size an institution without a tick can be low; or that none can."""
    bands = zip((found.exact.bands[0], found.exact.bands[-1]), _STROKES, strict=True)
    there = [(b, stroke) for b, (_, stroke) in bands if b.smallest_low and b.smallest_low <= plot.largest]
    if not there:
        level = Level(found.exact.bands[0].level).phrase(language)
        words, box = words_at(0, say("estimates.charts.none-low", language, level=level), plot, y=0)
        return [words], [box]
    layers: list[alt.Chart] = []
    taken: list[Box] = []
    for place, (band, stroke) in enumerate(there):
        size, level = int(band.smallest_low or 0), Level(band.level).phrase(language)
        text = say("estimates.charts.low-from", language, n=size, level=level)
        # the one further right stands higher, so that its words pass over the other line
        words, box = words_at(
            plot.x(size), text, plot, y=112 - 52 * place, to_left=len(there) > 1 and not place
        )
        rule = of_rows([{"size": size}]).mark_rule(color=MUTED, strokeDash=stroke)
        ends = {"y": alt.value(box.top), "y2": alt.value(plot.height)}
        layers += [rule.encode(x=alt.X("size:Q", scale=x_scale), **ends), words]
        taken += [box, Box(plot.x(size) - 2, plot.x(size) + 2, box.top, plot.height)]
    return layers, taken
