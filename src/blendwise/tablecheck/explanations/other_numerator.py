"""The percentage was made of another column of the row over the same denominator."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether another count of the row, no part of the numerator, gives the percentage."""
    roles = case.figures.roles
    parts = {c for found in roles.parts if found.whole == roles.numerator for c in found.columns}
    for column, value in case.row.counts.items():
        if column in {*parts, roles.numerator, roles.denominator} or not value:
            continue
        if case.fits(value, case.denominator):
            return {"column": case.column(column), "numerator": value, "denominator": case.denominator}
    return None
