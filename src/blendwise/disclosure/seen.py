"""A table as somebody sees it: which cells have a value, which are hidden, which do not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from blendwise.disclosure.published import FLAG
from blendwise.disclosure.system import Mask, Vector
from blendwise.errors import UserError
from blendwise.tablecheck.printed import read_count, read_number
from blendwise.tablecheck.table import Note, Table
from blendwise.tablecheck.vocabulary import is_absent, is_unknown, is_year

__all__ = ["SeenTable", "everything_seen", "from_data", "from_text"]


@dataclass(frozen=True, slots=True, eq=False)
class SeenTable:
    """Labels as text, counts as numbers, shares and amounts as they are printed; null where nothing stands.

    `hidden` tells per column which of the nulls are hidden values (the others could not exist). `most`
    holds per column the most that a hidden cell can be, where it says so itself, as "<5" does.
    """

    frame: pl.DataFrame
    hidden: Mapping[str, Mask]
    most: Mapping[str, Vector]
    notes: tuple[Note, ...] = ()
    """What was guessed or left out when it was read."""


def from_data(frame: pl.DataFrame) -> SeenTable:
    """Read a table in the form that `PublishedTable.to_polars` writes: null, with a flag where hidden."""
    flags = [
        name for name in frame.columns if name.endswith(FLAG) and name.removesuffix(FLAG) in frame.columns
    ]
    hidden = {name.removesuffix(FLAG): frame[name].fill_null(False).to_numpy() for name in flags}
    return SeenTable(frame.drop(flags), hidden, {})


def from_text(table: Table) -> SeenTable:
    """Read a table of text: a hidden cell says so in a word ("hidden", "x"), in a flag beside it, or is empty."""
    for name in table.headers:
        if table.headers.count(name) > 1:
            raise UserError("tablecheck.same-header", value=name, columns=", ".join(table.headers))
    columns = dict(zip(table.headers, zip(*table.rows, strict=True), strict=True))
    flags = {name: columns.pop(name + FLAG) for name in table.headers if name + FLAG in columns}
    data: list[pl.Series] = []
    hidden: dict[str, Mask] = {}
    most: dict[str, Vector] = {}
    for name, cells in columns.items():
        if _is_label(cells):
            data.append(pl.Series(name, cells))
            continue
        hidden[name] = _hidden(cells, flags.get(name))
        most[name] = np.array([_most(cell) for cell in cells])
        data.append(_figures(name, cells))
    return SeenTable(pl.DataFrame(data), hidden, most, table.notes)


def everything_seen(table: SeenTable) -> pl.DataFrame:
    """Return the frame of a table in which no figure is lacking; raises UserError where one is."""
    for name, mask in table.hidden.items():
        for row in np.flatnonzero(mask).tolist():
            raise UserError("disclosure.not-filled-in", row=row + 1, column=name)
    return table.frame


def _is_label(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_absent(cell) and not is_unknown(cell)]
    words = sum(read_number(cell) is None for cell in filled)
    return 2 * words > len(filled) or (
        bool(filled) and all(cell.isdigit() and is_year(cell) for cell in filled)
    )


def _hidden(cells: Sequence[str], flags: Sequence[str] | None) -> Mask:
    if flags is not None:
        return np.array([flag.strip().casefold() in ("true", "1", "yes", "ja", "waar") for flag in flags])
    return np.array([is_unknown(cell) for cell in cells])


def _most(cell: str) -> float:
    """Return the most that a hidden cell can be by its own words: 4 for "<5"."""
    count = read_count(cell.strip().removeprefix("<"))
    return count - 1 if cell.strip().startswith("<") and count is not None else np.inf


def _figures(name: str, cells: Sequence[str]) -> pl.Series:
    """Return a column of whole numbers, or of text as printed where some are not whole."""
    kept = [None if is_absent(cell) or is_unknown(cell) else cell for cell in cells]
    for row, cell in enumerate(kept):
        if cell is not None and read_number(cell) is None:
            raise UserError("disclosure.not-a-number", row=row + 1, column=name, value=cell[:40])
    counts = [None if cell is None else read_count(cell) for cell in kept]
    if all((count is None) == (cell is None) for count, cell in zip(counts, kept, strict=True)):
        return pl.Series(name, counts, dtype=pl.Int64)
    return pl.Series(name, kept, dtype=pl.String)
