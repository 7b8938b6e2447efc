"""The percentage is the unweighted mean of two sub-records' percentages, with all the numerator in one.

That is what a pivot table's "average of %" gives for an institution with two projects or two merged
schools. With k in a sub-record of m, and none in the other of n - m, the mean is k/(2m). The mechanism is
flexible: it can give anything from half the true percentage up, so it says little where it stands alone.
"""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.rounding import denominators

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See how large the sub-record without any would have to be."""
    if not case.numerator:
        return None
    doubled = denominators(case.printed.plain, case.numerator, per=case.figures.per)
    if not doubled:
        return None
    smallest = max(-(-doubled[0] // 2), case.numerator)
    largest = min(doubled[-1] // 2, case.denominator - 1)
    if smallest > largest:
        return None
    return {"first": case.denominator - largest, "last": case.denominator - smallest}
