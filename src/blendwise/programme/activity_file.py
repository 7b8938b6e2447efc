"""Virtual activities in a CSV file: a row per mobility and activity, in the words of `VirtualActivity`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.errors import UserError
from blendwise.programme.plain_facts import as_plain, from_plain
from blendwise.programme.verdicts import ACTIVITY_FACTS

__all__ = ["ACTIVITY_SCHEMA", "activities_csv", "read_activities"]

_KEY = ("grant_agreement_number", "mobility_activity_id")
_LISTS = ("with_whom", "purposes", "kept")
_NUMBERS = ("number_taking_part", "out_of")


def _kind(name: str) -> Any:
    return pl.List(pl.String) if name in _LISTS else pl.Int64() if name in _NUMBERS else pl.String()


ACTIVITY_SCHEMA: Mapping[str, Any] = {name: _kind(name) for name in (*_KEY, *ACTIVITY_FACTS)}
"""The columns of virtual activities of many mobilities, as `verdicts.judge_table` takes them."""


def read_activities(file: Path) -> pl.DataFrame:
    """Read virtual activities: the key of the mobility, and any of `ACTIVITY_FACTS`; lists are divided by spaces.

    Columns are divided by `,` or `;`. Raises UserError for a file that can't be read so, with the row where a value
    cannot be.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        lines = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
        columns, told = set(lines.fieldnames or ()), list(lines)
    except (OSError, UnicodeDecodeError, csv.Error):
        columns, told = set(), []
    if not set(_KEY) <= columns <= set(ACTIVITY_SCHEMA):
        raise UserError("activity_file.unreadable", file=file.name, columns=", ".join(ACTIVITY_SCHEMA))
    rows = [_row(row, file.name, number) for number, row in enumerate(told, 2)]
    return pl.DataFrame(rows, schema=dict(ACTIVITY_SCHEMA))


def _row(told: Mapping[str, Any], file: str, number: int) -> dict[str, Any]:
    filled = {name: value.strip() for name, value in told.items() if isinstance(value, str) and value.strip()}
    key = {name: filled.pop(name, None) for name in _KEY}
    if None in key.values() or None in told:
        raise UserError("activity_file.no-mobility", file=file, row=number)
    facts = {name: value.split() if name in _LISTS else value for name, value in filled.items()}
    try:
        read = from_plain({"virtual_activities": [facts]}).virtual_activities or ()
    except UserError as error:
        raise UserError("activity_file.impossible", file=file, row=number, **error.values) from error
    return key | as_plain(read[0])


def activities_csv(activities: pl.DataFrame) -> str:
    """Return virtual activities as the text of such a file.

    >>> some = pl.DataFrame([{"grant_agreement_number": "P", "mobility_activity_id": "M", "kept": ["date", "who"]}],
    ...                     schema=dict(ACTIVITY_SCHEMA))
    >>> activities_csv(some).splitlines()[1]
    'P,M,,,,,,,,,,date who,,'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(ACTIVITY_SCHEMA)
    writer.writerows(_cells(row) for row in activities.select(*ACTIVITY_SCHEMA).iter_rows())
    return out.getvalue()


def _cells(row: tuple[Any, ...]) -> Iterator[Any]:
    return (" ".join(value) if isinstance(value, list) else value for value in row)
