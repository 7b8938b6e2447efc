"""How a file looks: header language, spelling of dates, numbers and yes/no, title rows, totals, spaces."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from blendwise.demo.rows import Row, Value
from blendwise.demo.shape import shape
from blendwise.demo.spreadsheets import Cell, Formula
from blendwise.language import say

__all__ = ["Column", "Dress", "columns", "dresses", "group_columns", "table"]

_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial dates
_BLANK_EVERY = 60
_SUMMED = ("participants", "individual_support", "travel_support")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: our name, its header per language, and what the second row says of its form."""

    name: str
    headers: dict[str, str]
    hint: str


@dataclass(frozen=True, slots=True)
class Dress:
    """The looks of a file; `dress.toml` explains the fields."""

    name: str
    form: str
    language: str
    dates: str
    yes_no: list[str]
    activity: str
    delimiter: str = ""
    encoding: str = ""
    decimal: str = "."
    headers: str = "plain"
    hints: bool = False
    titles: int = 0
    totals: bool = False
    blank_rows: bool = False
    overview: bool = False
    spaces: float = 0.0
    text_numbers: bool = False
    without: list[str] = field(default_factory=list)


@cache
def dresses() -> dict[str, Dress]:
    """Read `dress.toml`: the dresses by name."""
    text = Path(__file__).with_name("dress.toml").read_text(encoding="utf-8")
    return {record["name"]: Dress(**record) for record in tomllib.loads(text)["dress"]}


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of an export of mobilities, in the order of the file."""
    records: dict[str, list[str]] = _texts()["columns"]
    return tuple(Column(name, {"en": en, "nl": nl}, hint) for name, (en, nl, hint) in records.items())


@cache
def group_columns() -> tuple[Column, ...]:
    """Return the columns of a list of group activities."""
    wanted = _texts()["group_list"]["columns"]
    return tuple(column for column in columns() if column.name in wanted)


def table(
    rows: Sequence[Row], wanted: Sequence[Column], dress: Dress, *, title: str, rng: Random
) -> list[list[Cell]]:
    """Return a table of cells as a file in this dress shows it, from its title to its totals."""
    shown = [column for column in wanted if column.name not in dress.without]
    head: list[list[Cell]] = [*_titles(dress, title), [_header(column, dress) for column in shown]]
    if dress.hints:
        head.append([column.hint for column in shown])
    spelled = _cells(rows, [column.name for column in shown], dress, rng)
    if dress.totals:
        spelled.append(_total(rows, shown, dress, summed=(len(head) + 1, len(head) + len(spelled))))
    return head + spelled


def _titles(dress: Dress, title: str) -> list[list[Cell]]:
    lines: list[list[Cell]] = [[title], [say("demo.invented", dress.language)], []]
    return lines[: dress.titles]


def _header(column: Column, dress: Dress) -> str:
    header = column.headers[dress.language]
    if dress.headers == "upper":
        return header.upper()
    return f" {header}\u00a0" if dress.headers == "spaced" else header


def _cells(rows: Sequence[Row], names: Sequence[str], dress: Dress, rng: Random) -> list[list[Cell]]:
    spell = _speller(dress)
    table = [[*_spelled(row, names, spell), *row.beyond] for row in rows]
    if dress.spaces:
        table = [[_with_space(cell, dress.spaces, rng) for cell in row] for row in table]
    if dress.blank_rows:
        starts = range(0, len(table), _BLANK_EVERY)
        return list(chain.from_iterable([*table[start : start + _BLANK_EVERY], []] for start in starts))
    return table


def _spelled(row: Row, names: Sequence[str], spell: Callable[[str, Value], Cell]) -> list[Cell]:
    raw = row.raw
    return [raw[name] if name in raw else spell(name, getattr(row, name)) for name in names]


def _with_space(cell: Cell, share: float, rng: Random) -> Cell:
    if not isinstance(cell, str) or not cell or rng.random() >= share:
        return cell
    return rng.choice([f"{cell} ", f"{cell}\u00a0", f"\u00a0{cell}", f" {cell}  "])


def _speller(dress: Dress) -> Callable[[str, Value], Cell]:
    words = _texts()["words"] if dress.language == "nl" else {}
    labels = (
        {kind.code: kind.label for kind in shape().activities.things} if dress.activity == "label" else {}
    )
    yes, no = dress.yes_no or (True, False)

    def spell(name: str, value: Value) -> Cell:
        if value is None:
            return None
        if isinstance(value, bool):
            return yes if value else no
        if isinstance(value, str):
            return labels.get(value, value) if name == "activity_type" else _word(name, value, words)
        if isinstance(value, date):
            return _date(value, dress)
        return _number(value, dress)

    return spell


def _word(name: str, value: str, words: dict[str, str]) -> str:
    return words.get(value, value) if name in ("data_type", "status") else value


def _date(value: date, dress: Dress) -> Cell:
    if dress.dates == "cell":
        return value
    return (value - _EPOCH).days if dress.dates == "serial" else value.strftime(dress.dates)


def _number(value: float, dress: Dress) -> Cell:
    as_text = dress.text_numbers or dress.decimal != "."
    return str(value).replace(".", dress.decimal) if as_text else value


def _total(
    rows: Sequence[Row], shown: Sequence[Column], dress: Dress, *, summed: tuple[int, int]
) -> list[Cell]:
    """Return a line of totals: formulas in a workbook, as offices make them, and their values in a CSV."""
    cells: list[Cell] = [None] * len(shown)
    cells[0] = say("demo.total", dress.language)
    for place, column in enumerate(shown):
        if column.name in _SUMMED:
            value = round(sum(getattr(row, column.name) or 0 for row in rows if not row.raw), 2)
            letter = _letter(place)
            formula = Formula(f"=SUM({letter}{summed[0]}:{letter}{summed[1]})", value)
            cells[place] = formula if dress.form == "xlsx" else _number(value, dress)
    return cells


def _letter(place: int) -> str:
    before, here = divmod(place, 26)
    return (chr(64 + before) if before else "") + chr(65 + here)
