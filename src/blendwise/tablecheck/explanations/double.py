"""The percentage is twice what the counts give, as when the numerator was counted twice."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether twice the numerator over the denominator gives the percentage."""
    twice = 2 * case.numerator
    return {"numerator": twice} if twice and case.fits(twice, case.denominator) else None
