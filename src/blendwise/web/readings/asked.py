"""What an address asks for: calls and days. Whatever stands there, the answer is a value or a sentence."""

from __future__ import annotations

from datetime import date

from blendwise.errors import UserError

__all__ = ["call_asked", "day_asked"]

_YEARS = range(1900, 3000)
"""Of which days can be asked: beyond them neither a database nor a calendar can reckon."""


def call_asked(text: str) -> int:
    """Read a call. Raises UserError for what is not a year of four digits."""
    year = text.strip()
    if not (len(year) == 4 and year.isascii() and year.isdecimal()):
        raise UserError("web.not-a-call", value=_shortened(text))
    return int(year)


def day_asked(text: str | None) -> date | None:
    """Read a day; None where none is asked for. Raises UserError for what is not a date, or out of reach."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        raise UserError("web.not-a-day", value=_shortened(text))
    return day


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
