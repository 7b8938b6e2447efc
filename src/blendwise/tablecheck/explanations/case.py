"""A row whose percentage does not follow from its counts, as the explanations look at it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from blendwise.tablecheck.figures import Figures, Row
from blendwise.tablecheck.printed import Printed
from blendwise.tablecheck.rounding import NEAREST, Rounding, fits_printed

__all__ = ["Case", "Values"]

Values = dict[str, object]
"""What a mechanism found, to fill in its sentence."""


@dataclass(frozen=True, slots=True)
class Case:
    """An inconsistent row with all three figures, and the table it stands in."""

    row: Row
    figures: Figures
    numerator: int
    denominator: int
    printed: Printed
    column_total: int | None
    """The sum of all numerators; None when one of them is unknown."""

    def fits(self, numerator: int, denominator: int, *, rounding: Rounding = NEAREST) -> bool:
        """Tell whether two other counts give the printed percentage."""
        if numerator < 0:
            return False
        return fits_printed(numerator, denominator, self.printed, per=self.figures.per, rounding=rounding)

    def as_printed(self, value: Fraction, decimals: int) -> Printed:
        """Return another number in the form in which the table prints its own."""
        return Printed("", value, decimals, is_percentage=self.figures.per == 100)

    def column(self, place: int) -> str:
        """Return the header of a column."""
        return self.figures.table.headers[place]
