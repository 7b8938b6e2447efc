"""An audit's estimate with its parts: truly blended with a tick, without one, and together."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from blendwise.estimation.audit import AuditEstimate
from blendwise.estimation.institutions.comparison import Level
from blendwise.estimation.result import Estimate
from blendwise.language import count, say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import BLENDED, CONTEXT, TEXT, WIDE, Layers, of_rows, sized
from blendwise.reporting.charts.heading import Heading, Mark
from blendwise.reporting.estimates.charts.charted import (
    Charted,
    charted,
    count_axis,
    highlighted,
    names_beside,
)

__all__ = ["parts_chart"]


def parts_chart(found: AuditEstimate, language: str, *, name: str = "parts") -> Charted:
    """Draw each part as a line with a dot; a part that was not checked is a dot, one with bounds a line."""
    n = float(found.share.denominator or 0)
    ticks = n - float(found.missing_ticks.denominator or 0)
    parts = {
        "with-tick": _mirrored(found.surplus_ticks, ticks),
        "without-tick": _ends(found.missing_ticks, 1),
        "together": _ends(found.share, n),
    }
    rows: list[dict[str, Any]] = [
        {"part": part, "name": say(f"estimates.charts.parts.{part}", language), "place": place,
         "value": value, "low": low, "high": high, "first": part == "together",
         "written": _written(value, low, high, language)}
        for place, (part, (value, low, high)) in enumerate(parts.items())
    ]  # fmt: skip
    label = found.share.sentence(language)
    table = pl.DataFrame({name: [row[name] for row in rows] for name in ("part", "value", "low", "high")})
    return charted(
        lambda width: _layers(rows, language, width), _heading(found, language), table,
        name=name, label=label, language=language,
    )  # fmt: skip


def _heading(found: AuditEstimate, language: str) -> Heading:
    level = Level(found.share.level or 0.95).phrase(language)

    def words(key: str) -> str:
        return say(f"estimates.charts.parts.{key}", language, level=level)

    marks = (
        Mark("dot", words("estimate"), CONTEXT), Mark("line", words("interval"), CONTEXT, 2.5),
        Mark("line", words("whole"), BLENDED, 2.5),
    )  # fmt: skip
    return Heading(Question.TRUTH, words("limits"), marks)


def _ends(estimate: Estimate, times: float) -> tuple[float | None, ...]:
    ends = (estimate.value, estimate.low, estimate.high)
    return tuple(None if end is None else end * times for end in ends)


def _mirrored(surplus: Estimate, ticks: float) -> tuple[float | None, ...]:
    """Return the ticks that are right; all of them, as an assumption, where nobody looked."""
    if surplus.form == "undefined":
        return ticks, None, None
    value, low, high = _ends(surplus, 1)
    return tuple(None if end is None else ticks - end for end in (value, high, low))


def _written(value: float | None, low: float | None, high: float | None, language: str) -> str:
    shown = "" if value is None else count(round(value), language)
    if low is None or high is None:
        return shown
    ends = f"{count(round(low), language)}–{count(round(high), language)}"
    return f"{shown} ({ends})" if shown else ends


def _layers(rows: list[dict[str, Any]], language: str, width: int) -> Layers:
    beside = 210 if width == WIDE else 0
    most = max(end for row in rows for end in (row["value"], row["high"]) if end is not None)
    scale = alt.Scale(domain=[0, most * 1.1], nice=False)
    place = alt.Scale(domain=[-0.9, len(rows) - 0.3], reverse=True, nice=False)
    base = of_rows(rows).encode(y=alt.Y("place:Q", axis=None, scale=place))
    axis = count_axis(language, ticks=5 if beside else 3)
    spread = base.transform_filter("isValid(datum.low)")
    x_low = alt.X("low:Q", title=None, scale=scale, axis=axis)
    layers = [
        spread.mark_rule(strokeWidth=2.5).encode(x=x_low, x2="high:Q", color=highlighted()),
        *(
            spread.mark_tick(thickness=2.5, size=14).encode(x=alt.X(f"{end}:Q", scale=scale), color=highlighted())
            for end in ("low", "high")
        ),
        base.transform_filter("isValid(datum.value)").mark_point(filled=True, opacity=1, size=90).encode(
            x=alt.X("value:Q", scale=scale), fill=highlighted(), stroke=alt.value(None)
        ),
        base.mark_text(align="left", baseline="bottom", dy=-12, fontWeight=600, fontSize=TEXT).encode(
            x=x_low if beside else alt.value(0), text="written:N"
        ) if beside else base.mark_text(align="right", dy=-18, fontWeight=600, fontSize=TEXT).encode(
            x=alt.value(width - 16), text="written:N"
        ),
        *names_beside(base, beside, above=18),
    ]  # fmt: skip
    return sized(alt.layer(*layers), width, len(rows) * 54 + 40, left=beside, right=16)
