"""The percentage was cut off instead of rounded: 3.29 printed as 3.2."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.rounding import CUT_OFF

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether leaving out the decimals behind the last printed one gives the percentage."""
    return {} if case.fits(case.numerator, case.denominator, rounding=CUT_OFF) else None
