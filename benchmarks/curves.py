"""Draw what the coverage studies measured: results in, one picture out, the same every time.

Each study keeps its numbers in `results/` and its picture in the documentation; both are written by
`python -m benchmarks.coverage_clusters --curves` and `python -m benchmarks.coverage_audit --curves`. The
picture is made from the numbers alone, so whoever has them can draw it again: `python -m benchmarks.curves`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import polars as pl

from blendwise.reporting.charts.drawing import (
    CONTEXT,
    INK,
    SECOND,
    TEXT,
    Drawing,
    Layers,
    drawn,
    of_rows,
    sized,
)
from blendwise.reporting.estimates.charts.charted import MUTED, Charted

__all__ = ["AUDIT", "CLUSTERS", "Study", "picture", "write_picture"]

ROOT = Path(__file__).parents[1]
LEVEL = 0.95
WHOLE, HEIGHT, TOP = 660, 250, 64
LINES: Sequence[tuple[str, list[int]]] = ((INK, []), (SECOND, []), (CONTEXT, []), (CONTEXT, [5, 4]))
"""The look of each method, in the order in which a study names them."""


@dataclass(frozen=True, slots=True)
class Study:
    """Where the numbers of a study are and how they are drawn: a panel per `panel`, a line per method.

    `x` names the column along the horizontal axis, `ticks` the values written there.
    """

    name: str
    x: str
    axis: str
    ticks: Sequence[float]
    methods: Sequence[str]
    lowest: float
    finding: str

    @property
    def results(self) -> Path:
        return ROOT / "benchmarks" / "results" / f"{self.name}.csv"

    @property
    def drawing(self) -> Path:
        return ROOT / "docs" / "explanation" / "statistics" / f"{self.name}.svg"

    def measured(self) -> pl.DataFrame:
        """Return the numbers: panel, x, method, and how often the interval held the truth."""
        return pl.read_csv(self.results, schema_overrides={"covered": pl.Float64})


CLUSTERS = Study(
    name="coverage-clusters",
    x="institutions",
    axis="institutions (log scale)",
    ticks=(6, 14, 42, 150, 400),
    methods=("Korn-Graubard", "bootstrap-t", "linear t", "percentile"),
    lowest=0.6,
    finding="How often a 95% interval for the registered share holds the truth, by the number of institutions: all come "
    "near 95% with 400, and all fall short with few, the plain bootstrap and the linear interval most.",
)
AUDIT = Study(
    name="coverage-audit",
    x="share",
    axis="true share, % (log scale)",
    ticks=(0.05, 0.2, 1, 4),
    methods=("Korn-Graubard", "hierarchical", "stratified Wald", "independent Jeffreys"),
    lowest=0.0,
    finding="How often a 95% audit interval holds the true share, by that share: Korn-Graubard and the hierarchical model "
    "stay near or above 95% everywhere, stratified Wald falls short near zero, independent Jeffreys fails.",
)


def picture(study: Study) -> str:
    """Return the picture of a study as an SVG file: panels side by side, a key above, the finding as title."""
    rows = study.measured()
    panels = rows["panel"].unique(maintain_order=True).to_list()
    width = WHOLE // len(panels)
    outer = ET.Element("svg", _size(WHOLE, HEIGHT + TOP) | {"role": "img", "aria-label": study.finding})
    _key(outer, study.methods)
    for place, panel in enumerate(panels):
        inner = ET.fromstring(_panel(study, rows.filter(pl.col("panel") == panel), str(panel), place, width))
        inner.attrib = _size(width, HEIGHT) | {"x": str(width * place), "y": str(TOP)}
        outer.append(inner)
        _text(outer, str(panel), width * place + 40, TOP - 10)
    drawing = ET.tostring(outer, encoding="unicode")
    return Charted(Drawing(drawing, drawing), rows, study.finding, study.finding).svg() + "\n"


def write_picture(study: Study) -> None:
    study.drawing.write_text(picture(study), encoding="utf-8")


def _size(width: int, height: int) -> dict[str, str]:
    return {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}


def _key(outer: ET.Element, methods: Sequence[str]) -> None:
    at = 8
    for method, (colour, dash) in zip(methods, LINES, strict=True):
        line = {
            "x1": str(at),
            "x2": str(at + 26),
            "y1": "16",
            "y2": "16",
            "stroke": colour,
            "stroke-width": "2.5",
        }
        ET.SubElement(outer, "line", line | ({"stroke-dasharray": "5,4"} if dash else {}))
        _text(outer, method, at + 32, 21)
        at += 52 + 7 * len(method)


def _text(outer: ET.Element, words: str, x: int, y: int) -> None:
    ET.SubElement(outer, "text", {"x": str(x), "y": str(y), "fill": INK, "font-size": str(TEXT)}).text = words


def _panel(study: Study, rows: pl.DataFrame, panel: str, place: int, width: int) -> str:
    label = escape(f"{panel}: {study.finding}")
    points = rows.sort(study.x).to_dicts()
    return drawn(lambda _: _layers(study, points, width), name=f"{study.name}-{place}", label=label).wide


def _layers(study: Study, points: Sequence[Mapping[str, Any]], width: int) -> Layers:
    known = [point[study.x] for point in points]
    scale = alt.Scale(type="log", domain=[min(known), max(known)], nice=False)
    axis = alt.Axis(values=list(study.ticks), grid=False, format="~g", labelOverlap=False)
    x = alt.X(f"{study.x}:Q", scale=scale, title=study.axis, axis=axis)
    heights = alt.Scale(domain=[study.lowest, 1], nice=False)
    y = alt.Y("covered:Q", scale=heights, title=None, axis=alt.Axis(format=".0%", tickCount=5))
    level = of_rows([{"at": LEVEL}]).mark_rule(color=MUTED, strokeDash=[2, 3])
    layers: list[alt.Chart] = [level.encode(y=alt.Y("at:Q", scale=heights))]
    for method, (colour, dash) in zip(study.methods, LINES, strict=True):
        own = of_rows([point for point in points if point["method"] == method])
        layers.append(own.mark_line(color=colour, strokeDash=dash, strokeWidth=2, clip=True).encode(x=x, y=y))
        layers.append(own.mark_point(color=colour, filled=True, opacity=1, size=18).encode(x=x, y=y))
    return sized(alt.layer(*layers), width, HEIGHT, left=44, right=12, top=8, bottom=46)


if __name__ == "__main__":
    for study in (CLUSTERS, AUDIT):
        write_picture(study)
