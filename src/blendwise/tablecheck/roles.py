"""Which column is what: numerator, denominator, percentage, label, and parts that add up to a whole.

The headers are tried first, then the content: the pair of counts whose shares fit most of the printed
percentages. What stays ambiguous is asked, never assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from blendwise.errors import UserError, unknown_name
from blendwise.tablecheck.printed import Printed, read_number, read_share
from blendwise.tablecheck.rounding import fits
from blendwise.tablecheck.table import Table
from blendwise.tablecheck.vocabulary import is_absent, is_unknown, is_year, names_role

__all__ = ["Parts", "Roles", "find_roles"]

ROLES = ("numerator", "denominator", "percentage", "label")
_LOOKED_AT = 500
"""Rows looked at to guess; a table that needs more to be understood is better explained by its owner."""
_MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Parts:
    """Columns that add up to another: 2021 + 2022 = Blended."""

    whole: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """The place of each column that the check uses, from 0."""

    numerator: int
    denominator: int
    percentage: int
    label: int | None = None
    parts: tuple[Parts, ...] = ()
    counts: tuple[int, ...] = ()
    """All columns of counts, those with a role included."""

    def as_dict(self, table: Table) -> dict[str, object]:
        """Return the roles by the columns' headers."""
        return {
            "label": None if self.label is None else table.headers[self.label],
            "numerator": table.headers[self.numerator],
            "denominator": table.headers[self.denominator],
            "percentage": table.headers[self.percentage],
            "parts": [
                {"whole": table.headers[p.whole], "columns": [table.headers[c] for c in p.columns]}
                for p in self.parts
            ],
        }


def find_roles(table: Table, named: Mapping[str, str | Sequence[str]] | None = None) -> Roles:
    """Find the columns' roles; `named` gives some of them by header, the rest is guessed.

    `named` may hold `numerator`, `denominator`, `percentage`, `label` and `parts` (a list of headers that add
    up to the numerator). Raises UserError for a header that is not there, and for a role that stays
    ambiguous; the message says how to name the column.
    """
    named = named or {}
    given = {role: table.column(str(named[role])) for role in ROLES if role in named}
    _refuse_misnamed(table, named, given)
    numeric = [c for c in range(len(table.headers)) if _is_numeric(table, c)]
    percentage = given["percentage"] if "percentage" in given else _percentage(table, numeric, given.values())
    counts = [c for c in numeric if c != percentage and _is_count(table, c)]
    numerator, denominator = _pair(table, counts, percentage, given)
    label = given["label"] if "label" in given else _label(table, numeric)
    parts = _parts(table, numerator, denominator, counts)
    if "parts" in named:
        parts = (Parts(numerator, tuple(map(table.column, _listed(named["parts"])))),)
    kept = tuple(sorted({*counts, numerator, denominator}))
    return Roles(numerator, denominator, percentage, label, parts, kept)


def _listed(names: str | Sequence[str]) -> Sequence[str]:
    return [names] if isinstance(names, str) else names


def _refuse_misnamed(table: Table, named: Iterable[str], given: Mapping[str, int]) -> None:
    for role in named:
        if role not in (*ROLES, "parts"):
            raise unknown_name(role, "tablecheck.role", (*ROLES, "parts"))
    for (_, one), (_, other) in combinations(given.items(), 2):
        if one == other:
            raise UserError("tablecheck.same-column", value=table.headers[one])


def _filled(table: Table, column: int) -> list[str]:
    cells = (row[column] for row in table.rows[:_LOOKED_AT])
    return [cell for cell in cells if not is_absent(cell) and not is_unknown(cell)]


def _is_numeric(table: Table, column: int) -> bool:
    """Tell whether most cells are numbers, so that a stray word does not hide the column."""
    cells = _filled(table, column)
    return bool(cells) and 2 * sum(read_number(cell) is not None for cell in cells) > len(cells)


def _is_count(table: Table, column: int) -> bool:
    cells = [row for row in range(min(_LOOKED_AT, len(table.rows))) if read_number(table.rows[row][column])]
    return 2 * sum(table.count(row, column) is not None for row in cells) > len(cells)


def _label(table: Table, numeric: Iterable[int]) -> int | None:
    texts = [c for c in range(len(table.headers)) if c not in set(numeric) and _filled(table, c)]
    return max(texts, key=lambda c: (names_role(table.headers[c], "label"), -c), default=None)


