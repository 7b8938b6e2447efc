"""The percentage is the unweighted mean of two parts' percentages, such as those of two years.

The parts' counts are in the table; their denominators mostly are not. Then the question is whether any way
to divide the denominator over the two parts gives the printed mean. With a of k1 and n - a of k2 the mean
(k1/a + k2/(n-a))/2 is convex in a, so two searches decide it.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.rounding import interval

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether dividing the denominator over the two parts can give the percentage as their mean."""
    roles = case.figures.roles
    columns = next((parts.columns for parts in roles.parts if parts.whole == roles.numerator), ())
    if len(columns) != 2 or case.row.absent & set(columns):
        return None
    one, other = (case.row.counts[column] for column in columns)
    if one is None or other is None:
        return None
    split = _split(one, other, case.denominator, *interval(case.printed.plain, per=case.figures.per))
    if split is None:
        return None
    names = tuple(case.column(column) for column in columns)
    return {"columns": names, "first": split, "second": case.denominator - split}


def _split(one: int, other: int, whole: int, low: Fraction, high: Fraction) -> int | None:
    """Find the first part's denominator for which the mean lies between two bounds."""
    first, last = max(1, one), whole - max(1, other)
    if first > last:
        return None

    def mean(part: int) -> Fraction:
        return (Fraction(one, part) + Fraction(other, whole - part)) / 2

    places = range(first, last)
    least = first + bisect_left(places, True, key=lambda part: mean(part + 1) >= mean(part))
    left = bisect_left(range(first, least + 1), True, key=lambda part: mean(part) < low) + first - 1
    right = bisect_left(range(least, last + 1), True, key=lambda part: mean(part) >= low) + least
    for part in (right, left):
        if first <= part <= last and low <= mean(part) <= high:
            return part
    return None
