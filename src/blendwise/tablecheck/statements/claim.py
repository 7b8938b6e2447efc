"""A sentence on the rows, such as "three above 4%", held against the printed and the recomputed values."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Evaluated, Outcome, evaluate
from blendwise.tablecheck.formula import Formula
from blendwise.tablecheck.statements.identity import not_checkable
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement, Values
from blendwise.tablecheck.values import Scope

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("says",)
OPTIONAL = ("formula", "formulas")

_CODES = {
    (True, True): "claim-holds",
    (True, False): "claim-printed-only",
    (False, True): "claim-computed-only",
    (False, False): "claim-fails",
}


def check(entry: Entry, scope: Scope) -> Statement:
    """Evaluate a claim twice; it holds when it holds for both."""
    details = [detail for formula in entry.formulas() for detail in _twice(formula, scope)]
    codes = {detail.code.removesuffix("-rows") for detail in details}
    if codes & {"lacking", "unknown"}:
        return entry.result(Outcome.NOT_CHECKABLE, *details)
    return entry.result(Outcome.HOLDS if codes == {"claim-holds"} else Outcome.FAILS, *details)


def _twice(formula: Formula, scope: Scope) -> list[Detail]:
    """Judge a formula on the printed and the recomputed percentages; add where the two differ."""
    printed, computed = evaluate(formula, scope), evaluate(formula, scope.recomputed())
    for found in (printed, computed):
        if found.outcome is Outcome.NOT_CHECKABLE:
            return [not_checkable(found)]
    code = _CODES[printed.outcome is not Outcome.FAILS, computed.outcome is not Outcome.FAILS]
    if printed.checked_rows is not None:
        code += "-rows"
        values: Values = {"printed": len(printed.failing_rows), "computed": len(computed.failing_rows)}
    else:
        values = {"printed": printed.sides[0], "computed": computed.sides[0]}
    rows = _differing(_marked(printed), _marked(computed))
    more = [Detail("claim-differs", {"rows": rows})] if rows else []
    return [Detail(code, {"formula": formula.text} | values), *more]


def _marked(found: Evaluated) -> tuple[str, ...]:
    """Return the labels of the rows that a formula counts, or in which it fails."""
    return found.counted or tuple(row.label or str(row.row) for row in found.failing_rows)


def _differing(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for label in (*one, *other) if (label in one) != (label in other)))
