"""Texts as values: dates, numbers, yes and no, in every form met in the wild.

A column holds few different texts, so each different one is read once, by plain Python, and the result is
laid over the column. What cannot be read becomes null and is reported; it never becomes 0 or "no".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import partial
from typing import TypeVar

import polars as pl

from blendwise.intake.layouts import wordlist

__all__ = [
    "DateOrder",
    "ambiguous",
    "date_order",
    "laid_over",
    "read_count",
    "read_date",
    "read_integer",
    "read_money",
    "read_number",
    "read_yes_no",
]

V = TypeVar("V")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?Z?", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(r"[-−+]?\d[\d.,]*|[-−+]?[.,]\d+", re.ASCII)
_BEYOND = 2**53
"""From here on a number in a computer has no exact whole part."""


class DateOrder(Enum):
    """What the texts of a column say together about 03/04/2025."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    MIXED = "mixed"

    def joined(self, other: DateOrder) -> DateOrder:
        """Return what two parts of a column say together."""
        if self is other or other is DateOrder.UNKNOWN:
            return self
        return other if self is DateOrder.UNKNOWN else DateOrder.MIXED


def date_order(texts: Iterable[str | None]) -> DateOrder:
    """Return what the slashed dates of a column say: a part above 12 can only be a day."""
    order = DateOrder.UNKNOWN
    for text in texts:
        match = _PARTS.fullmatch(text) if text and "/" in text else None
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            order = order.joined(DateOrder.DAY_FIRST)
        elif second > 12 >= first:
            order = order.joined(DateOrder.MONTH_FIRST)
    return order


def laid_over(
    texts: pl.Series, read: Callable[[str], V | None], kind: pl.DataType | type[pl.DataType]
) -> pl.Series:
    """Read each different text of a column once and lay the values over it."""
    different = texts.drop_nulls().unique()
    if (
        different.len() * 2 > texts.len()
    ):  # mostly different, such as numbers of people: laying over would cost more
        return pl.Series(texts.name, [None if t is None else read(t) for t in texts.to_list()], dtype=kind)
    values = pl.Series([read(text) for text in different], dtype=kind)
    if different.len() == 0:
        return pl.Series(texts.name, [None] * texts.len(), dtype=kind)
    return texts.replace_strict(different, values, default=None, return_dtype=kind)


@dataclass(frozen=True, slots=True)
class _Readings:
    first: date | None
    other: date | None = None


def read_date(text: str, order: DateOrder = DateOrder.UNKNOWN) -> date | None:
    """Read one date; a text with two readings is read as its column says, or not at all."""
    readings = _readings(text, order)
    return (
        None
        if readings.other is not None and order in (DateOrder.UNKNOWN, DateOrder.MIXED)
        else readings.first
    )


def ambiguous(text: str, order: DateOrder) -> tuple[date, date] | None:
    """Return both readings of a text that needs a word to the user; the one that is read comes first."""
    if order is DateOrder.DAY_FIRST:
        return None
    readings = _readings(text, order)
    return None if readings.first is None or readings.other is None else (readings.first, readings.other)


def _readings(text: str, order: DateOrder) -> _Readings:  # noqa: PLR0911 - a return for each form of date
    """Return the date a text is, or both dates it can be.

    Points and dashes are written by people who put the day first (the register itself writes DD-MM-YYYY); only
    slashes are written both ways. Five digits are a day number of Excel.
    """
    if match := _ISO.fullmatch(text):
        return _Readings(_date(int(match[1]), int(match[2]), int(match[3])))
    if match := _SERIAL.fullmatch(text):
        serial = int(match[1])
        return _Readings(_EXCEL_EPOCH + timedelta(days=serial) if 20_000 < serial < 80_000 else None)
    match = _PARTS.fullmatch(text)
    if match is None:
        return _Readings(None)
    year, first, second = int(match[4]), int(match[1]), int(match[3])
    by_day, by_month = _date(year, second, first), _date(year, first, second)
    if match[2] != "/" or by_month is None:
        return _Readings(by_day)
    if by_day is None:
        return _Readings(by_month)
    if first == second:
        return _Readings(by_day)
    return _Readings(by_month, by_day) if order is DateOrder.MONTH_FIRST else _Readings(by_day, by_month)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_yes_no(text: str) -> bool | None:
    """Read yes or no, in any of the spellings of `values.toml`."""
    word = text.casefold()
    if word in wordlist("yes_no", "yes"):
        return True
    return False if word in wordlist("yes_no", "no") else None


def _read_decimal(text: str, *, three_digits_are_thousands: bool) -> float | None:
    """Read a number with comma or point; of two different marks the last one is the decimal mark.

    One mark followed by exactly three digits can be either: money and whole numbers read it as thousands,
    measured numbers as a decimal mark.
    """
    bare = (
        text.replace("€", "")
        .replace("EUR", "")
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
        .replace("'", "")
    )
    if not _NUMBER.fullmatch(bare):
        return None
    bare = bare.replace("−", "-")
    marks = [c for c in bare if c in ".,"]
    if len(set(marks)) == 2:
        decimal_mark = marks[-1]
        thousands = marks[0]
        bare = bare.replace(thousands, "") if marks.count(decimal_mark) == 1 else "x"
        bare = bare.replace(decimal_mark, ".")
    elif len(marks) > 1:
        bare = bare.replace(marks[0], "") if _in_threes(bare, marks[0]) else "x"
    elif marks:
        whole, part = bare.split(marks[0])
        grouped = (
            three_digits_are_thousands
            and len(part) == 3
            and 1 <= len(whole.lstrip("+-")) <= 3
            and whole.lstrip("+-") != "0"
        )
        bare = whole + part if grouped else f"{whole}.{part}"
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if abs(value) < _BEYOND else None


def _in_threes(text: str, mark: str) -> bool:
    return all(len(part) == 3 for part in text.split(mark)[1:])


def read_integer(text: str) -> int | None:
    """Read a whole number; 12,0 is one, 12,5 is not."""
    value = _read_decimal(text, three_digits_are_thousands=True)
    return int(value) if value is not None and value == int(value) else None


def read_count(text: str) -> int | None:
    """Read how many there are of something: a whole number, not below 0, that a sum of many can hold."""
    value = read_integer(text)
    return value if value is not None and 0 <= value < 2**31 else None


read_number: Callable[[str], float | None] = partial(_read_decimal, three_digits_are_thousands=False)
"""Read a measured number, such as an average number of days."""

read_money: Callable[[str], float | None] = partial(_read_decimal, three_digits_are_thousands=True)
"""Read an amount in euro, with or without its sign."""
