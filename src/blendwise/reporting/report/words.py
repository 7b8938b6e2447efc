"""The words of a report: sentences of the language files, with each number bound to the word after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from blendwise.language import count, day, listing, percent, plural, say

__all__ = ["Words"]

_NUMBER_AND_WORD = re.compile(r"(?<![\w.,-])(?!(?:19|20)\d\d )(\d[\d.,]*) (?=[^\W\d_])")
"""A number with a space and a word after it; a call year stays loose, so that lists of years can wrap."""
FEWEST_FOR_PERCENT = 20
"""Below this denominator a share is written "2 of 15", without a percentage."""


class Words:
    """One language: `say("chain.heading")` is the text under `report.chain.heading`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of the report."""
        return self.bound(say(f"report.{key}", self.language, **values))

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """Return the form of a text of the report that fits a number."""
        return self.bound(plural(f"report.{key}", n, self.language, **values))

    def other(self, key: str, /, **values: object) -> str:
        """Return a text of another file: the sentences of indicators, the labels of columns."""
        return self.bound(say(key, self.language, **values))

    def bound(self, text: str) -> str:
        r"""Put a no-break space between a number and the word that follows it.

        >>> Words("en").bound("259 of 15,738 in calls 2021 and 2022")
        '259\xa0of 15,738\xa0in calls 2021 and 2022'
        """
        return _NUMBER_AND_WORD.sub("\\1\u00a0", text)

    def count(self, value: int) -> str:
        """Write a whole number."""
        return count(value, self.language)

    def percent(self, share: Fraction | float, places: int = 2) -> str:
        """Write a share as a percentage."""
        return percent(share, self.language, places=places)

    def share(self, numerator: int, denominator: int, places: int = 1) -> str | None:
        """Write a share beside its counts: a percentage, "2 of 15" for a small whole, None for an empty one."""
        if not denominator:
            return None
        if denominator < FEWEST_FOR_PERCENT:
            return self.say("of", k=numerator, n=denominator)
        return self.percent(Fraction(numerator, denominator), places)

    def day(self, value: date) -> str:
        """Write a date in full."""
        return day(value, self.language)

    def calls(self, years: Sequence[int]) -> str:
        """Write "call 2021" or "calls 2021 and 2022"."""
        written = listing([str(year) for year in years], self.language)
        return self.say("calls.one" if len(years) == 1 else "calls.other", calls=written)
