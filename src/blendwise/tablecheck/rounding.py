"""Which whole numbers can stand behind a rounded percentage? Exact, in fractions.

The test is the one that Brown and Heathers (2017, doi:10.1177/1948550616673876) called GRIM: a share of
whole numbers cannot take every value, so a printed one can be impossible. The same arithmetic is an
attack: who knows a total and a percentage often knows a suppressed count.

How rounding modes combine. `NEAREST`, the default, takes every value at most half a unit of the last
place away, both ends included: that is half up and half even together, and also half down and the noise
of binary floats, so no honest way of rounding to the nearest is ever called inconsistent. `CUT_OFF` and
`UP` are for asking whether a table was made in another way; they are never mixed into the default.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from blendwise.errors import UserError
from blendwise.tablecheck.printed import Printed, read_share

__all__ = [
    "CUT_OFF",
    "NEAREST",
    "UNLIMITED",
    "UP",
    "Rounding",
    "denominators",
    "fits",
    "fits_printed",
    "holds",
    "interval",
    "numerators",
]

UNLIMITED = sys.maxsize
"""The `stop` of a range of denominators that has no largest one (a printed 0.0 fits any large total)."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """A way of rounding: how far the exact value may lie from the printed one, in units of the last place.

    `below` and `above` are distances towards and away from zero; an end is part of the interval or not.
    """

    name: str
    below: Fraction
    above: Fraction
    below_included: bool = True
    above_included: bool = True


NEAREST = Rounding("nearest", Fraction(1, 2), Fraction(1, 2))
CUT_OFF = Rounding("cut-off", Fraction(0), Fraction(1), above_included=False)
UP = Rounding("up", Fraction(1), Fraction(0), below_included=False)


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Fraction
    high: Fraction
    low_included: bool
    high_included: bool

    def holds(self, numerator: int, denominator: int) -> bool:
        """Compare in whole numbers: much faster than fractions, and as exact."""
        over_low = numerator * self.low.denominator - self.low.numerator * denominator
        over_high = numerator * self.high.denominator - self.high.numerator * denominator
        above = over_low > 0 or (self.low_included and over_low == 0)
        return above and (over_high < 0 or (self.high_included and over_high == 0))


def interval(printed: str, *, per: int = 100, rounding: Rounding = NEAREST) -> tuple[Fraction, Fraction]:
    """Return the lowest and highest share (0 to 1) that can be printed so.

    `per` is what the number is a share of: 100 for a percentage, 1000 per mille, 1 for a mean of whole
    numbers. Raises UserError `tablecheck.not-a-percentage` when the text is no number.

    >>> interval("42.6")
    (Fraction(851, 2000), Fraction(853, 2000))
    """
    found = _interval(printed, per, rounding)
    return found.low, found.high


def numerators(printed: str, denominator: int, *, per: int = 100, rounding: Rounding = NEAREST) -> range:
    """List the whole numbers from 0 up whose share of `denominator` can be printed so; often none or one.

    >>> numerators("42.6", 244), numerators("1.6", 298)
    (range(104, 105), range(5, 5))
    """
    _at_least(1, denominator)
    shares = _interval(printed, per, rounding)
    low, high = shares.low * denominator, shares.high * denominator
    first = max(0, math.ceil(low) + (low.denominator == 1 and not shares.low_included))
    stop = math.floor(high) + 1 - (high.denominator == 1 and not shares.high_included)
    return range(first, max(first, stop))


def denominators(printed: str, numerator: int, *, per: int = 100, rounding: Rounding = NEAREST) -> range:
    """List the totals of which `numerator` is a share that can be printed so.

    The range is empty when there is none and stops at `UNLIMITED` when there is no largest.

    >>> denominators("0.4", 7)
    range(1556, 2001)
    """
    _at_least(0, numerator)
    shares = _interval(printed, per, rounding)
    if numerator == 0:
        return range(1, UNLIMITED if shares.holds(0, 1) else 1)
    if shares.high <= 0:
        return range(1, 1)
    smallest = numerator / shares.high
    first = max(1, math.ceil(smallest) + (smallest.denominator == 1 and not shares.high_included))
    if shares.low <= 0:
        return range(first, UNLIMITED)
    largest = numerator / shares.low
    stop = math.floor(largest) + 1 - (largest.denominator == 1 and not shares.low_included)
    return range(first, max(first, stop))


def fits(
    numerator: int, denominator: int, printed: str, *, per: int = 100, rounding: Rounding = NEAREST
) -> bool:
    """Tell whether numerator/denominator can be printed so.

    >>> fits(104, 244, "42.6"), fits(32, 985, "3.3")
    (True, False)
    """
    _at_least(1, denominator)
    return _interval(printed, per, rounding).holds(numerator, denominator)


def fits_printed(
    numerator: int, denominator: int, printed: Printed, *, per: int = 100, rounding: Rounding = NEAREST
) -> bool:
    """Tell the same as `fits` of a number that has been read; a denominator below 1 fits nothing."""
    return denominator > 0 and _around(printed, per, rounding).holds(numerator, denominator)


def holds(value: Fraction, printed: Printed, rounding: Rounding = NEAREST) -> bool:
    """Tell whether an exact value, in the unit in which it is printed, can be printed so."""
    return _around(printed, 1, rounding).holds(value.numerator, value.denominator)


@lru_cache(maxsize=16_384)
def _interval(printed: str, per: int, rounding: Rounding) -> _Interval:
    number = read_share(printed)
    if number is None:
        raise UserError("tablecheck.not-a-percentage", value=printed[:40])
    return _around(number, per, rounding)


@lru_cache(maxsize=16_384)
def _around(number: Printed, per: int, rounding: Rounding) -> _Interval:
    size = abs(number.value)
    low = (size - rounding.below * number.step) / per
    high = (size + rounding.above * number.step) / per
    if number.value < 0:
        return _Interval(-high, -low, rounding.above_included, rounding.below_included)
    return _Interval(low, high, rounding.below_included, rounding.above_included)


def _at_least(least: int, value: int) -> None:
    if value < least:
        raise UserError("tablecheck.count-too-small", value=value, least=least)
