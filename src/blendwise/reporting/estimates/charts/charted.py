"""A chart with what belongs to it, for a page or as a file of its own, and the parts that charts share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import altair as alt
import polars as pl

from blendwise.language import say
from blendwise.reporting.charts.drawing import BLENDED, CONTEXT, INK, TEXT, Drawing, Layers, of_rows
from blendwise.reporting.charts.heading import Heading, drawn_under
from blendwise.reporting.tables import write_table, write_text

__all__ = [
    "MUTED",
    "SUNKEN",
    "Charted",
    "charted",
    "count_axis",
    "highlighted",
    "names_beside",
    "percent_axis",
    "rule_at",
    "write_chart",
]

MUTED, SUNKEN, PAGE = "var(--bw-muted)", "var(--bw-sunken)", "var(--bw-page)"
_TOKEN = re.compile(r"var\(--bw-([a-z-]+)\)")
_LIGHT = re.compile(r"--bw-([a-z-]+):light-dark\((#[0-9a-f]+),")
_FONTS = "'Source Sans 3', system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Charted:
    """A drawing at two widths, the table behind it, and the finding in a sentence.

    `alternative` is for who does not see the picture: the finding, the question, the limits and the legend.
    """

    drawing: Drawing
    table: pl.DataFrame
    label: str
    alternative: str

    def svg(self) -> str:
        """Return the wide drawing as a file that needs no style sheet: light colours, own ground, own title."""
        colours = _colours()
        filled = _TOKEN.sub(lambda token: colours[token[1]], self.drawing.wide)
        head, _, rest = filled.partition(">")
        ground = f'<rect width="100%" height="100%" fill="{colours["page"]}"/>'
        own = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{_FONTS}"'
        return f"{head.replace('<svg', own, 1)}><title>{escape(self.alternative)}</title>{ground}{rest}"


def charted(
    chart: Callable[[int], Layers],
    heading: Heading,
    table: pl.DataFrame,
    *,
    name: str,
    label: str,
    language: str,
) -> Charted:
    """Draw a chart under its heading and put its table and its finding with it."""
    drawing = drawn_under(heading, chart, name=name, label=label, language=language)
    return Charted(drawing, table, label, f"{label} {heading.words(language)}")


def write_chart(chart: Charted, to: str, *, language: str) -> None:
    """Write a chart as an SVG file, and beside it the table behind it as CSV. UserError if that can't be done."""
    write_text(chart.svg(), to)
    write_table(chart.table, "csv", f"{to}.csv", language=language)


@cache
def _colours() -> dict[str, str]:
    """Read the light colours from the style sheet of the report, so that they stand in one place."""
    sheet = files("blendwise.reporting") / "report" / "styles" / "report.css"
    return dict(_LIGHT.findall(sheet.read_text(encoding="utf-8")))


def percent_axis(language: str, *, ticks: int = 5, grid: bool = True) -> alt.Axis:
    """Return an axis of shares, written as percentages."""
    mark = say("format.decimal", language)
    written = f"replace(format(datum.value * 100, '~r'), '.', '{mark}') + '%'"
    return alt.Axis(tickCount=ticks, labelExpr=written, grid=grid)


def count_axis(language: str, *, ticks: int = 5, grid: bool = True) -> alt.Axis:
    """Return an axis of whole numbers, with the thousands marks of a language."""
    mark = say("format.thousands", language)
    return alt.Axis(
        tickCount=ticks, labelExpr=f"replace(format(datum.value, ',d'), ',', '{mark}')", grid=grid
    )


def highlighted() -> Any:
    """Return the colour of a mark: that of blended for what the chart is about, grey for the rest."""
    return alt.condition("datum.first", alt.value(BLENDED), alt.value(CONTEXT))


def names_beside(base: alt.Chart, beside: int, *, above: int) -> list[alt.Chart]:
    """Write the field `name` left of the chart where there is room, else `above` each line, clear of lines."""
    place: Any = {"align": "left", "baseline": "middle", "dy": 0 if beside else -above, "fontSize": TEXT}
    halo = base.mark_text(**place, color=PAGE, stroke=PAGE, strokeWidth=4, strokeJoin="round")
    marks = [base.mark_text(**place)] if beside else [halo, base.mark_text(**place)]
    return [mark.encode(x=alt.value(-beside), text="name:N") for mark in marks]


def rule_at(value: float, scale: alt.Scale, text: str, *, left_of: bool = False) -> Sequence[alt.Chart]:
    """Draw an upright line at a value of the horizontal axis, with its name at the top, on the side with room."""
    base = of_rows([{"at": value, "text": text}]).encode(x=alt.X("at:Q", scale=scale))
    words = base.mark_text(
        align="right" if left_of else "left",
        baseline="top",
        dx=-5 if left_of else 5,
        fontWeight=600,
        fontSize=TEXT,
    )
    return [base.mark_rule(color=INK, strokeWidth=1), words.encode(y=alt.value(0), text="text:N")]
