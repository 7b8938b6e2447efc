"""A claims file: what a report says about its table, in TOML.

It may name the columns, give figures that stand outside the table, and state what should hold. Whatever it
does not know is refused with the names it does know, and all refusals of entries come from one place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blendwise.errors import UserError, unknown_name
from blendwise.tablecheck.printed import read_number
from blendwise.tablecheck.statements import KINDS, Entry
from blendwise.tablecheck.values import NamedFigure

__all__ = ["Claims", "read_claims"]

MOST_BYTES = 1_000_000
_TABLES = ("title", "columns", "figures")
_OF_A_FIGURE = ("value", "printed", "is")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a claims file says: names for columns, named figures, entries to check."""

    columns: Mapping[str, Any]
    figures: Mapping[str, NamedFigure]
    entries: tuple[Entry, ...]


def read_claims(source: str | Path | Mapping[str, Any]) -> Claims:
    """Read a claims file, or the same as a mapping.

    Raises UserError for a file that is not there or no TOML, an unknown kind or key, a lacking or double one,
    and a number that is not whole and not in quotes (1.50 without quotes would lose its zero).
    """
    data = source if isinstance(source, Mapping) else _load(Path(source))
    for name in data:
        if name not in (*_TABLES, *KINDS):
            raise unknown_name(name, "tablecheck.kind", (*_TABLES, *KINDS))
    entries = tuple(_entries(data))
    _refuse_double(entries)
    figures = {name.casefold(): _figure(name, value) for name, value in _table(data, "figures").items()}
    return Claims(_table(data, "columns"), figures, entries)


def _load(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        raise UserError("general.not-found", path=str(file))
    if file.stat().st_size > MOST_BYTES:
        raise UserError("tablecheck.too-large", size=file.stat().st_size, most=MOST_BYTES)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("tablecheck.not-toml", file=str(file), reason=str(error)[:120]) from None


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise UserError("tablecheck.claims-table", value=name)
    return found


def _figure(name: str, value: object) -> NamedFigure:
    """Read a figure: a number as printed, a whole number, or a table that says that it is not printed."""
    meaning = ""
    if isinstance(value, Mapping):
        for unknown in sorted(set(value) - set(_OF_A_FIGURE)):
            known = ", ".join(_OF_A_FIGURE)
            raise UserError("tablecheck.claims-key", id="figures", kind=name, key=unknown, known=known)
        meaning = str(value.get("is", ""))
        if value.get("printed") is False:
            return NamedFigure(None, meaning)
        value = value.get("value")
    whole = isinstance(value, int) and not isinstance(value, bool)
    printed = read_number(str(value)) if whole or isinstance(value, str) else None
    if printed is None:
        raise UserError("tablecheck.claims-figure", name=name, value=str(value)[:40])
    return NamedFigure(printed, meaning)


def _entries(data: Mapping[str, Any]) -> Iterator[Entry]:
    for kind, rules in KINDS.items():
        listed = data.get(kind, [])
        if not isinstance(listed, list) or not all(isinstance(entry, Mapping) for entry in listed):
            raise UserError("tablecheck.claims-list", value=kind)
        for number, table in enumerate(listed, start=1):
            entry = Entry(kind, str(table.get("id", f"{kind}-{number}")), table)
            for key in sorted(set(table) - set(rules.known)):
                known = ", ".join(rules.known)
                raise UserError("tablecheck.claims-key", id=entry.id, kind=kind, key=key, known=known)
            for key in rules.required:
                if key not in table:
                    raise UserError("tablecheck.claims-lacks", id=entry.id, kind=kind, key=key)
            if "formula" in rules.optional and ("formula" in table) == ("formulas" in table):
                raise UserError("tablecheck.claims-lacks", id=entry.id, kind=kind, key="formula")
            yield entry


def _refuse_double(entries: tuple[Entry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise UserError("tablecheck.claims-double", id=entry.id)
        seen.add(entry.id)
