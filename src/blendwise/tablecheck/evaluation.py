"""What a formula comes to on a table: whether it holds, where it does not, and what was asked.

Total rows are left out of every function over the rows and of every formula that is checked row by row. A
structural absence counts as 0; a row with an unknown figure is left out and never counted as holding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from blendwise.errors import UserError
from blendwise.tablecheck.figures import Row
from blendwise.tablecheck.formula import Call, Compare, Formula, Name, Node, Question, walk
from blendwise.tablecheck.rounding import holds
from blendwise.tablecheck.values import (
    Scope,
    column_of,
    compared,
    is_lacking,
    is_met,
    names_in,
    printed_of,
    value_of,
)

__all__ = ["Asked", "Evaluated", "FailingRow", "Outcome", "evaluate"]


class Outcome(StrEnum):
    """What became of something that a report states."""

    HOLDS = "holds"
    FAILS = "fails"
    PARTLY = "partly"
    CONFLICT = "conflict"
    """Two statements that cannot both be meant as they stand."""
    DERIVABLE = "derivable"
    """Not printed, but it follows from what is."""
    NOT_PRINTED = "not-printed"
    """Not printed, and it follows only under an assumption that is not printed either."""
    NOT_COMPARABLE = "not-comparable"
    NOT_CHECKABLE = "not-checkable"
    """A figure that it needs is not printed."""


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A row in which a formula does not hold, with what its first two different sides come to."""

    row: int
    label: str
    left: Fraction
    right: Fraction


@dataclass(frozen=True, slots=True)
class Asked:
    """The value of a question mark."""

    value: Fraction
    as_percentage: bool


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A formula with its outcome; `sides` are its values where it is not checked row by row."""

    formula: str
    outcome: Outcome
    sides: tuple[Fraction, ...] = ()
    asked: Asked | None = None
    checked_rows: int | None = None
    failing_rows: tuple[FailingRow, ...] = ()
    counted: tuple[str, ...] | None = None
    """The labels of the rows that the first `count` counts."""
    lacking: tuple[str, ...] = ()


def evaluate(formula: Formula, scope: Scope) -> Evaluated:
    """Evaluate a formula.

    Raises UserError for a name that is neither a column nor a figure, a percentage compared with a number
    without %, and a `->` with no printed number behind it.
    """
    names = [name for side in formula.sides for name in names_in(side)]
    lacking = tuple(dict.fromkeys(_meaning(name, scope) for name in names if is_lacking(name, scope)))
    if lacking:
        return Evaluated(formula.text, Outcome.NOT_CHECKABLE, lacking=lacking)
    if any(column_of(node, scope) is not None for side in formula.sides for node in walk(side)):
        return _by_row(formula, scope)
    return _once(formula, scope)


def _meaning(name: Name, scope: Scope) -> str:
    return scope.named[name.name.casefold()].meaning or name.name


def _once(formula: Formula, scope: Scope) -> Evaluated:
    values = [None if isinstance(side, Question) else value_of(side, scope, None) for side in formula.sides]
    known = tuple(value for value in values if value is not None)
    question = next((side for side in formula.sides if isinstance(side, Question)), None)
    if len(known) < len(values) - (question is not None) or not known:
        return Evaluated(formula.text, Outcome.NOT_CHECKABLE)
    steps = [_step(formula, place, scope, None) for place in range(len(formula.signs))]
    asked = Asked(known[0], question.as_percentage) if question else None
    outcome = Outcome.FAILS if False in steps else Outcome.HOLDS if True in steps else Outcome.DERIVABLE
    return Evaluated(formula.text, outcome, known, asked, counted=_counted(formula, scope))


def _by_row(formula: Formula, scope: Scope) -> Evaluated:
    if any(isinstance(side, Question) for side in formula.sides):
        raise UserError("tablecheck.question-by-row", formula=formula.text)
    failing, checked = [], 0
    for row in scope.figures.groups:
        values = [value_of(side, scope, row) for side in formula.sides]
        if None in values:
            continue
        checked += 1
        steps = [_step(formula, place, scope, row) for place in range(len(formula.signs))]
        if False in steps:
            left, right = values[steps.index(False) : steps.index(False) + 2]
            failing.append(FailingRow(row.number, row.label, left or Fraction(0), right or Fraction(0)))
    if not checked:
        return Evaluated(formula.text, Outcome.NOT_CHECKABLE, checked_rows=0)
    outcome = Outcome.FAILS if failing else Outcome.HOLDS
    return Evaluated(formula.text, outcome, checked_rows=checked, failing_rows=tuple(failing))


def _step(formula: Formula, place: int, scope: Scope, row: Row | None) -> bool | None:
    """Judge two neighbouring sides; None when one of them is the question."""
    left, right = formula.sides[place : place + 2]
    sign = formula.signs[place]
    if isinstance(left, Question) or isinstance(right, Question):
        return None
    if sign in ("=", "->"):
        return _agrees(formula, sign, left, right, scope, row)
    return compared(Compare(sign, left, right), scope, row)


def _agrees(formula: Formula, sign: str, left: Node, right: Node, scope: Scope, row: Row | None) -> bool:
    """Judge equality: exact, or as far as a printed number with decimals or a % sign is rounded."""
    one, other = value_of(left, scope, row), value_of(right, scope, row)
    printed = printed_of(right, scope, row)
    if sign == "->" and printed is None:
        raise UserError("tablecheck.nothing-printed", formula=formula.text)
    for value, found in ((one, printed), (other, printed_of(left, scope, row))):
        if found and value is not None and (sign == "->" or found[0].decimals or found[1] > 1):
            return holds(value * found[1], found[0])
    return one == other


def _counted(formula: Formula, scope: Scope) -> tuple[str, ...] | None:
    calls = (node for side in formula.sides for node in walk(side) if isinstance(node, Call))
    where = next((call.where for call in calls if call.function == "count"), None)
    if where is None:
        return None
    return tuple(row.label or str(row.number) for row in scope.figures.groups if is_met(where, scope, row))
