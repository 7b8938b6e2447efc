"""Charts as SVG, drawn without a browser: one drawing serves light and dark, screen and paper.

Colours in `chart_theme.json` and here are tokens (`var(--bw-blended)`), which the style sheet of the page fills
in. Every chart is drawn twice, wide and narrow, so that its text keeps its size on a phone; the style sheet
shows one. A drawing is one picture to a screen reader, and its label is the finding, not the kind of chart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

from blendwise.language import count, percent, say

__all__ = ["CHOSEN", "Drawing", "Movement", "Shift", "calls_apart", "dot_field", "without_each"]

INK, MUTED, BLENDED = "var(--bw-ink)", "var(--bw-muted)", "var(--bw-blended)"
CONTEXT, SECOND, RULE = "var(--bw-context)", "var(--bw-second)", "var(--bw-rule)"
WIDE, NARROW = 660, 340
"""Widths in CSS pixels at which a chart is drawn: the column of a report, and a phone."""
CHOSEN = 8
"""How many institutions a chart names at most."""
_LINE = 18
_TEXT = 13.5
_NAME = 34
"""Letters of a name that fit beside a chart, at about 6.5 pixels each."""
_THEME = json.loads(Path(__file__).with_name("chart_theme.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as two SVG elements, safe to put in a page as they are."""

    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Shift:
    """The total share without one institution."""

    institution: str
    share: float


@dataclass(frozen=True, slots=True)
class Movement:
    """How many ticks an institution had in an earlier and in a later call."""

    institution: str
    before: int
    after: int


def without_each(shifts: Sequence[Shift], total: float, *, name: str, label: str, language: str) -> Drawing:
    """Draw, for each institution, where the total share goes when that institution is left out."""
    highest = max(total, *(s.share for s in shifts))
    scale = alt.Scale(domain=[0, highest * 1.12], nice=False)

    def chart(width: int) -> alt.LayerChart:
        beside = 230 if width == WIDE else 0
        rows = [_shift_row(s, total, place, language) for place, s in enumerate(shifts)]
        base = alt.Chart(alt.Data(values=rows)).encode(
            y=alt.Y(
                "place:Q",
                axis=None,
                scale=alt.Scale(domain=[-0.9, len(rows) - 0.4], reverse=True, nice=False),
            )
        )
        x = alt.X("share:Q", title=None, scale=scale, axis=_share_axis(language, 5 if beside else 4))
        values = [
            base.transform_filter(f"datum.lower == {'true' if left else 'false'}")
            .mark_text(
                align="right" if left else "left", dx=-9 if left else 9, fontWeight=600, fontSize=_TEXT
            )
            .encode(x=x, text="written:N")
            for left in (True, False)
        ]
        layers = [
            base.mark_rule(strokeWidth=2.5).encode(x=x, x2="total:Q", color=_first(BLENDED, CONTEXT)),
            _line_at(total, scale, say("charts.total", language, share=total)),
            base.mark_point(filled=True, opacity=1, size=90).encode(
                x=x, fill=_first(BLENDED, CONTEXT), stroke=alt.value(None)
            ),
            *values,
            _names(base, beside),
        ]
        return _sized(
            alt.layer(*layers), width, len(rows) * (30 if beside else 46) + 52, left=beside, right=46
        )

    return _both(chart, name, label, language)


def _shift_row(shift: Shift, total: float, place: int, language: str) -> dict[str, Any]:
    return {
        "institution": shift.institution, "place": place, "share": shift.share, "total": total,
        "written": percent(shift.share, language), "first": place == 0, "lower": shift.share <= total,
        "name": _cut(shift.institution, _NAME),
    }  # fmt: skip


def _names(base: alt.Chart, beside: int) -> alt.Chart:
    """Write the names left of the chart where there is room, else above each line."""
    at = alt.value(-beside) if beside else alt.value(0)
    mark = base.mark_text(align="left", baseline="middle", dy=0 if beside else -17, fontSize=_TEXT)
    return mark.encode(x=at, text="name:N")


