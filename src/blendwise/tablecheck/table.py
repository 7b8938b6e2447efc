"""A table as it was published: headers and cells as text, and what was lost on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from blendwise.errors import UserError, unknown_name
from blendwise.language import say
from blendwise.tablecheck.printed import read_count

__all__ = ["Note", "Table"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of the result has to know; its sentence is `tablecheck.notes.<code>`."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Return the note in a language."""
        return say(f"tablecheck.notes.{self.code}", language, **self.values)


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and rows of text, all rows as wide as the headers.

    `as_numbers` are the cells (row, column, from 0) that a spreadsheet held as numbers: for those the
    printed form is not known. Rows in results and messages are counted from 1, below the header.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    as_numbers: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[Note, ...] = ()

    def column(self, header: str) -> int:
        """Return the place of a column, by its header without regard to capitals and outer spaces."""
        wanted = header.strip().casefold()
        found = [place for place, name in enumerate(self.headers) if name.strip().casefold() == wanted]
        if not found:
            raise unknown_name(header, "column", self.headers)
        if len(found) > 1:
            raise UserError("tablecheck.same-header", value=header, columns=", ".join(self.headers))
        return found[0]

    def count(self, row: int, column: int) -> int | None:
        """Read a cell as a whole number; None when it is not one."""
        text = self.rows[row][column]
        if (row, column) not in self.as_numbers:
            return read_count(text)
        value = Fraction(text)
        return value.numerator if value.denominator == 1 else None
