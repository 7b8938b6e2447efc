"""The percentage is half of what the counts give, as when the denominator was counted twice."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the numerator over twice the denominator gives the percentage."""
    twice = 2 * case.denominator
    return {"denominator": twice} if case.numerator and case.fits(case.numerator, twice) else None
