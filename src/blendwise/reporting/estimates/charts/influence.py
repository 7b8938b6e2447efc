"""Where the total share goes without each of the most influential institutions."""

from __future__ import annotations

from blendwise.errors import UserError
from blendwise.indicators import Figures, influences
from blendwise.reporting.charts import CHOSEN, Shift, without_each, without_each_heading
from blendwise.reporting.estimates.charts.charted import Charted
from blendwise.reporting.influence_table import influence_frame

__all__ = ["influence_chart"]


def influence_chart(figures: Figures, language: str, *, name: str = "influence") -> Charted:
    """Draw the largest influences; `figures` must be divided by institution alone and hold a tick."""
    found = [influence for influence in influences(figures) if influence.rest[1]]
    if not found or not figures.total.numerator:
        raise UserError("estimation.nothing-to-divide", name="ticks")
    shifts = [Shift(i.institution, i.rest[0] / i.rest[1]) for i in found[:CHOSEN]]
    label = found[0].sentence(language)
    drawing = without_each(shifts, float(figures.total.value or 0), name=name, label=label, language=language)
    return Charted(
        drawing,
        influence_frame(figures, language),
        label,
        f"{label} {without_each_heading(language).words(language)}",
    )
