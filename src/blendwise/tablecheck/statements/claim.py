"""A sentence on the rows, such as "three above 4%", held against the printed and the recomputed values."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Evaluated, Outcome, evaluate
from blendwise.tablecheck.formula import Formula
from blendwise.tablecheck.statements.identity import not_checkable
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
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
    details = [_twice(formula, scope) for formula in entry.formulas()]
    codes = {detail.code for detail in details}
    if codes & {"lacking", "unknown"}:
        return entry.result(Outcome.NOT_CHECKABLE, *details)
    return entry.result(Outcome.HOLDS if codes == {"claim-holds"} else Outcome.FAILS, *details)


def _twice(formula: Formula, scope: Scope) -> Detail:
    printed, computed = evaluate(formula, scope), evaluate(formula, scope.recomputed())
    for found in (printed, computed):
        if found.outcome is Outcome.NOT_CHECKABLE:
            return not_checkable(found)
    code = _CODES[printed.outcome is not Outcome.FAILS, computed.outcome is not Outcome.FAILS]
    return Detail(code, {"formula": formula.text} | _values(printed, computed))


def _values(printed: Evaluated, computed: Evaluated) -> dict[str, object]:
    """Return what both come to, and the rows that one counts and the other does not."""
    rows = set(printed.counted or ()) ^ set(computed.counted or ())
    everywhere = (*(printed.counted or ()), *(computed.counted or ()))
    different = tuple(dict.fromkeys(label for label in everywhere if label in rows))
    if printed.checked_rows is not None:
        different = tuple(row.label for row in (printed.failing_rows or computed.failing_rows))
        sides = (len(printed.failing_rows), len(computed.failing_rows))
        return {"printed": sides[0], "computed": sides[1], "rows": different}
    return {"printed": printed.sides[0], "computed": computed.sides[0], "rows": different}
