"""The percentage is a share of the others: the denominator leaves out the numerator."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the numerator over what is left of the denominator gives the percentage."""
    others = case.denominator - case.numerator
    return {"numerator": case.numerator, "denominator": others} if case.fits(case.numerator, others) else None
