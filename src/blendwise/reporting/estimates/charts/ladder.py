"""Bounds under one another: fewer assumptions, a wider bar. Hatched, since it is about what may be true."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from blendwise.estimation.result import Estimate
from blendwise.language import percent
from blendwise.reporting.charts.drawing import (
    BLENDED,
    TEXT,
    WIDE,
    Drawing,
    Layers,
    cut,
    drawn,
    of_rows,
    sized,
)
from blendwise.reporting.estimates.bounds import Bounds, rung_name
from blendwise.reporting.estimates.charts.charted import Charted, percent_axis

__all__ = ["ladder_chart"]

_HATCH = "hatch"
_SHORT = 44
"""Letters of a step that fit on a phone; the table has it whole."""


def ladder_chart(found: Bounds, language: str, *, name: str = "ladder") -> Charted:
    """Draw each rung from its least to its most; ticks alone are the end of the first bar on the left."""
    rungs = [rung for rung in (*found.rungs, *found.misses) if rung.low is not None and rung.high is not None]
    rows = [_row(rung, place, language) for place, rung in enumerate(rungs)]
    label = " ".join([rungs[0].sentence(language), rungs[-1].sentence(language)]) if rungs else ""
    drawing = drawn(lambda width: _layers(rows, language, width), name=name, label=label)
    kinds = {"wide": drawing.wide, "narrow": drawing.narrow}
    hatched = Drawing(**{kind: _with_hatch(svg, f"{name}-{kind}-{_HATCH}") for kind, svg in kinds.items()})
    columns = {"assumption": [row["name"] for row in rows], "low": [row["low"] for row in rows]}
    return Charted(hatched, pl.DataFrame(columns | {"high": [row["high"] for row in rows]}), label)


def _row(rung: Estimate, place: int, language: str) -> dict[str, Any]:
    name, ends = rung_name(rung, language), [float(end or 0) for end in (rung.low, rung.high)]
    written = "–".join(percent(end, language) for end in ends)
    short = cut(name, _SHORT)
    return {"name": name, "short": short, "place": place, "low": ends[0], "high": ends[1], "written": written}


def _layers(rows: list[dict[str, Any]], language: str, width: int) -> Layers:
    scale = alt.Scale(domain=[0, max([row["high"] for row in rows] or [1])], nice=False)
    step = alt.Scale(domain=[-0.75, len(rows) - 0.4], reverse=True, nice=False)
    base = of_rows(rows).encode(y=alt.Y("place:Q", axis=None, scale=step))
    x = alt.X("low:Q", title=None, scale=scale, axis=percent_axis(language, ticks=5 if width == WIDE else 4))
    bars = base.mark_bar(height=16, fill=f"url(#{_HATCH})", stroke=BLENDED, strokeWidth=1).encode(
        x=x, x2="high:Q"
    )
    named = base.mark_text(align="left", baseline="middle", dy=-19, fontSize=TEXT)
    ends = base.mark_text(align="right", baseline="middle", dy=-19, fontWeight=600, fontSize=TEXT)
    layers = [
        bars,
        named.encode(x=alt.value(0), text="name:N" if width == WIDE else "short:N"),
        ends.encode(x=alt.value(width - 16), text="written:N"),
    ]
    if width != WIDE:
        layers[2] = base.mark_text(
            align="left", baseline="middle", dy=18, fontWeight=600, fontSize=TEXT
        ).encode(x=alt.value(0), text="written:N")
    return sized(alt.layer(*layers), width, len(rows) * (54 if width == WIDE else 76) + 40, right=16)


def _with_hatch(svg: str, name: str) -> str:
    """Put the pattern of slanted lines in the drawing; Vega-Lite can only name it."""
    lines = f'<path d="M-2 2l4 -4M0 8l8 -8M6 10l4 -4" stroke="{BLENDED}" stroke-width="1.4"/>'
    pattern = f'<defs><pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">{lines}</pattern></defs>'
    head, _, rest = svg.partition(">")
    return f"{head}>{pattern}{rest}"
