"""The drawings of the overview that take time to make, kept per view and language."""

from __future__ import annotations

from blendwise.reporting.charts import Drawing, Shift, without_each
from blendwise.web.readings.overview import overview_page
from blendwise.web.readings.register import remembered
from blendwise.web.readings.view import View

__all__ = ["drawn_without_each"]


@remembered
def drawn_without_each(view: View, language: str) -> Drawing:
    """Draw the total share without each of the most influential institutions."""
    page = overview_page(view)
    shifts = [Shift(i.institution, i.rest[0] / i.rest[1]) for i in page.influences]
    label = page.influences[0].sentence(language)
    return without_each(shifts, page.registered.share or 0.0, name="without", label=label, language=language)
