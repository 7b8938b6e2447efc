"""Two digits next to each other were swapped: 958 printed as 985."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.printed import Printed, read_share
from blendwise.tablecheck.rounding import fits_printed

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether swapping two neighbouring digits of one of the three figures makes them agree."""
    k, n = case.numerator, case.denominator
    tried: list[tuple[int, int, Printed]] = [(int(other), n, case.printed) for other in _swapped(str(k))]
    tried += [(k, int(other), case.printed) for other in _swapped(str(n))]
    tried += [(k, n, other) for text in _swapped(case.printed.plain) if (other := read_share(text))]
    for top, bottom, printed in tried:
        if fits_printed(top, bottom, printed, per=case.figures.per):
            return {
                "numerator": top,
                "denominator": bottom,
                "printed": case.as_printed(printed.value, printed.decimals),
            }
    return None


def _swapped(text: str) -> Iterator[str]:
    """Yield a number's text with each pair of neighbouring digits swapped, across the decimal mark too."""
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    for one, other in pairwise(digits):
        if text[one] != text[other]:
            changed = list(text)
            changed[one], changed[other] = text[other], text[one]
            yield "".join(changed)
