"""What the agency's overview needs."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.indicators import Figure
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.view import View

__all__ = ["OverviewPage", "overview_page"]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The overview of the sector."""

    view: View
    registered: Figure
    """What was registered: a count, without an interval."""


@remembered
def overview_page(view: View) -> OverviewPage:
    """Return the overview of a view. Raises UserError where nothing was imported yet."""
    return OverviewPage(view, register().figures(by=["institution"], **view.query()).total)
