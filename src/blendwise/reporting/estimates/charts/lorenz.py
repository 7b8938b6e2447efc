"""How unevenly ticks are spread over mobilities: the Lorenz curve, institutions with the lowest share first."""

from __future__ import annotations

import altair as alt
import numpy as np
import polars as pl

from blendwise.estimation.concentration import gini_against, lorenz
from blendwise.estimation.institutions import InstitutionCounts
from blendwise.language import say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import BLENDED, INK, WIDE, Layers, of_rows, sized
from blendwise.reporting.charts.heading import Heading, Mark
from blendwise.reporting.estimates.answer import about_characteristic, paragraph
from blendwise.reporting.estimates.charts.charted import Charted, charted, percent_axis

__all__ = ["lorenz_chart"]


def lorenz_chart(
    counts: InstitutionCounts, language: str, *, name: str = "lorenz", what: str = "blended"
) -> Charted:
    """Draw the curve of ticks against mobilities, under the line on which it lies if all tick alike.

    Raises UserError where there is no tick at all.
    """
    curve = lorenz(counts.hits, counts.trials)
    table = pl.DataFrame(
        {
            "institution": ["", *(counts.names[int(place)] for place in curve.order)],
            f"share_of_{counts.unit.value}": curve.mobilities,
            "cumulated_ticks": curve.ticks,
        }
    )
    finding = say(
        "estimates.charts.lorenz", language, part=_part_with_half(curve.mobilities, curve.ticks),
        gini=gini_against(counts.hits, counts.trials), unit=say(f"labels.{counts.unit.value}", language),
    )  # fmt: skip
    label = paragraph(about_characteristic(what, language), finding)
    unit = say(f"labels.{counts.unit.value}", language)
    heading = Heading(Question.COUNT, say("charts.counted", language), _marks(language))
    return charted(
        lambda width: _layers(table, unit, language, width),
        heading,
        table,
        name=name,
        label=label,
        language=language,
    )


def _marks(language: str) -> tuple[Mark, ...]:
    return (
        Mark("line", say("estimates.charts.curve", language), BLENDED, 2.5),
        Mark("line", say("estimates.charts.even", language), INK, 1),
    )


def _part_with_half(mobilities: np.ndarray, ticks: np.ndarray) -> float:
    """Return the part of the mobilities, highest shares first, that holds half of the ticks."""
    return float(1 - np.interp(0.5, ticks, mobilities))


def _layers(table: pl.DataFrame, unit: str, language: str, width: int) -> Layers:
    rows = [{"x": x, "y": y} for _, x, y in table.iter_rows()]
    scale = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X(
        "x:Q",
        scale=scale,
        axis=percent_axis(language),
        title=say("estimates.charts.of-all", language, unit=unit),
    )
    y = alt.Y("y:Q", scale=scale, axis=percent_axis(language), title=None)
    even = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    layers = [
        of_rows(even).mark_line(color=INK, strokeWidth=1).encode(x=x, y=y),
        of_rows(rows).mark_line(color=BLENDED).encode(x=x, y=y),
        of_rows(rows).mark_point(filled=True, color=BLENDED, opacity=1, size=22).encode(x=x, y=y),
    ]
    return sized(
        alt.layer(*layers), width, 420 if width == WIDE else 340, left=50, right=20, top=10, bottom=48
    )
