"""From an Altair chart to SVG for a page, at two widths.

Colours here and in `theme.json` are tokens (`var(--bw-blended)`), which the style sheet of the page fills in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

__all__ = ["CHOSEN", "Drawing", "cut", "drawn", "of_rows", "sized"]

INK, RULE = "var(--bw-ink)", "var(--bw-rule)"
BLENDED, SECOND, CONTEXT = "var(--bw-blended)", "var(--bw-second)", "var(--bw-context)"
WIDE, NARROW = 660, 340
"""Widths in CSS pixels at which a chart is drawn: the column of a report, and a phone."""
CHOSEN = 8
"""How many institutions a chart names at most."""
TEXT = 13.5
"""Size of text in CSS pixels; a letter of the sans is about half as wide."""
Layers = alt.LayerChart | alt.FacetChart
_THEME = json.loads(Path(__file__).with_name("theme.json").read_text(encoding="utf-8"))
_DROPPED = (
    "role",
    "aria-roledescription",
    "aria-label",
    "aria-hidden",
    "class",
    "font-family",
    "pointer-events",
    "style",
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as two SVG elements, safe to put in a page as they are."""

    wide: str
    narrow: str


def of_rows(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Begin a chart of plain rows."""
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def cut(name: str, length: int) -> str:
    """Shorten a name for a label; the table behind the chart has it whole.

    >>> cut("Hout- en Meubileringscollege", 10)
    'Hout- en…'
    """
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def sized(
    chart: Layers, width: int, height: int, *, left: int = 0, right: int = 0, top: int = 4, bottom: int = 26
) -> Layers:
    """Fix the outer size, whatever the renderer thinks that a letter measures."""
    padding = {"left": left, "right": right, "top": top, "bottom": bottom}
    inner = {"width": width - left - right, "height": height - top - bottom}
    return chart.properties(**inner, padding=padding, autosize="none")


def drawn(chart: Callable[[int], Layers], *, name: str, label: str) -> Drawing:
    """Draw a chart at both widths; `name` keeps its ids apart from those of other charts in the page."""
    widths = {"wide": WIDE, "narrow": NARROW}
    return Drawing(
        **{kind: _svg(chart(width), f"{name}-{kind}", label, kind) for kind, width in widths.items()}
    )


def _svg(chart: Layers, name: str, label: str, kind: str) -> str:
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
    root.attrib = {**size, "role": "img", "aria-label": label, "class": f"bw-{kind}"}
    return ET.tostring(root, encoding="unicode")


def _plain(element: ET.Element, name: str) -> None:
    for attribute in _DROPPED:
        element.attrib.pop(attribute, None)
    for attribute, value in element.attrib.items():
        own = f"{name}-{value}" if attribute == "id" else value.replace("url(#", f"url(#{name}-")
        element.set(attribute, own)
