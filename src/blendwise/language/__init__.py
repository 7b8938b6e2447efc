"""Every word that a person reads, in every language, as data.

A folder per language (`nl`, `en`) holds TOML files; a key is the file's path and the name in it:
`say("findings.end-before-start", "nl", at=..., start=..., end=...)`. A new language is a new folder.
The placeholders say how a value is written: `{n:count}` 15.738, `{share:percent}` 1,65%,
`{share:percent1}` 42,6%, `{d:points}` 0,65, `{x:number}` 0,5, `{date:day}` 24 maart 2025,
`{date:day-short}` 24-03-2025,
`{n:days}` 8 kalenderdagen, `{n:mobilities}` 1 mobiliteit (so too participants, institutions),
`{size:size}` 2,0 GB, `{type:text}` the text under that key, `{names:list}` a list,
`{columns:labels}` a list of labels, `{where:said}` what has a sentence of its own; a bare `{call}` is written
as it stands, so that years and row numbers never get a thousands mark.
"""

from __future__ import annotations

import math
import string
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "LANGUAGES",
    "count",
    "day",
    "day_short",
    "decimal",
    "has",
    "keys",
    "listing",
    "number",
    "percent",
    "plural",
    "points",
    "say",
    "size",
]

_FOLDER = Path(__file__).parent
LANGUAGES: tuple[str, ...] = tuple(sorted(p.name for p in _FOLDER.iterdir() if (p / "format.toml").is_file()))
"""The languages there are: the folders beside this file that hold a `format.toml`."""

Number = int | float | Fraction | Decimal


@cache
def _texts(language: str) -> Mapping[str, Any]:
    texts: dict[str, Any] = {}
    for file in sorted((_FOLDER / language).rglob("*.toml")):
        prefix = ".".join(file.relative_to(_FOLDER / language).with_suffix("").parts)
        texts |= _flat(prefix, tomllib.loads(file.read_text(encoding="utf-8")))
    return texts


def _flat(prefix: str, table: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{prefix}.{name}"
        flat |= _flat(key, value) if isinstance(value, dict) else {key: value}
    return flat


def keys(language: str, prefix: str = "") -> list[str]:
    """List the keys of a language that start with `prefix`, in the order of their files."""
    return [key for key in _texts(language) if key.startswith(prefix)]


def has(key: str, language: str) -> bool:
    """Tell whether a language has a text under this key."""
    return key in _texts(language)


def say(key: str, language: str, /, **values: object) -> str:
    """Return the text of a key in a language, with its placeholders filled in.

    Raises KeyError for an unknown key or a missing value: both are faults of ours, never of a user.
    """
    return _Writer(language).vformat(str(_texts(language)[key]), (), values)


def plural(key: str, n: int, language: str, /, **values: object) -> str:
    """Return the form of a pattern that fits `n`: `key.zero`, `key.one` or `key.other`, as far as they exist."""
    form = {0: "zero", 1: "one"}.get(n, "other")
    chosen = f"{key}.{form}" if has(f"{key}.{form}", language) else f"{key}.other"
    return say(chosen, language, n=n, **values)


class _Writer(string.Formatter):
    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _SPECS:
            return _SPECS[format_spec](value, self.language)
        return format(value, format_spec)


def _mark(language: str, name: str) -> str:
    return str(_texts(language)[f"format.{name}"])


def count(value: int, language: str, /) -> str:
    """Write a whole number with its thousands marks: 15.738 or 15,738; a minus is the real sign."""
    return decimal(value, language, places=0)


def decimal(value: Number, language: str, /, *, places: int) -> str:
    """Write a number with a fixed number of decimals, rounded half up from its exact value."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    scaled = Decimal(exact.numerator * 10**places) / Decimal(exact.denominator)
    digits = int(abs(scaled).to_integral_value(ROUND_HALF_UP))
    whole, part = divmod(digits, 10**places)
    text = f"{whole:,}".replace(",", _mark(language, "thousands"))
    if places:
        text += _mark(language, "decimal") + f"{part:0{places}d}"
    return ("−" if exact < 0 and digits else "") + text


def number(value: Number, language: str, /) -> str:
    """Write a number with the decimals that it has, twelve figures at most: 0,5 and 1.234,5.

    What is not finite stays as Python says it.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    exponent = Decimal(f"{float(value):.12g}").normalize().as_tuple().exponent
    return decimal(value, language, places=max(0, -int(exponent)))


def percent(share: Number, language: str, /, *, places: int = 2) -> str:
    """Write a share (0 to 1) as a percentage: 1,65%. Not zero yet rounded to zero reads "less than 0.01%"."""
    exact = share if isinstance(share, Fraction) else Fraction(share)
    step = Fraction(1, 10**places)
    shown = decimal(exact * 100, language, places=places)
    if 0 < exact * 100 < step / 2:
        return say("format.less-than", language, value=decimal(step, language, places=places) + "%")
    if 100 - step / 2 <= exact * 100 < 100:
        return say("format.more-than", language, value=decimal(100 - step, language, places=places) + "%")
    return shown + "%"


def points(difference: Number, language: str, /, *, places: int = 2) -> str:
    """Write a difference of two shares (-1 to 1) in percentage points, without the word: −0,65."""
    exact = difference if isinstance(difference, Fraction) else Fraction(difference)
    return decimal(exact * 100, language, places=places)


def day(value: date | str, language: str, /) -> str:
    """Write a date (or its ISO form) in full: 24 maart 2025."""
    value = _as_date(value)
    return f"{value.day} {_texts(language)['format.months'][value.month - 1]} {value.year}"


def day_short(value: date | str, language: str, /) -> str:
    """Write a date (or its ISO form) for a table: 24-03-2025 or 24 Mar 2025."""
    value = _as_date(value)
    month = str(_texts(language)["format.months-short"][value.month - 1])
    return _mark(language, "day-short").format(day=f"{value.day:02d}", month=month, year=value.year)


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def size(value: int, language: str, /) -> str:
    """Write a number of bytes in MB or GB (powers of 1,000)."""
    unit, divisor = ("GB", 10**9) if value >= 10**9 else ("MB", 10**6)
    return f"{decimal(Fraction(value, divisor), language, places=1)} {unit}"


def _days(value: int, language: str) -> str:
    return plural("format.days", value, language)


def _counted(noun: str) -> Callable[[int, str], str]:
    return lambda value, language: plural(f"format.{noun}", value, language)


def _text(key: str, language: str) -> str:
    return say(key, language) if has(key, language) else key


def listing(words: list[str], language: str, /) -> str:
    """Join words as a sentence does: "2021, 2022 en 2023"."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {_mark(language, 'and')} " + words[-1]


def _labels(names: list[str], language: str) -> str:
    return listing([_text(f"labels.{name}", language) for name in names], language)


def _said(value: Any, language: str) -> str:
    return str(value.sentence(language))


_SPECS: Mapping[str, Callable[[Any, str], str]] = {
    "count": count,
    "percent": percent,
    "percent1": lambda value, language: percent(value, language, places=1),
    "points": points,
    "number": number,
    "number1": lambda value, language: decimal(value, language, places=1),
    "number2": lambda value, language: decimal(value, language, places=2),
    "day": day,
    "day-short": day_short,
    "list": listing,
    "labels": _labels,
    "days": _days,
    "mobilities": _counted("mobilities"),
    "participants": _counted("participants"),
    "institutions": _counted("institutions"),
    "said": _said,
    "size": size,
    "text": _text,
}
