"""For how many institutions of the frame there are data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from blendwise.indicators.figures import Figures
from blendwise.language import plural

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Institutions with mobilities among those of the frame; unit institutions, a count."""

    with_data: int
    frame: int
    without_data: tuple[str, ...]
    """The institutions of the frame without data, by name."""

    @property
    def value(self) -> Fraction | None:
        """The share of the frame with data."""
        return Fraction(self.with_data, self.frame) if self.frame else None

    def sentence(self, language: str) -> str:
        """Say for how many institutions there are data."""
        return plural("indicators.coverage", self.with_data, language, frame=self.frame)


def coverage(figures: Figures, frame: Collection[str] | None = None) -> Coverage:
    """Hold figures by institution against a frame of names or OIDs; by default all with a project or application."""
    rows = figures.rows.select("institution", "institution_oid", "mobilities").rows()
    known = {_plain(name) for n, oid, count in rows if count for name in (n, oid) if name}
    names = [str(n or oid) for n, oid, _ in rows if n or oid] if frame is None else list(dict.fromkeys(frame))
    lacking = tuple(name for name in names if _plain(name) not in known)
    return Coverage(len(names) - len(lacking), len(names), lacking)


def _plain(name: str) -> str:
    """Return a name without regard to case and spaces."""
    return " ".join(name.split()).casefold()
