"""The one shape in which every file arrives: sheets of text cells, in blocks of rows.

A row keeps the number that a spreadsheet program shows; cells are text or null, in columns `c0`, `c1`, …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from blendwise.intake.sources import Source

__all__ = ["BLANKS", "HEAD_ROWS", "Block", "Sheet", "cell", "letter", "position"]

BLANKS = " \t\r\n\u00a0\ufeff\u200b\u202f"
"""What is taken from both ends of a cell."""
HEAD_ROWS = 60
"""How many rows from the top are looked at to find the header."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet: `row` and the cells; apart from them the rows with more cells than the header."""

    rows: pl.DataFrame
    too_long: tuple[tuple[int, int], ...] = ()
    """Row number and number of cells."""
    trimmed: bool = False
    """Whether it is known that no cell begins or ends with a blank, and that empty cells are null."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a CSV file: its first rows, and a way to read all of it in blocks."""

    source: Source
    name: str | None
    head: list[list[str | None]]
    blocks: Callable[[int, int], Iterator[Block]]
    """`blocks(width, after)`: the rows below row `after`, cut into `width` cells."""
    first_column: int = 0
    """How many empty columns stand left of the first cell, for the letters of columns."""
    formulas: tuple[tuple[int, int], ...] = ()
    """Row number and column position of the cells that hold a formula."""


def cell(position: int) -> str:
    """Name the column at a position: c0, c1 and so on."""
    return f"c{position}"


def letter(position: int) -> str:
    """Return the letter of a column as spreadsheet programs show it: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position(letters: str) -> int:
    """Return the position of a column from its letters: A is 0, AA is 26."""
    found = 0
    for character in letters:
        found = found * 26 + ord(character) - 64
    return found - 1
