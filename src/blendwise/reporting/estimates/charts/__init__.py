"""Charts of estimates, a file each: a drawing, the table behind it, and a sentence with the finding.

Each function takes values and a language. `chart.drawing.wide` and `.narrow` are SVG for a page, in the colours of
its style sheet (`var(--bw-blended)`); `chart.svg()` is a file that stands alone; `chart.label` is the finding and
the text alternative; `chart.table` has every number drawn. `write_chart` is for the command line.
"""

from blendwise.reporting.estimates.charts.caterpillar import caterpillar_chart
from blendwise.reporting.estimates.charts.charted import Charted, write_chart
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
    "write_chart",
]
