"""What the parts of a formula come to on a table: numbers, conditions, and the names in them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from blendwise.errors import UserError, unknown_name
from blendwise.tablecheck.figures import Figures, Row
from blendwise.tablecheck.formula import Binary, Call, Compare, Connect, Name, Negative, Node, Number, Text
from blendwise.tablecheck.printed import Printed

__all__ = [
    "NamedFigure",
    "Scope",
    "column_of",
    "compared",
    "is_lacking",
    "is_met",
    "names_in",
    "printed_of",
    "value_of",
]


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure outside the table: what is printed, None when the report does not print it, and what it is."""

    printed: Printed | None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where names are looked up: the table's figures, and those that the claims file gives by name.

    With `computed` a percentage is the exact share of the row's counts instead of what is printed.
    """

    figures: Figures
    named: Mapping[str, NamedFigure]
    computed: bool = False

    def recomputed(self) -> Scope:
        """Return the same scope with percentages from the counts."""
        return replace(self, computed=True)


def printed_of(node: Node, scope: Scope, row: Row | None) -> tuple[Printed, int] | None:
    """Return the printed number that a node is, and of how many it is a share."""
    if isinstance(node, Number):
        return node.printed, _per(node.printed)
    if isinstance(node, Name) and (named := _figure(node, scope)):
        return named, _per(named)
    is_share = column_of(node, scope) == scope.figures.roles.percentage
    if is_share and row and row.printed and not scope.computed:
        return row.printed, scope.figures.per
    return None


def _per(printed: Printed) -> int:
    return 100 if printed.is_percentage else 1


def value_of(node: Node, scope: Scope, row: Row | None) -> Fraction | None:
    """Return the exact value of a node, in a row or over the table; None when a figure is unknown."""
    match node:
        case Number(printed):
            return printed.value / _per(printed)
        case Negative(of):
            value = value_of(of, scope, row)
            return None if value is None else -value
        case Binary(sign, left, right):
            return _combined(sign, value_of(left, scope, row), value_of(right, scope, row))
        case Call(function, value, where):
            return _over_rows(function, value, where, scope)
        case Name():
            return _named(node, scope, row)
        case _:
            raise UserError("tablecheck.text-as-number", value=getattr(node, "text", "?"))


_SIGNS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _combined(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (sign == "/" and not right):
        return None
    return _SIGNS[sign](left, right)


def _named(node: Name, scope: Scope, row: Row | None) -> Fraction | None:
    if (figure := _figure(node, scope)) is not None:
        return figure.value / _per(figure)
    if node.name.casefold() == "rows":
        return Fraction(len(scope.figures.groups))
    column = column_of(node, scope)
    if row is None or column is None:
        raise unknown_name(node.name, "tablecheck.figure", _known(scope))
    if column == scope.figures.roles.percentage:
        return _share(row, scope)
    if column not in scope.figures.roles.counts:
        raise UserError("tablecheck.column-of-words", value=node.name)
    value = row.counts[column]
    return None if value is None else Fraction(value)


def _share(row: Row, scope: Scope) -> Fraction | None:
    if not scope.computed:
        return row.printed.value / scope.figures.per if row.printed else None
    if row.numerator is None or not row.denominator:
        return None
    return Fraction(row.numerator, row.denominator)


def _over_rows(function: str, value: Node | None, where: Node | None, scope: Scope) -> Fraction | None:
    met = {row.number: where is None or is_met(where, scope, row) for row in scope.figures.groups}
    if None in met.values():
        return None
    rows = [row for row in scope.figures.groups if met[row.number]]
    if function == "count":
        return Fraction(len(rows))
    if value is None or function == "absent":
        raise UserError("tablecheck.absent-outside")
    values = [found for row in rows if (found := value_of(value, scope, row)) is not None]
    if len(values) < len(rows) or (not values and function != "sum"):
        return None
    if function in ("max", "min"):
        return max(values) if function == "max" else min(values)
    total = sum(values, Fraction(0))
    return total / len(values) if function == "mean" else total


def is_met(condition: Node, scope: Scope, row: Row) -> bool | None:
    """Tell whether a row meets a condition; None when that hangs on a figure that is not shown.

    What is structurally absent, and the share of a total of 0, meets no comparison.
    """
    match condition:
        case Connect(word, left, right):
            decisive = word == "or"  # one that is met decides an "or", one that is not an "and"
            both = (is_met(left, scope, row), is_met(right, scope, row))
            return decisive if decisive in both else None if None in both else not decisive
        case Call("absent", Name() as name, _):
            return _required_column(name, scope) in row.absent
        case Compare(sign, left, Text(text)):
            cell = scope.figures.table.rows[row.number - 1][_required_column(left, scope)]
            return (cell.casefold() == text.casefold()) == (sign == "=")
        case Compare():
            found = compared(condition, scope, row)
            return False if found is None and _has_no_share(row, scope) else found
        case _:
            raise UserError("tablecheck.absent-outside")


def _has_no_share(row: Row, scope: Scope) -> bool:
    roles = scope.figures.roles
    absent = row.absent & {roles.numerator, roles.denominator, roles.percentage}
    return bool(absent) or row.denominator == 0


_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compared(condition: Compare, scope: Scope, row: Row | None) -> bool | None:
    """Compare two values, None when one is unknown; a percentage asks for a number with its % sign."""
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        bare = isinstance(other, Number) and not other.printed.is_percentage and other.printed.value
        if bare and scope.figures.per == 100 and column_of(one, scope) == scope.figures.roles.percentage:
            raise UserError("tablecheck.bare-percentage", value=other.printed.text)  # type: ignore[union-attr]
    left, right = value_of(condition.left, scope, row), value_of(condition.right, scope, row)
    return None if left is None or right is None else _COMPARISONS[condition.sign](left, right)


def names_in(node: Node | None) -> list[Name]:
    """List the names in a node, those inside functions included."""
    match node:
        case Name():
            return [node]
        case (
            Binary(_, left, right) | Compare(_, left, right) | Connect(_, left, right) | Call(_, left, right)
        ):
            return [*names_in(left), *names_in(right)]
        case Negative(of):
            return names_in(of)
        case _:
            return []


def _figure(node: Name, scope: Scope) -> Printed | None:
    named = scope.named.get(node.name.casefold())
    return named.printed if named else None


def is_lacking(node: Name, scope: Scope) -> bool:
    """Tell whether a name is a figure of which the claims file says that it is not printed."""
    named = scope.named.get(node.name.casefold())
    return named is not None and named.printed is None


def column_of(node: Node, scope: Scope) -> int | None:
    """Return the column that a node names, unless the name is a figure's."""
    if not isinstance(node, Name) or node.name.casefold() in scope.named:
        return None
    headers = [header.strip().casefold() for header in scope.figures.table.headers]
    name = node.name.strip().casefold()
    return headers.index(name) if name in headers else None


def _required_column(node: Node, scope: Scope) -> int:
    column = column_of(node, scope)
    if column is None:
        raise unknown_name(getattr(node, "name", "?"), "tablecheck.figure", _known(scope))
    return column


def _known(scope: Scope) -> list[str]:
    return [*scope.figures.table.headers, *scope.named]
