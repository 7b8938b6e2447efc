"""The percentage was made of the numerator over another column of the row."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the numerator over another count of the row gives the percentage."""
    roles = case.figures.roles
    for column, value in case.row.counts.items():
        if column not in (roles.numerator, roles.denominator) and value and case.fits(case.numerator, value):
            return {"column": case.column(column), "numerator": case.numerator, "denominator": value}
    return None
