"""Arithmetic between figures: whether it holds, and what follows that is not printed."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Evaluated, Outcome, evaluate
from blendwise.tablecheck.formula import Formula
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope
from blendwise.tablecheck.wording import Share

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ()
OPTIONAL = ("formula", "formulas", "assuming")


def check(entry: Entry, scope: Scope) -> Statement:
    """Evaluate an identity's formulas; the worst outcome is the identity's.

    `assuming` names what a value with a question mark rests on and the report does not say: then the value is
    not "derivable" but "not printed".
    """
    formulas = entry.formulas()
    found = [evaluate(formula, scope) for formula in formulas]
    details = [_detail(formula, result) for formula, result in zip(formulas, found, strict=True)]
    outcome = _worst(found)
    if "assuming" in entry.data:
        details.append(Detail("assuming", {"assumption": entry.text("assuming")}))
        outcome = Outcome.NOT_PRINTED if outcome is Outcome.DERIVABLE else outcome
    return entry.result(outcome, *details, says=" · ".join(formula.text for formula in formulas))


def _worst(found: list[Evaluated]) -> Outcome:
    outcomes = {result.outcome for result in found}
    ranked = (Outcome.FAILS, Outcome.NOT_CHECKABLE, Outcome.HOLDS, Outcome.DERIVABLE)
    return next(outcome for outcome in ranked if outcome in outcomes)


def _detail(formula: Formula, found: Evaluated) -> Detail:
    if found.outcome is Outcome.NOT_CHECKABLE:
        return not_checkable(found)
    if found.checked_rows is not None:
        return _by_row(found)
    if found.asked:
        value = Share(found.asked.value) if found.asked.as_percentage else found.asked.value
        code = "fails-asked" if found.outcome is Outcome.FAILS else "derived"
        return Detail(code, {"formula": found.formula, "value": value})
    shown = tuple(Share(side, 4) if _is_share(formula) else side for side in found.sides)
    if found.outcome is Outcome.HOLDS:
        return Detail("holds", {"formula": found.formula, "value": shown[0]})
    return Detail("fails", {"formula": found.formula, "sides": shown})


def not_checkable(found: Evaluated) -> Detail:
    """Say which figure a formula lacks."""
    if found.lacking:
        return Detail("lacking", {"formula": found.formula, "names": found.lacking})
    return Detail("unknown", {"formula": found.formula})


def _by_row(found: Evaluated) -> Detail:
    labels = tuple(row.label or str(row.row) for row in found.failing_rows)
    values: dict[str, object] = {
        "formula": found.formula,
        "checked": found.checked_rows,
        "failing": len(labels),
    }
    if not labels:
        return Detail("holds-by-row", values)
    return Detail("fails-by-row", values | {"rows": labels})


def _is_share(formula: Formula) -> bool:
    return "%" in formula.text
