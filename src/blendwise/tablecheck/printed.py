"""Numbers as they are printed: Dutch and English marks, any number of decimals, trailing zeros kept.

A printed number is text. "0.50" and "0.5" say different things about what was rounded away, so nothing
here goes through a float.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

__all__ = ["Printed", "half_up", "read_count", "read_number", "read_share"]

_SPACES = " \u00a0\u2007\u2009\u202f"
_SUFFIX = re.compile(
    rf"[{_SPACES}]*(?P<percent>%|‰|procent|percent|pct\.?)?[{_SPACES}]*[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]*$", re.IGNORECASE
)
_MOST_DIGITS = 15
"""Of a whole number, and of decimals; what is longer is no count and no percentage of one."""
_SIGN = re.compile(rf"^(?P<minus>[-−–])?\+?[{_SPACES}]*(?=\d)")
_THOUSANDS = {".": r"\.", ",": ",", "space": f"[{_SPACES}]", "'": "['’]"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands on paper: its value, how many decimals were printed, and whether % follows."""

    text: str
    value: Fraction
    decimals: int
    is_percentage: bool = False

    @property
    def step(self) -> Fraction:
        """One unit of the last printed place: 1/10 for "42.6"."""
        return Fraction(1, 10**self.decimals)

    @property
    def plain(self) -> str:
        """The number for machines: a point, no thousands marks, trailing zeros kept."""
        scaled = Decimal((self.value / self.step).numerator).scaleb(-self.decimals)
        return f"{scaled:f}"


def read_number(text: str) -> Printed | None:
    """Read a number of any kind; None when the text is not one.

    A lone mark with exactly three digits after it, as in "15.738", marks thousands, unless the number
    begins with 0 or a percent sign follows.

    >>> read_number("15.738").value, read_number("0,486").decimals, read_number("1,646%").decimals
    (Fraction(15738, 1), 3, 3)
    """
    return _read(text, False) if _SUFFIX.search(text.strip())["percent"] else _read(text, True)  # type: ignore[index]


def read_count(text: str) -> int | None:
    """Read a whole number with or without thousands marks; None when the text is not one.

    >>> read_count("15.738"), read_count("15,738"), read_count("15 738"), read_count("7,5")
    (15738, 15738, 15738, None)
    """
    printed = _read(text, True)
    if printed is None or printed.value.denominator != 1 or printed.is_percentage:
        return None
    return printed.value.numerator


def read_share(text: str) -> Printed | None:
    """Read a percentage, with or without its sign: here a lone mark is always the decimal mark.

    >>> read_share("3,276").decimals, read_share("42.60 %").decimals
    (3, 2)
    """
    return _read(text, False)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Round an exact number, halves away from zero.

    >>> half_up(Fraction(1, 8), 2)
    Fraction(13, 100)
    """
    scaled = abs(value) * 10**decimals
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**decimals)
    return -rounded if value < 0 else rounded


@lru_cache(maxsize=65_536)
def _read(text: str, thousands_first: bool) -> Printed | None:
    stripped = text.strip()
    suffix = _SUFFIX.search(stripped)
    body = stripped[: suffix.start()] if suffix else stripped
    sign = _SIGN.match(body)
    if sign is None:
        return None
    readings = _readings(body[sign.end() :])
    if not readings:
        return None
    whole, part = min(readings, key=lambda r: len(r[1]) if thousands_first else -len(r[1]))
    if max(len(whole), len(part)) > _MOST_DIGITS:
        return None
    value = Fraction(int(whole + part), 10 ** len(part))
    percent = bool(suffix and suffix["percent"])
    return Printed(text, -value if sign["minus"] else value, len(part), percent)


def _readings(body: str) -> list[tuple[str, str]]:
    """List the ways to split a body in whole digits and decimals; two only for one like "15.738"."""
    found = set()
    for decimal in ".,":
        if match := re.fullmatch(rf"(\d+)(?:{re.escape(decimal)}(\d+))?", body):
            found.add((match[1], match[2] or ""))
        for name, mark in _THOUSANDS.items():
            pattern = rf"([1-9]\d{{0,2}}(?:{mark}\d{{3}})+)(?:{re.escape(decimal)}(\d+))?"
            if name != decimal and (match := re.fullmatch(pattern, body)):
                found.add((re.sub(r"\D", "", match[1]), match[2] or ""))
    return sorted(found)
