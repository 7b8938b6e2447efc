"""On which snapshots figures rest, and what to know of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from blendwise.indicators import Figures
from blendwise.intake import Books
from blendwise.records import Unit
from blendwise.web.readings.call_choice import figures_of
from blendwise.web.readings.register import register
from blendwise.web.readings.view import View

__all__ = ["Kept", "Quality", "quality_of"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot on which the figures rest, and what became of the rows of its files."""

    table: str
    day: date
    files: int
    read: int
    accepted: int
    attached: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What to know of the data."""

    snapshots: tuple[Kept, ...]
    drafts: int
    """Drafts in these calls; they do not count."""
    not_filled_in: int
    """Mobilities of which the box was left empty; they count as not ticked."""


def quality_of(view: View, figures: Figures) -> Quality:
    """Return the books of the snapshots of a view's day, and what of its calls does not count or is not known."""
    with_drafts = figures_of(replace(view, unit=Unit.MOBILITIES, drafts=True))
    without = figures_of(replace(view, unit=Unit.MOBILITIES, drafts=False))
    kept = register().kept
    used = [s for table in ("mobilities", "applications") for s, _ in kept.state(table, view.at)]
    return Quality(
        tuple(_books(s.table, s.date, len(s.sources), Books.total(list(s.books))) for s in reversed(used)),
        with_drafts.total.denominator - without.total.denominator,
        int(figures.total_row["not_filled_in"]),
    )


def _books(table: str, day: date, files: int, total: Books) -> Kept:
    return Kept(table, day, files, total.read, total.accepted, total.attached, sum(total.left_out.values()))
