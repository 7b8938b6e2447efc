"""The percentage belongs to the row above or below: a column slipped by one."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the counts of the row above or below give the percentage."""
    place = case.row.number - 1
    for other in case.figures.rows[max(0, place - 1) : place + 2]:
        if other.number == case.row.number or other.numerator is None or not other.denominator:
            continue
        if case.fits(other.numerator, other.denominator):
            return {
                "row": other.number,
                "label": other.label,
                "numerator": other.numerator,
                "denominator": other.denominator,
            }
    return None
