"""Where words go in a funnel: within the picture, and never over one another."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import Any, NamedTuple

import altair as alt

from blendwise.reporting.charts.drawing import TEXT, of_rows
from blendwise.reporting.estimates.charts.charted import MUTED

__all__ = ["Box", "Plot", "named_sides", "words_at"]

_LETTER, _BOLD = TEXT / 2, TEXT * 0.56
"""How wide a letter is, and one of a bold name."""
_GAP = 5
_LEAST = 100
"""The least room in which a text is written."""


class Plot(NamedTuple):
    """Where a size and a share lie in the picture, in pixels within the axes."""

    largest: int
    top: float
    width: float
    height: float
    right: float
    """Room right of the axes."""

    def x(self, size: float) -> float:
        """Return how far from the left a size lies."""
        return float(self.width * (size / self.largest) ** 0.5)

    def y(self, share: float) -> float:
        """Return how far from the top a share lies."""
        return self.height * (1 - share / self.top)


class Box(NamedTuple):
    """The room that a text takes."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two texts would stand over one another."""
        return (
            self.left < other.right and other.left < self.right
            and self.top < other.bottom and other.top < self.bottom
        )  # fmt: skip


def named_sides(
    points: list[dict[str, Any]], taken: list[Box], plot: Plot
) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield who can be named and on which side of the dot; the table has the names that find no room."""
    for point in sorted(points, key=lambda p: -p["share"]):
        x, y, long = plot.x(point["size"]), plot.y(point["share"]), 9 + len(point["name"]) * _BOLD
        for align, left, right in (("left", x, x + long), ("right", x - long, x)):
            box = Box(left, right, y - TEXT / 2, y + TEXT / 2)
            inside = left >= 0 and right <= plot.width + plot.right
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield point, align
                break


def words_at(x: float, text: str, plot: Plot, *, y: float, to_left: bool = False) -> tuple[alt.Chart, Box]:
    """Write a text beside a place, in as many lines as it needs, on the side with room; `to_left` if it fits there."""
    left_of = x > _LEAST if to_left else x > plot.width / 2
    lines = fill(text, int(((x if left_of else plot.width - x) - _GAP) / _LETTER))
    long = _GAP + max(map(len, lines.split("\n"))) * _LETTER
    box = Box(
        x - long if left_of else x, x if left_of else x + long, y, y + (lines.count("\n") + 1) * TEXT * 1.3
    )
    mark = of_rows([{"text": lines}]).mark_text(
        align="right" if left_of else "left", dx=-_GAP if left_of else _GAP, baseline="top", lineBreak="\n",
        fontSize=TEXT, color=MUTED,
    )  # fmt: skip
    words: alt.Chart = mark.encode(x=alt.value(x), y=alt.value(y), text="text:N")
    return words, box
