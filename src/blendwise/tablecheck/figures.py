"""The figures of a table as exact numbers, row by row; words where a number belongs are refused together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.tablecheck.printed import Printed, read_share
from blendwise.tablecheck.roles import Roles
from blendwise.tablecheck.rounding import CUT_OFF, NEAREST, fits_printed
from blendwise.tablecheck.table import Note, Table
from blendwise.tablecheck.vocabulary import is_absent, is_subtotal, is_total, is_unknown, opens_total

__all__ = ["Figures", "Row", "RowKind", "figures_of"]

_MOST_DECIMALS = 10
"""A computed cell of a spreadsheet is taken at this many decimals: far inside a float's own precision."""
_MOST_LISTED = 10


class RowKind(StrEnum):
    """What a row stands for."""

    GROUP = "group"
    TOTAL = "total"
    SUBTOTAL = "subtotal"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's figures. `number` counts from 1 below the header; an unknown or lacking figure is None."""

    number: int
    label: str
    kind: RowKind
    counts: Mapping[int, int | None]
    """By column; a structural absence is 0 here, since it counts as 0 in sums, and is named in `absent`."""
    absent: frozenset[int]
    printed: Printed | None
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A table's rows as numbers, and of how many its shares are: 100 for percentages, 1 for 0.426."""

    table: Table
    roles: Roles
    rows: tuple[Row, ...]
    per: int
    notes: tuple[Note, ...]

    @property
    def groups(self) -> tuple[Row, ...]:
        """The rows that are no totals."""
        return tuple(row for row in self.rows if row.kind is RowKind.GROUP)


def figures_of(table: Table, roles: Roles) -> Figures:
    """Read a table's figures. Raises UserError that lists the cells where a number should stand."""
    printed = _shares(table, roles.percentage)
    _refuse_words(table, roles, printed)
    rows = tuple(_row(table, roles, place, printed[place]) for place in range(len(table.rows)))
    per = _scale(rows)
    notes = list(table.notes)
    if any(column == roles.percentage for _, column in table.as_numbers):
        decimals = max((p.decimals for p in printed if p), default=0)
        notes.append(
            Note("decimals-unknown", {"column": table.headers[roles.percentage], "decimals": decimals})
        )
    if per == 1:
        notes.append(Note("shares-of-one", {"column": table.headers[roles.percentage]}))
    return Figures(table, roles, rows, per, tuple(notes))


def _shares(table: Table, column: int) -> list[Printed | None]:
    """Read the percentages; where a spreadsheet held numbers, all are given the decimals of the longest."""
    cells = [
        _cut(row[column]) if (r, column) in table.as_numbers else row[column]
        for r, row in enumerate(table.rows)
    ]
    read = [read_share(cell) for cell in cells]
    typed = [p.decimals for r, p in enumerate(read) if p and (r, column) in table.as_numbers]
    longest = max(typed, default=0)
    return [
        Printed(p.text, p.value, longest, p.is_percentage) if p and (r, column) in table.as_numbers else p
        for r, p in enumerate(read)
    ]


def _cut(number: str) -> str:
    exact = Decimal(number)
    places = -int(exact.as_tuple().exponent)
    return number if places <= _MOST_DECIMALS else f"{exact.quantize(Decimal(1).scaleb(-_MOST_DECIMALS)):f}"


def _row(table: Table, roles: Roles, place: int, printed: Printed | None) -> Row:
    cells = table.rows[place]
    label = "" if roles.label is None else cells[roles.label]
    absent = frozenset(c for c in (*roles.counts, roles.percentage) if is_absent(cells[c]))
    counts = {c: 0 if c in absent else table.count(place, c) for c in roles.counts}
    numerator, denominator = (
        None if c in absent else counts[c] for c in (roles.numerator, roles.denominator)
    )
    kind = _kind(label, place in (0, len(table.rows) - 1))
    return Row(place + 1, label, kind, counts, absent, printed, numerator, denominator)


def _kind(label: str, at_an_end: bool) -> RowKind:
    if is_subtotal(label):
        return RowKind.SUBTOTAL
    return RowKind.TOTAL if is_total(label) or (at_an_end and opens_total(label)) else RowKind.GROUP


def _scale(rows: tuple[Row, ...]) -> int:
    """Decide whether the column holds percentages or shares of 1: the latter only if more rows fit so."""
    checked = [
        (r.numerator, r.denominator, r.printed) for r in rows if r.numerator is not None and r.denominator
    ]
    whole = [(k, n, p) for k, n, p in checked if p is not None]
    if any(p.is_percentage or p.value > 1 for _, _, p in whole):
        return 100
    as_shares, as_percentages = (sum(_fits(k, n, p, per) for k, n, p in whole) for per in (1, 100))
    return 1 if as_shares > as_percentages else 100


def _fits(numerator: int, denominator: int, printed: Printed, per: int) -> bool:
    ways = (NEAREST, CUT_OFF)
    return any(fits_printed(numerator, denominator, printed, per=per, rounding=way) for way in ways)


class _WordsError(UserError):
    def sentence(self, language: str) -> str:
        cells: list[Mapping[str, object]] = self.values["cells"]  # type: ignore[assignment]
        places = [say("tablecheck.place", language, **cell) for cell in cells[:_MOST_LISTED]]
        more = ["…"] if len(cells) > _MOST_LISTED else []
        return say(f"errors.{self.code}", language, n=len(cells), places="; ".join([*places, *more]))


def _refuse_words(table: Table, roles: Roles, printed: list[Printed | None]) -> None:
    """Refuse cells that are no number, and counts that are negative or not whole, in columns with a role."""
    columns = sorted(
        {roles.numerator, roles.denominator, *(c for parts in roles.parts for c in parts.columns)}
    )
    wrong = []
    for place, cells in enumerate(table.rows):
        bad = [c for c in columns if not _is_nothing(cells[c]) and (table.count(place, c) or 0) < 0]
        bad += [c for c in columns if not _is_nothing(cells[c]) and table.count(place, c) is None]
        if printed[place] is None and not _is_nothing(cells[roles.percentage]):
            bad.append(roles.percentage)
        wrong += [{"row": place + 1, "column": table.headers[c], "value": cells[c][:40]} for c in bad]
    if wrong:
        raise _WordsError("tablecheck.not-numbers", cells=wrong)


def _is_nothing(cell: str) -> bool:
    return is_absent(cell) or is_unknown(cell)