def _percentage(table: Table, numeric: Sequence[int], taken: Iterable[int]) -> int:
    """Find the percentages: by header, else by a % sign in the cells, else by decimals."""
    free = [c for c in numeric if c not in set(taken)]
    for found in (
        _clearest(table, free, "percentage"),
        [c for c in free if _share_of(table, c, lambda p: p.is_percentage)],
        [c for c in free if _share_of(table, c, lambda p: p.value.denominator > 1)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError("tablecheck.ambiguous-percentage", columns=_names(table, found))
    raise UserError("tablecheck.no-percentage", columns=_names(table, range(len(table.headers))))


def _share_of(table: Table, column: int, test: Callable[[Printed], bool]) -> bool:
    """Tell whether most of a column's numbers pass a test."""
    read = [number for cell in _filled(table, column) if (number := read_share(cell)) is not None]
    return 2 * sum(map(test, read)) > len(read)


def _clearest(table: Table, columns: Iterable[int], role: str) -> list[int]:
    """List the columns whose header names a role most clearly; none when no header does."""
    clear = {c: names_role(table.headers[c], role) for c in columns}
    best = max(clear.values(), default=0)
    return [c for c, clearness in clear.items() if best and clearness == best]


def _pair(table: Table, counts: Sequence[int], percentage: int, given: Mapping[str, int]) -> tuple[int, int]:
    """Find numerator and denominator: by their headers, else the pair whose shares fit most rows."""
    tops = [given["numerator"]] if "numerator" in given else _clearest(table, counts, "numerator")
    bottoms = [given["denominator"]] if "denominator" in given else _clearest(table, counts, "denominator")
    pairs = [(a, b) for a in tops or counts for b in bottoms or counts if a != b]
    if len(pairs) == 1 and tops and bottoms:
        return pairs[0]
    if not pairs:
        raise UserError("tablecheck.no-counts", columns=_names(table, counts))
    scores = {pair: _fitting(table, *pair, percentage) for pair in pairs}
    best, *others = sorted(pairs, key=lambda pair: -scores[pair])
    half = 2 * scores[best] >= min(len(table.rows), _LOOKED_AT)
    if not scores[best] or not half or (others and scores[others[0]] == scores[best]):
        raise UserError("tablecheck.ambiguous-counts", columns=_names(table, counts))
    return best


def _fitting(table: Table, numerator: int, denominator: int, percentage: int) -> int:
    """Count the rows whose share fits the printed percentage, as it stands or as a share of 1."""
    found = {1: 0, 100: 0}
    for row in range(min(_LOOKED_AT, len(table.rows))):
        top, bottom = table.count(row, numerator), table.count(row, denominator)
        printed = table.rows[row][percentage]
        if top is None or not bottom or bottom < 0 or top < 0 or read_share(printed) is None:
            continue
        for per in found:
            found[per] += fits(top, bottom, printed, per=per)
    return max(found.values())


def _parts(table: Table, numerator: int, denominator: int, counts: Sequence[int]) -> tuple[Parts, ...]:
    rest = [c for c in counts if c not in (numerator, denominator)][:_MOST_PARTS]
    found = [_adding_up(table, numerator, rest), _adding_up(table, denominator, [numerator, *rest])]
    parts = tuple(p for p in found if p)
    if not parts and len(rest) > 1 and all(is_year(table.headers[c]) for c in rest):
        return (Parts(numerator, tuple(rest)),)
    return parts


def _adding_up(table: Table, whole: int, candidates: Sequence[int]) -> Parts | None:
    """Find the fewest columns that add up to a whole in most rows, if there are any."""
    rows = range(min(_LOOKED_AT, len(table.rows)))
    best, most = None, len(rows) // 2
    for size in range(2, len(candidates) + 1):
        for columns in combinations(candidates, size):
            holds = sum(_adds_up(table, row, whole, columns) for row in rows)
            if holds > most:
                best, most = Parts(whole, columns), holds
    return best


def _adds_up(table: Table, row: int, whole: int, columns: Sequence[int]) -> bool:
    values = [0 if is_absent(table.rows[row][c]) else table.count(row, c) for c in columns]
    return None not in values and sum(filter(None, values)) == table.count(row, whole)


def _names(table: Table, columns: Iterable[int]) -> str:
    return ", ".join(f"‘{table.headers[c]}’" for c in columns)
