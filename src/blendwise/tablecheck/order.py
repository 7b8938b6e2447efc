"""The order in which the rows stand, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import pairwise

from blendwise.tablecheck.figures import Figures, Row

__all__ = ["Break", "Key", "Order", "breaks_of", "order_of"]

_MOST_BROKEN = Fraction(1, 5)
_LEAST_STRICT = Fraction(1, 3)
"""A random order breaks half of its steps. Above a fifth broken, or under a third strict, we see no order."""
Value = Fraction | int | str


@dataclass(frozen=True, slots=True)
class Key:
    """A column by which rows are sorted, and in which direction."""

    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Break:
    """A row that stands below one which it should stand above."""

    row: int
    label: str
    above: str


@dataclass(frozen=True, slots=True)
class Order:
    """The order that the rows follow: by a column, equal ones by another, with the places where it breaks."""

    by: Key
    ties: Key | None
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether the order breaks nowhere."""
        return not self.breaks

    def as_dict(self) -> dict[str, object]:
        """Return the order for JSON."""
        ties = None if self.ties is None else asdict(self.ties)
        return {
            "by": asdict(self.by),
            "ties": ties,
            "holds": self.holds,
            "breaks": [asdict(b) for b in self.breaks],
        }


def order_of(figures: Figures) -> Order | None:
    """Find the order that most rows follow; None when there are fewer than three or no order is seen.

    Among columns that break equally little, the one with the most strict steps is taken, then the
    numerator before the percentage and the denominator.
    """
    rows = figures.groups
    if len(rows) < 3:
        return None
    judged = [(_steps(rows, key, get), key, get) for key, get in _keys(figures)]
    steps, by, get = min(judged, key=lambda j: (j[0].count(-1), -j[0].count(1)))
    if steps.count(-1) > _MOST_BROKEN * len(steps) or steps.count(1) < _LEAST_STRICT * len(steps):
        return None
    ties = _ties(figures, rows, by, get)
    return Order(by, ties, breaks_of(figures, by, ties))


def breaks_of(figures: Figures, by: Key, ties: Key | None = None) -> tuple[Break, ...]:
    """List where the rows break an order."""
    keys = [key for key in (by, ties) if key]
    gets = [_getter(figures, figures.table.column(key.column)) for key in keys]
    found = []
    for one, other in pairwise(figures.groups):
        steps = [_step(get(one), get(other), key.descending) for key, get in zip(keys, gets, strict=True)]
        if next((step for step in steps if step), 0) < 0:
            found.append(Break(other.number, other.label, one.label))
    return tuple(found)


Getter = Callable[[Row], Value | None]


def _keys(figures: Figures) -> list[tuple[Key, Getter]]:
    roles = figures.roles
    first = [roles.numerator, roles.percentage, roles.denominator]
    columns = first + [c for c in roles.counts if c not in first]
    columns += [] if roles.label is None else [roles.label]
    names = figures.table.headers
    return [(Key(names[c], down), _getter(figures, c)) for c in columns for down in (True, False)]


def _getter(figures: Figures, column: int) -> Getter:
    if column == figures.roles.percentage:
        return lambda row: row.printed.value if row.printed else None
    if column in figures.roles.counts:
        return lambda row: row.counts[column]
    return lambda row: figures.table.rows[row.number - 1][column].casefold()


def _step(one: Value | None, other: Value | None, descending: bool) -> int:
    """Return 1 for a step in the right direction, -1 for a break, 0 for equal or unknown values."""
    if one is None or other is None or one == other:
        return 0
    goes_down = one > other  # type: ignore[operator]  # a column holds one type
    return 1 if goes_down == descending else -1


def _steps(rows: Iterable[Row], key: Key, get: Getter) -> list[int]:
    return [_step(get(one), get(other), key.descending) for one, other in pairwise(rows)]


def _ties(figures: Figures, rows: tuple[Row, ...], by: Key, get: Getter) -> Key | None:
    """Find the column that orders the rows which are equal in the first; None when no column does.

    Among equal counts the percentage follows from the total, so it is looked at last.
    """
    derived = figures.table.headers[figures.roles.percentage]
    equal = [(one, other) for one, other in pairwise(rows) if get(one) == get(other)]
    best, most = None, 0
    for key, get_other in sorted(_keys(figures), key=lambda found: found[0].column == derived):
        steps = [_step(get_other(one), get_other(other), key.descending) for one, other in equal]
        if key.column != by.column and -1 not in steps and steps.count(1) > most:
            best, most = key, steps.count(1)
    return best
