"""A total row prints the mean of the percentages above it, which counts every row alike."""

from __future__ import annotations

from fractions import Fraction

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.figures import RowKind
from blendwise.tablecheck.rounding import holds

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether the unweighted mean of the rows, as printed or from their counts, gives the percentage."""
    rows = case.figures.groups
    if case.row.kind is RowKind.GROUP or not rows:
        return None
    printed = [row.printed.value for row in rows if row.printed]
    per = case.figures.per
    counted = [Fraction(row.numerator or 0, row.denominator) * per for row in rows if row.denominator]
    means = [
        sum(values, Fraction(0)) / len(values) for values in (printed, counted) if len(values) == len(rows)
    ]
    return {"n": len(rows)} if any(holds(mean, case.printed) for mean in means) else None
