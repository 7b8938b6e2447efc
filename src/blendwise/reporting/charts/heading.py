"""Above a chart: which of the three questions it answers, what its limits are, and what each mark stands for.

Written as SVG and not by Vega, so that words wrap at either width and a mark looks as it does in the chart. The
same words close the text alternative.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal
from xml.etree import ElementTree as ET

from blendwise.language import say
from blendwise.records import Question
from blendwise.reporting.charts.drawing import INK, TEXT, Drawing, Layers, drawn

__all__ = ["Heading", "Mark", "drawn_under"]

_LINE, _SWATCH, _APART = 19, 26, 16
_LETTER = TEXT / 2
_DASHES = {"dashes": "6 4", "dots": "2 3"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind of mark, as it is drawn, and what it stands for; `thickness` is that of a line."""

    kind: Literal["dot", "line", "dashes", "dots", "band", "upright"]
    words: str
    colour: str = INK
    thickness: float = 1.5

    def swatch(self, x: float, y: float) -> ET.Element:
        """Return the mark in small, its middle line at `y`."""
        if self.kind == "dot":
            return _element("circle", cx=x + 10, cy=y, r=4.4, fill=self.colour)
        if self.kind == "band":
            return _element("rect", x=x, y=y - 6, width=20, height=12, fill=self.colour)
        ends = (x + 10, y - 7, x + 10, y + 7) if self.kind == "upright" else (x, y, x + 20, y)
        line = _element("line", **dict(zip(("x1", "y1", "x2", "y2"), ends, strict=True)), stroke=self.colour)
        line.set("stroke-width", f"{self.thickness:g}")
        if self.kind in _DASHES:
            line.set("stroke-dasharray", _DASHES[self.kind])
        return line


@dataclass(frozen=True, slots=True)
class Heading:
    """The question a chart answers, what its limits are, and its marks where it has more than one kind."""

    question: Question
    limits: str
    marks: tuple[Mark, ...] = ()

    def asked(self, language: str) -> str:
        """Return the question as a person asks it."""
        return say(f"report.questions.{self.question}.name", language)

    def words(self, language: str) -> str:
        """Return the heading as sentences, for who does not see the picture."""
        answers = say("charts.answers", language, question=self.asked(language))
        legend = say("charts.legend", language, marks="; ".join(m.words for m in self.marks))
        return " ".join([answers, self.limits, *([legend] if self.marks else [])])


def drawn_under(
    heading: Heading, chart: Callable[[int], Layers], *, name: str, label: str, language: str
) -> Drawing:
    """Draw a chart at both widths under its heading; `label` is the finding, which the alternative begins with."""
    drawing = drawn(chart, name=name, label=f"{label} {heading.words(language)}")
    return Drawing(_above(drawing.wide, heading, language), _above(drawing.narrow, heading, language))


def _above(svg: str, heading: Heading, language: str) -> str:
    """Make room above a drawing and write the heading there."""
    # the text was made a moment ago by our own renderer: no file of a stranger is parsed here
    root = ET.fromstring(svg)  # noqa: S314
    width = float(root.attrib["width"])
    lines, bottom = _lines(heading, width, language)
    height = f"{float(root.attrib['height']) + bottom:g}"
    body = _element("g", transform=f"translate(0,{bottom:g})")
    body.extend(list(root))
    for child in list(root):
        root.remove(child)
    root.extend([*lines, body])
    root.attrib |= {"height": height, "viewBox": f"0 0 {width:g} {height}"}
    return ET.tostring(root, encoding="unicode")


def _lines(heading: Heading, width: float, language: str) -> tuple[list[ET.Element], float]:
    """Return question, limits and legend as elements, and where the chart may begin."""
    bold = _text([heading.asked(language)], 0, _LINE - 5, weight="600")
    limits = wrap(heading.limits, int(width / _LETTER))
    legend, bottom = _legend(heading.marks, width, _LINE * (1 + len(limits)))
    return [bold, _text(limits, 0, 2 * _LINE - 5, fill="var(--bw-muted)"), *legend], bottom + 8


def _legend(marks: Sequence[Mark], width: float, top: float) -> tuple[list[ET.Element], float]:
    """Lay the marks out in lines, a new one where the next would not fit; a long one wraps."""
    elements: list[ET.Element] = []
    x, y, deep = 0.0, top, 0
    for mark in marks:
        words = wrap(mark.words, int((width - _SWATCH) / _LETTER))
        long = _SWATCH + max(len(line) for line in words) * _LETTER
        if x and x + long > width:
            x, y, deep = 0.0, y + deep * _LINE, 0
        elements += [mark.swatch(x, y + _LINE / 2), _text(words, x + _SWATCH, y + _LINE - 5)]
        x, deep = x + long + _APART, max(deep, len(words))
    return elements, y + deep * _LINE


def _text(lines: Sequence[str], x: float, y: float, *, weight: str = "400", fill: str = INK) -> ET.Element:
    text = _element("text", x=x, y=y, fill=fill)
    text.attrib |= {"font-size": f"{TEXT:g}px", "font-weight": weight}
    for place, line in enumerate(lines):
        span = _element("tspan", x=x, y=y + place * _LINE)
        span.text = line
        text.append(span)
    return text


def _element(tag: str, **attributes: float | str) -> ET.Element:
    plain = {k: v if isinstance(v, str) else f"{v:g}" for k, v in attributes.items()}
    return ET.Element(tag, plain)
