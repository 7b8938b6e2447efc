"""School days and calendar days: how many of the one are how many of the other, without regard to holidays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T", int, "pl.Expr")
__all__ = ["calendar_days_spanned", "school_days_between"]

_LAST_SCHOOL_DAY = 4
_WEEK = 5


def school_days_between(start: date | None, end: date | None) -> int | None:
    """Return how many days from Monday to Friday a stay has; None where it has no dates, or ends before it starts.

    >>> school_days_between(date(2024, 3, 4), date(2024, 3, 13))
    8
    """
    if start is None or end is None or end < start:
        return None
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return sum(day.weekday() <= _LAST_SCHOOL_DAY for day in days)


def calendar_days_spanned(school_days: T) -> tuple[T, T]:
    """Return how many calendar days so many school days in a row span: fewest from a Monday on, most from a Friday on.

    It counts a number as well as a column of numbers.

    >>> calendar_days_spanned(8), calendar_days_spanned(7), calendar_days_spanned(5)
    ((10, 12), (9, 11), (5, 7))
    """
    weekends = (school_days - 1) // _WEEK, -(-(school_days - 1) // _WEEK)
    return school_days + 2 * weekends[0], school_days + 2 * weekends[1]
