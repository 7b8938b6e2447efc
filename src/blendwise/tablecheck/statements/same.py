"""One thing that is printed in several places, and whether it is the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache

from blendwise.language import LANGUAGES, day
from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.printed import read_number
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("thing", "printed")
OPTIONAL = ("explained",)
_OF_A_VALUE = ("value", "where", "times")


def check(entry: Entry, _: Scope) -> Statement:
    """Compare the values printed for one thing: dates, numbers or words, in any notation.

    `explained` holds the report's own explanation; a conflict in wording stays one, with its explanation.
    """
    listed = entry.data["printed"]
    if not isinstance(listed, list) or len(listed) < 2:
        raise entry.refusal("printed", "values")
    read = [_value(entry, value) for value in listed]
    thing = entry.text("thing")
    if len({_comparable(value) for value, _ in read}) == 1:
        return entry.result(
            Outcome.HOLDS, Detail("same-agrees", {"thing": thing, "value": read[0][0]}), says=thing
        )
    shown = tuple(f"{_shown(value)}{place}" for value, place in read)
    details = [Detail("same-conflicts", {"thing": thing, "values": shown})]
    if "explained" in entry.data:
        details.append(Detail("explained", {"explanation": entry.text("explained")}))
    return entry.result(Outcome.CONFLICT, *details, says=thing)


def _value(entry: Entry, value: object) -> tuple[str | int | date, str]:
    """Read a value, or a table with a value, its place in the report, and how often it stands there."""
    place = ""
    if isinstance(value, Mapping):
        table = Entry(entry.kind, entry.id, {"printed": value}).parts("printed", allowed=_OF_A_VALUE)[0]
        marks = [f"{table.data['times']}×"] if "times" in table.data else []
        marks += [table.text("where")] if "where" in table.data else []
        place = f" ({', '.join(marks)})" if marks else ""
        value = table.data.get("value")
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise entry.refusal("printed", "values")
    return value, place


def _shown(value: str | int | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _comparable(value: str | int | date) -> object:
    """Return a value so that one thing written in two ways is equal."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int):
        return Fraction(value)
    plain = " ".join(value.casefold().split())
    number = read_number(plain)
    return _date(plain) or (number.value if number else plain)


def _date(text: str) -> date | None:
    """Read a date in full or short, in any of our languages."""
    match = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[-/ ](\S+)[-/ ](\d{4})", text)
    if match is None:
        return None
    year, month, number = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return date(int(year), int(month) if month.isdigit() else _months()[month], int(number))
    except (ValueError, KeyError):
        return None


@cache
def _months() -> Mapping[str, int]:
    """Return the months by their names in all languages."""
    firsts = [date(2000, month, 1) for month in range(1, 13)]
    return {
        word: first.month
        for first in firsts
        for lang in LANGUAGES
        for word in day(first, lang).casefold().split()
    }
