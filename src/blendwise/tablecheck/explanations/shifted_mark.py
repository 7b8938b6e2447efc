"""The decimal mark stands one place off: 0.42 printed as 4.2."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.rounding import fits_printed

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the same digits with the mark one place to the left or right agree with the counts."""
    places, value = case.printed.decimals, case.printed.value
    tried = [case.as_printed(value / 10, places + 1)] + (
        [case.as_printed(value * 10, places - 1)] if places else []
    )
    for other in tried:
        if value and fits_printed(case.numerator, case.denominator, other, per=case.figures.per):
            return {"other": other}
    return None
