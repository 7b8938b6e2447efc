"""The whole register as dots, of which the ticked ones stand out."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from blendwise.reporting.charts.drawing import Drawing

__all__ = ["dot_field", "dots_per"]

_MOST_DOTS = 2000
_WIDE, _NARROW = 106, 58
"""Dots in a row."""


def dots_per(total: int) -> int:
    """Return how many mobilities a dot stands for: 1, 10, 100 … so that there are at most 2,000 dots.

    >>> dots_per(15738)
    10
    """
    per = 1
    while total > _MOST_DOTS * per:
        per *= 10
    return per


def dot_field(ticks: int, total: int, *, name: str, label: str) -> Drawing:
    """Draw every so many mobilities as a dot; a dot that is partly ticked counts as ticked."""
    per = dots_per(total)
    dots, filled = -(-total // per), -(-ticks // per)
    columns = {"wide": _WIDE, "narrow": _NARROW}
    return Drawing(
        **{kind: _field(dots, filled, n, f"{name}-{kind}", label, kind) for kind, n in columns.items()}
    )


def _field(dots: int, filled: int, columns: int, name: str, label: str, kind: str) -> str:
    rows, last = divmod(dots, columns)
    size = f"0 0 {columns * 10} {(rows + bool(last)) * 10}"
    svg = ET.Element("svg", {"viewBox": size, "role": "img", "aria-label": label, "class": f"bw-{kind}"})
    box = {"id": name, "width": "10", "height": "10", "patternUnits": "userSpaceOnUse"}
    _dot(ET.SubElement(ET.SubElement(svg, "defs"), "pattern", box), 5, 5, "3.1", "c-context-soft")
    fill = f"url(#{name})"
    ET.SubElement(svg, "rect", {"width": str(columns * 10), "height": str(rows * 10), "fill": fill})
    ET.SubElement(svg, "rect", {"y": str(rows * 10), "width": str(last * 10), "height": "10", "fill": fill})
    deep = max(1, min(rows, max(2, -(-filled // columns))))
    for place in range(filled):
        column, row = divmod(place, deep)
        _dot(svg, column * 10 + 5, row * 10 + 5, "4.2", "c-blended")
    return ET.tostring(svg, encoding="unicode")


def _dot(parent: ET.Element, x: int, y: int, radius: str, look: str) -> None:
    ET.SubElement(parent, "circle", {"cx": str(x), "cy": str(y), "r": radius, "class": look})
