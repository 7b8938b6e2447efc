"""The percentage was rounded twice: 3.2487 to 3.25, and that to 3.3."""

from __future__ import annotations

from fractions import Fraction

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.printed import half_up

__all__ = ["explain"]

_MOST_STEPS = 3


def explain(case: Case) -> Values | None:
    """See whether rounding first to one to three decimals more, and then again, gives the percentage."""
    exact = Fraction(case.numerator * case.figures.per, case.denominator)
    for decimals in range(case.printed.decimals + 1, case.printed.decimals + 1 + _MOST_STEPS):
        first = half_up(exact, decimals)
        if half_up(first, case.printed.decimals) == case.printed.value:
            return {"between": case.as_printed(first, decimals)}
    return None
