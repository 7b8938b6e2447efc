"""Bounds under one another: fewer assumptions, a wider bar. Hatched, since it is about what may be true."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from blendwise.estimation.result import Estimate
from blendwise.language import percent, say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import (
    BLENDED,
    TEXT,
    WIDE,
    Drawing,
    Layers,
    of_rows,
    sized,
)
from blendwise.reporting.charts.heading import Heading, drawn_under
from blendwise.reporting.estimates.bounds import Bounds, rung_name
from blendwise.reporting.estimates.charts.charted import Charted, percent_axis

__all__ = ["ladder_chart"]

_HATCH = "hatch"
_SHORT = 44
"""Letters of a step that fit in a line on a phone."""


def ladder_chart(found: Bounds, language: str, *, name: str = "ladder") -> Charted:
    """Draw each rung from its least to its most; ticks alone are the end of the first bar on the left."""
    rungs = [rung for rung in (*found.rungs, *found.misses) if rung.low is not None and rung.high is not None]
    rows = [_row(rung, place, language) for place, rung in enumerate(rungs)]
    label = " ".join([rungs[0].sentence(language), rungs[-1].sentence(language)]) if rungs else ""
    heading = Heading(Question.TRUTH, say("estimates.charts.ladder.limits", language))
    drawing = drawn_under(
        heading, lambda width: _layers(rows, language, width), name=name, label=label, language=language
    )
    kinds = {"wide": drawing.wide, "narrow": drawing.narrow}
    hatched = Drawing(**{kind: _with_hatch(svg, f"{name}-{kind}-{_HATCH}") for kind, svg in kinds.items()})
    columns = {"assumption": [row["name"] for row in rows], "low": [row["low"] for row in rows]}
    table = pl.DataFrame(columns | {"high": [row["high"] for row in rows]})
    return Charted(hatched, table, label, f"{label} {heading.words(language)}")


def _row(rung: Estimate, place: int, language: str) -> dict[str, Any]:
    name, ends = rung_name(rung, language), [float(end or 0) for end in (rung.low, rung.high)]
    written = "–".join(percent(end, language) for end in ends)
    first, last = ["", *wrap(name, _SHORT, max_lines=2, placeholder=" …")][-2:]
    row = {"name": name, "first": first, "last": last, "place": place, "written": written}
    return row | {"low": ends[0], "high": ends[1]}


def _layers(rows: list[dict[str, Any]], language: str, width: int) -> Layers:
    scale = alt.Scale(domain=[0, max([row["high"] for row in rows] or [1])], nice=False)
    step = alt.Scale(domain=[-0.75, len(rows) - 0.4], reverse=True, nice=False)
    base = of_rows(rows).encode(y=alt.Y("place:Q", axis=None, scale=step))
    x = alt.X("low:Q", title=None, scale=scale, axis=percent_axis(language, ticks=5 if width == WIDE else 4))
    bars = base.mark_bar(height=16, fill=f"url(#{_HATCH})", stroke=BLENDED, strokeWidth=1).encode(
        x=x, x2="high:Q"
    )
    layers = [bars, *(_words_wide(base, width) if width == WIDE else _words_narrow(base))]
    return sized(alt.layer(*layers), width, len(rows) * (54 if width == WIDE else 92) + 40, right=16)


def _words_wide(base: alt.Chart, width: int) -> list[alt.Chart]:
    """Write the step above its bar, and its ends on the same line on the right."""
    named = base.mark_text(align="left", dy=-19, fontSize=TEXT)
    ends = base.mark_text(align="right", dy=-19, fontWeight=600, fontSize=TEXT)
    return [
        named.encode(x=alt.value(0), text="name:N"),
        ends.encode(x=alt.value(width - 16), text="written:N"),
    ]


def _words_narrow(base: alt.Chart) -> list[alt.Chart]:
    """Write the step in two lines above its bar, and its ends below."""
    places = (("first", -37, 400), ("last", -19, 400), ("written", 18, 600))
    return [
        base.mark_text(align="left", dy=dy, fontWeight=weight, fontSize=TEXT).encode(  # type: ignore[arg-type]
            x=alt.value(0), text=f"{name}:N"
        )
        for name, dy, weight in places
    ]


def _with_hatch(svg: str, name: str) -> str:
    """Put the pattern of slanted lines in the drawing; Vega-Lite can only name it."""
    lines = f'<path d="M-2 2l4 -4M0 8l8 -8M6 10l4 -4" stroke="{BLENDED}" stroke-width="1.4"/>'
    pattern = f'<defs><pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">{lines}</pattern></defs>'
    head, _, rest = svg.partition(">")
    return f"{head}>{pattern}{rest}"
