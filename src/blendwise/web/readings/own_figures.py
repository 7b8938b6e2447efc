"""What an institution sees of itself."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.indicators import Figure
from blendwise.web.access import Scope
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.view import View

__all__ = ["OwnFigures", "own_figures"]


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The figures of one institution."""

    view: View
    registered: Figure
    """What it registered: a count, without an interval."""


@remembered
def own_figures(whose: Scope, view: View) -> OwnFigures:
    """Return the figures of the institutions in a scope, and of no other."""
    figures = register().figures(institutions=sorted(whose.institutions), **view.query())
    return OwnFigures(view, figures.total)
