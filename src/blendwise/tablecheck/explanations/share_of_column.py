"""The percentage is a share of the column: the row's count over the count of all rows."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the numerator over the sum of all numerators gives the percentage."""
    total = case.column_total
    if not total or not case.fits(case.numerator, total):
        return None
    return {"numerator": case.numerator, "denominator": total}
