"""Write the values of a result in a language, and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from blendwise.language import count, decimal, listing, percent, points
from blendwise.tablecheck.printed import Printed

__all__ = ["Points", "Share", "for_machines", "write_printed", "written"]

_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, to be written as a percentage with so many decimals."""

    value: Fraction
    places: int = 2

    def write(self, language: str) -> str:
        """Write the share as a percentage."""
        return percent(self.value, language, places=self.places)


@dataclass(frozen=True, slots=True)
class Points:
    """A difference of two shares, to be written in percentage points, without its sign."""

    value: Fraction

    def write(self, language: str) -> str:
        """Write the size of the difference, without the word."""
        return points(abs(self.value), language, places=1)


def write_printed(printed: Printed, language: str, *, per: int = 1) -> str:
    """Write a printed number as the language does, its decimals kept; with % where it is a percentage."""
    sign = "%" if printed.is_percentage or per == 100 else ""
    return decimal(printed.value, language, places=printed.decimals) + sign


def written(values: Mapping[str, object], language: str) -> dict[str, object]:
    """Return values as a sentence shows them; whole numbers stay, so that their pattern can choose."""
    return {name: _written(value, language) for name, value in values.items()}


def _written(value: object, language: str) -> object:
    match value:
        case Share() | Points():
            return value.write(language)
        case Printed():
            return write_printed(value, language)
        case Fraction():
            return _number(value, language)
        case tuple():
            return listing([str(_written(part, language)) for part in value], language)
        case _:
            return value


def _number(value: Fraction, language: str) -> str:
    """Write a number with the decimals it needs, four at most."""
    if value.denominator == 1:
        return count(value.numerator, language)
    places = next((p for p in range(1, _MOST_PLACES) if (value * 10**p).denominator == 1), _MOST_PLACES)
    return decimal(value, language, places=places)


def for_machines(value: object) -> object:
    """Return a value as JSON has it: numbers with a point, printed numbers as text that keeps their zeros."""
    match value:
        case Share() | Points():
            return round(float(value.value), 6)
        case Printed():
            return value.plain
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case tuple() | list():
            return [for_machines(part) for part in value]
        case Mapping():
            return {name: for_machines(part) for name, part in value.items()}
        case _:
            return value
