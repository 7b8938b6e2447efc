"""The percentage is the share of the others: those that are not in the numerator."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether what is left of the denominator, over the denominator, gives the percentage."""
    others = case.denominator - case.numerator
    return (
        {"numerator": others, "denominator": case.denominator}
        if case.fits(others, case.denominator)
        else None
    )
