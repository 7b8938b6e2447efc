"""The percentage was rounded up: 3.21 printed as 3.3."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.rounding import UP

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether rounding up gives the percentage."""
    return {} if case.fits(case.numerator, case.denominator, rounding=UP) else None
