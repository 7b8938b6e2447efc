"""Charts as SVG, drawn without a browser: one drawing serves light and dark, screen and paper.

Each chart is drawn twice, wide and narrow, so that its text keeps its size on a phone; the style sheet of the
page shows one and fills in the colours. To a screen reader a drawing is one picture, and its label is the
finding, not the kind of chart.
"""

from blendwise.reporting.charts.calls_apart import Movement, calls_apart
from blendwise.reporting.charts.dot_field import dot_field, dots_per
from blendwise.reporting.charts.drawing import CHOSEN, Drawing
from blendwise.reporting.charts.heading import Heading, Mark, drawn_under
from blendwise.reporting.charts.without_each import Shift, without_each, without_each_heading

__all__ = [
    "CHOSEN",
    "Drawing",
    "Heading",
    "Mark",
    "Movement",
    "Shift",
    "calls_apart",
    "dot_field",
    "dots_per",
    "drawn_under",
    "without_each",
    "without_each_heading",
]
