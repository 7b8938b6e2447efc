"""The table that may be published. Only this package can make one.

Pages, open data, exports for outsiders and charts for them accept nothing else: a safety step that stands
in the orchestration is forgotten by the next way out. The guard is a key that never leaves this package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NoReturn, final

import polars as pl

from blendwise.language import count, decimal, say
from blendwise.records import Unit

__all__ = ["Cell", "Mark", "PublishedTable"]

FLAG = "_hidden"
"""What the name of a column gets behind it in the column that tells which of its cells are hidden."""


class Mark(Enum):
    """A cell without a value."""

    HIDDEN = "hidden"
    """A number not shown in order to protect people."""
    ABSENT = "absent"
    """There could be nothing, such as no project in that call; that is not a zero."""


Cell = str | int | float | Mark
_KEY = object()


@final
class PublishedTable:
    """A table that has passed disclosure control; `protect` makes it and nothing else can.

    `labels` and `columns` are the headings, `rows` the labels and values in that order. Which cells were
    sensitive and which hidden for the others is nowhere in it, nor are the rules: both would give away.
    """

    __slots__ = ("_columns", "_labels", "_population", "_rows", "_units")
    _columns: tuple[str, ...]
    _labels: tuple[str, ...]
    _population: str
    _rows: tuple[tuple[Cell, ...], ...]
    _units: tuple[tuple[str, Unit], ...]

    def __init__(
        self,
        *,
        labels: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        units: Mapping[str, Unit],
        population: str,
        key: object = None,
    ) -> None:
        if key is not _KEY:
            raise TypeError("only blendwise.disclosure.protect makes a PublishedTable")
        fields = (tuple(labels), tuple(columns), tuple(map(tuple, rows)), tuple(units.items()), population)
        names = ("_labels", "_columns", "_rows", "_units", "_population")
        for name, value in zip(names, fields, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a published table does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a published table does not change")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("a published table has no other kinds")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a published table can't be rebuilt from a file: protect the table again")

    def __copy__(self) -> PublishedTable:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> PublishedTable:
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The headings of the columns of labels."""
        return self._labels

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the columns of figures."""
        return self._columns

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows: labels first, then figures; a cell without a value holds a `Mark`."""
        return self._rows

    @property
    def units(self) -> dict[str, Unit]:
        """What is counted in each column, as far as the policy says."""
        return dict(self._units)

    @property
    def population(self) -> str:
        """Whom or what the figures are about, in words."""
        return self._population

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell is Mark.HIDDEN for row in self._rows for cell in row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PublishedTable):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def __repr__(self) -> str:
        return f"PublishedTable({len(self._rows)} rows, {len(self._columns)} columns, {self.hidden} hidden cells)"

    def as_dict(self) -> dict[str, Any]:
        """Return the table as plain values: a hidden cell is null, and its flag beside it is true."""
        return {
            "population": self._population,
            "units": {name: unit.value for name, unit in self._units},
            "labels": list(self._labels),
            "columns": list(self._columns),
            "rows": self.to_polars().to_dicts(),
        }

    def to_polars(self) -> pl.DataFrame:
        """Return the table as data: labels, then each column with the flag that tells which cells are hidden."""
        data: dict[str, pl.Series] = {}
        for place, name in enumerate((*self._labels, *self._columns)):
            cells = [row[place] for row in self._rows]
            data[name] = pl.Series(
                name, [None if isinstance(cell, Mark) else cell for cell in cells], strict=False
            )
            if name in self._columns:
                data[name + FLAG] = pl.Series(
                    name + FLAG, [c is Mark.HIDDEN for c in cells], dtype=pl.Boolean
                )
        return pl.DataFrame(data)

    def to_text(self, language: str) -> pl.DataFrame:
        """Return the table for people, all cells as text: a hidden one reads "hidden" or "verborgen"."""
        names = (*self._labels, *self._columns)
        texts = [[_written(cell, language) for cell in row] for row in self._rows]
        return pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String), orient="row")

    def note(self, language: str) -> str:
        """Return the sentence below the table; empty when nothing is hidden.

        It is the same for every reason, since the reason would itself reveal something.
        """
        units = {unit for _, unit in self._units}
        kind = units.pop().value if len(units) == 1 else "other"
        return say(f"disclosure.hidden.{kind}", language) if self.hidden else ""


def _written(cell: Cell, language: str) -> str:
    if isinstance(cell, Mark):
        return say(f"disclosure.cell.{cell.value}", language)
    if isinstance(cell, int):
        return count(cell, language)
    if isinstance(cell, float):
        return decimal(cell, language, places=len(str(cell).partition(".")[2]))
    return cell


def publish(
    *,
    labels: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    units: Mapping[str, Unit],
    population: str,
) -> PublishedTable:
    """Make the table; called by `protect` alone, after the audit."""
    return PublishedTable(
        labels=labels, columns=columns, rows=rows, units=units, population=population, key=_KEY
    )