def _cut(name: str, length: int) -> str:
    """Shorten a name for a label; the table behind the chart has it whole."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def _line_at(value: float, scale: alt.Scale, text: str) -> alt.LayerChart:
    data = alt.Chart(alt.Data(values=[{"at": value, "text": text}])).encode(x=alt.X("at:Q", scale=scale))
    line = data.mark_rule(color=INK, strokeWidth=1)
    return line + data.mark_text(align="right", baseline="top", dx=-5, fontWeight=600, fontSize=_TEXT).encode(
        y=alt.value(0), text="text:N"
    )


def _first(first: str, others: str) -> Any:
    return alt.condition("datum.first", alt.value(first), alt.value(others))


def _share_axis(language: str, ticks: int) -> alt.Axis:
    digits = say("format.decimal", language)
    written = f"replace(format(datum.value * 100, '.1f'), '.', '{digits}') + '%'"
    return alt.Axis(tickCount=ticks, labelExpr=written, grid=True)


def calls_apart(
    movements: Sequence[Movement], calls: tuple[int, int], *, name: str, label: str, language: str
) -> Drawing:
    """Draw the number of ticks in two calls, a line per institution; the largest change stands out."""
    ordered = sorted(movements, key=lambda m: (-abs(m.after - m.before), m.institution))
    named = _named_ones(ordered)
    top = max(max(m.before, m.after) for m in movements) or 1

    def chart(width: int) -> alt.LayerChart:
        left, right = (60, 270) if width == WIDE else (34, 186)
        height = 330
        y = alt.Y("ticks:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
        x = alt.X("call:O", title=None, scale=alt.Scale(padding=0), axis=_call_axis())
        ends = [{"call": str(c), "ticks": t, "institution": m.institution, "kind": _kind(m, ordered[0])}
                for m in ordered for c, t in zip(calls, (m.before, m.after), strict=True)]  # fmt: skip
        lines = alt.Chart(alt.Data(values=ends[::-1])).encode(x=x, y=y, detail="institution:N")
        colours = alt.Scale(domain=["first", "fell", "other"], range=[BLENDED, SECOND, CONTEXT])
        layers = [
            lines.mark_line(strokeWidth=2, strokeCap="round").encode(
                stroke=alt.Stroke("kind:N", scale=colours)
            ),
            lines.mark_point(filled=True, opacity=1, size=44).encode(
                fill=alt.Fill("kind:N", scale=colours), stroke=alt.value(None)
            ),
            *_end_labels(named, calls, top * _LINE / height, top, language, length=right // 7 - 3),
        ]
        return _sized(alt.layer(*layers), width, height + 38, left=left, right=right, top=30, bottom=8)

    return _both(chart, name, label, language)


def _kind(movement: Movement, first: Movement) -> str:
    if movement is first:
        return "first"
    return "fell" if movement.after < movement.before else "other"


def _named_ones(ordered: Sequence[Movement]) -> list[Movement]:
    fell = [m for m in ordered if m.after < m.before]
    return list(dict.fromkeys([*fell[:3], *ordered]))[: CHOSEN - 1]


def _end_labels(
    named: Sequence[Movement], calls: tuple[int, int], step: float, top: int, language: str, *, length: int
) -> list[alt.Chart]:
    """Write the numbers at both ends and the names at the right, moved apart where they would touch."""
    starts = sorted({m.before for m in named})
    before = [
        {"call": str(calls[0]), "at": at, "text": count(value, language)}
        for value, at in zip(starts, _apart(starts, step), strict=True)
    ]
    after = [
        {
            "call": str(calls[1]),
            "at": at,
            "text": f"{count(m.after, language)}  {_cut(m.institution, length)}",
        }
        for m, at in zip(named, _apart([m.after for m in named], step), strict=True)
    ]
    y = alt.Y("at:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    texts = [(before, "right", -10), (after, "left", 10)]
    return [
        alt.Chart(alt.Data(values=rows)).mark_text(align=align, baseline="middle", dx=dx, fontSize=_TEXT).encode(x="call:O", y=y, text="text:N")
        for rows, align, dx in texts
    ]  # fmt: skip


def _apart(values: Sequence[int], step: float) -> list[float]:
    """Return a place for each value, at least a step apart, from the lowest up.

    >>> _apart([10, 0, 1], 3)
    [10.0, 0.0, 3.0]
    """
    found, lowest = [0.0] * len(values), float("-inf")
    for index in sorted(range(len(values)), key=lambda i: (values[i], -i)):
        lowest = found[index] = max(float(values[index]), lowest + step)
    return found


def _call_axis() -> alt.Axis:
    return alt.Axis(orient="top", labelFontWeight=600, labelColor=INK, labelFontSize=15, labelAngle=0, domain=False,
                    grid=True, gridColor=RULE, labelExpr="datum.value")  # fmt: skip


def _sized(
    chart: alt.LayerChart,
    width: int,
    height: int,
    *,
    left: int = 0,
    right: int = 0,
    top: int = 4,
    bottom: int = 26,
) -> alt.LayerChart:
    """Fix the outer size, whatever the renderer thinks that a letter measures."""
    padding = {"left": left, "right": right, "top": top, "bottom": bottom}
    inner = {"width": width - left - right, "height": height - top - bottom}
    return chart.properties(**inner, padding=padding, autosize="none")


def _both(chart: Callable[[int], alt.LayerChart], name: str, label: str, language: str) -> Drawing:
    wide, narrow = (
        _svg(chart(width), f"{name}-{kind}", label, f"bw-{kind}")
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return Drawing(wide, narrow)


def dot_field(ticks: int, total: int, *, name: str, label: str) -> Drawing:
    """Draw every `per` mobilities as a dot, the ticked ones in the colour of blended."""
    per = dots_per(total)
    return Drawing(
        *(
            _dots(ticks, total, per, columns, f"{name}-{kind}", label, f"bw-{kind}")
            for kind, columns in (("wide", 106), ("narrow", 58))
        )
    )


def dots_per(total: int) -> int:
    """Return how many mobilities a dot stands for: 1, 10, 100 … so that there are at most 2,000 dots."""
    per = 1
    while total > 2000 * per:
        per *= 10
    return per


def _dots(ticks: int, total: int, per: int, columns: int, name: str, label: str, shown: str) -> str:
    dots, filled = -(-total // per), -(-ticks // per)
    rows, last = divmod(dots, columns)
    width, height = columns * 10, (rows + bool(last)) * 10
    svg = ET.Element(
        "svg", {"viewBox": f"0 0 {width} {height}", "role": "img", "aria-label": label, "class": shown}
    )
    pattern = ET.SubElement(
        ET.SubElement(svg, "defs"),
        "pattern",
        {"id": name, "width": "10", "height": "10", "patternUnits": "userSpaceOnUse"},
    )
    ET.SubElement(pattern, "circle", {"cx": "5", "cy": "5", "r": "3.1", "class": "c-context-soft"})
    ET.SubElement(svg, "rect", {"width": str(width), "height": str(rows * 10), "fill": f"url(#{name})"})
    ET.SubElement(
        svg, "rect", {"y": str(rows * 10), "width": str(last * 10), "height": "10", "fill": f"url(#{name})"}
    )
    deep = min(rows, max(2, -(-filled // columns))) or 1
    for place in range(filled):
        column, row = divmod(place, deep)
        ET.SubElement(
            svg,
            "circle",
            {"cx": str(column * 10 + 5), "cy": str(row * 10 + 5), "r": "4.2", "class": "c-blended"},
        )
    return ET.tostring(svg, encoding="unicode")


def _svg(chart: alt.LayerChart, name: str, label: str, shown: str) -> str:
    """Render a chart and leave only what a page needs: no names of its own, no roles inside the picture."""
    # the text was made a moment ago by our own renderer: no file of a stranger is parsed here
    root = ET.fromstring(vl_convert.vegalite_to_svg(chart.to_dict(), config=_THEME))  # noqa: S314
    for parent in root.iter():
        for child in list(parent):
            if child.get("display") == "none" or child.get("class") == "background":
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        _plain(element, name)
    size = {key: root.attrib[key] for key in ("width", "height", "viewBox")}
    root.attrib = {**size, "role": "img", "aria-label": label, "class": shown}
    return ET.tostring(root, encoding="unicode")


_DROPPED = ("role", "aria-roledescription", "aria-hidden", "class", "font-family", "pointer-events", "style")


def _plain(element: ET.Element, name: str) -> None:
    for attribute in _DROPPED:
        element.attrib.pop(attribute, None)
    for attribute, value in element.attrib.items():
        if attribute == "id":
            element.set(attribute, f"{name}-{value}")
        else:
            element.set(attribute, re.sub(r"url\(#", f"url(#{name}-", value))
