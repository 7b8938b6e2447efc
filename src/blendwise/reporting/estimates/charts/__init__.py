"""Charts of estimates, a file each: a drawing, the table behind it, and a sentence with the finding."""

from blendwise.reporting.estimates.charts.caterpillar import caterpillar_chart
from blendwise.reporting.estimates.charts.charted import Charted
from blendwise.reporting.estimates.charts.funnel import funnel_chart
from blendwise.reporting.estimates.charts.influence import influence_chart
from blendwise.reporting.estimates.charts.ladder import ladder_chart
from blendwise.reporting.estimates.charts.lorenz import lorenz_chart
from blendwise.reporting.estimates.charts.parts import parts_chart

__all__ = [
    "Charted",
    "caterpillar_chart",
    "funnel_chart",
    "influence_chart",
    "ladder_chart",
    "lorenz_chart",
    "parts_chart",
]
