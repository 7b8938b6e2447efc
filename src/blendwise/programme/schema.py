"""Which keys a rules file may have and what each must hold; every check notes its fault and goes on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from blendwise.programme.refusals import Refusals, nearest_of
from blendwise.programme.rulebook import Blending, DayBasis

__all__ = ["RULE_VALUES", "Shape", "check_table", "read_toml"]


class Shape:
    """What a value must be: its name in the language files, and the test."""

    def __init__(self, name: str, fits: Callable[[Any], bool], choices: Collection[str] = ()) -> None:
        self.name = name
        self.fits = fits
        self.choices = tuple(choices)


def one_of(*choices: str) -> Shape:
    """Build the shape of a word from a short list."""
    return Shape("one-of", lambda value: value in choices, choices)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


YES_NO = Shape("yes-no", lambda value: isinstance(value, bool))
WHOLE = Shape("whole-number", lambda value: type(value) is int and value > 0)
WHOLE_OR_ZERO = Shape("whole-or-zero", lambda value: type(value) is int and value >= 0)
TEXT = Shape("text", lambda value: isinstance(value, str) and bool(value))
WORDS = Shape("words", _is_words)
TEXT_OR_WORDS = Shape("words", lambda value: TEXT.fits(value) or _is_words(value))
DATE = Shape("date", lambda value: type(value) is date)
TABLE = Shape("table", lambda value: isinstance(value, dict))
LIST_OF_TABLES = Shape("tables", lambda value: isinstance(value, list) and all(map(TABLE.fits, value)))

RULE_VALUES: Mapping[str, Shape] = {
    "available": YES_NO,
    "blending": one_of(*Blending),
    "day-basis": one_of(*DayBasis),
    "minimum-days": WHOLE,
    "maximum-days": WHOLE,
    "minimum-days-fewer-opportunities": WHOLE,
    "minimum-days-partner-country": WHOLE,
    "virtual-days-towards-minimum": WHOLE_OR_ZERO,
    "minimum-group": WHOLE,
    "minimum-group-fewer-opportunities": WHOLE,
    "maximum-group": WHOLE,
    "minimum-institutions": WHOLE,
    "minimum-countries": WHOLE,
    "minimum-ects": WHOLE,
    "conditions": WORDS,
}
"""The values that a call may state of an activity type."""


def read_toml(file: Path, at: str, refusals: Refusals) -> dict[str, Any]:
    """Read a file, or note why it can't be read (also for a key that stands there twice)."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        refusals.add("missing-file", at)
    except tomllib.TOMLDecodeError as fault:
        twice = "overwrite" in str(fault) or "twice" in str(fault)
        refusals.add("duplicate-key" if twice else "not-toml", at, fault=str(fault))
    except (OSError, UnicodeDecodeError) as fault:
        refusals.add("not-toml", at, fault=type(fault).__name__)
    return {}


def check_table(
    table: Any, at: str, refusals: Refusals, *, shapes: Mapping[str, Shape], optional: Collection[str] = ()
) -> bool:
    """Check the keys of a table and what they hold; tell whether it may be used."""
    if not TABLE.fits(table):
        refusals.add(f"wrong-type.{TABLE.name}", at, value=_shown(table))
        return False
    before = len(refusals.found)
    for key, value in table.items():
        if key not in shapes:
            refusals.add("unknown-key", at, key=key, nearest=nearest_of(key, shapes))
        elif not shapes[key].fits(value):
            shape = shapes[key]
            place = f"{at} {key}"
            refusals.add(f"wrong-type.{shape.name}", place, value=_shown(value), choices=list(shape.choices))
    for key in shapes:
        if key not in table and key not in optional:
            refusals.add("missing-key", at, key=key)
    return len(refusals.found) == before


def _shown(value: Any) -> str:
    return str(value)[:40]
