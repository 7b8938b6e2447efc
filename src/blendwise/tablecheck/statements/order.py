"""The order that a report says, or shows, its rows to be in."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.order import Key, breaks_of
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("by",)
OPTIONAL = ("descending", "ties", "ties-descending")


def check(entry: Entry, scope: Scope) -> Statement:
    """See whether the rows stand in the stated order: by a column (descending), equal ones by another."""
    by = Key(entry.text("by"), entry.flag("descending", default=True))
    ties = None
    if "ties" in entry.data:
        ties = Key(entry.text("ties"), entry.flag("ties-descending", default=True))
    breaks = breaks_of(scope.figures, by, ties)
    if not breaks:
        return entry.result(Outcome.HOLDS, Detail("order-holds", {"column": by.column}), says=by.column)
    details = (Detail("order-breaks", {"row": b.row, "label": b.label, "above": b.above}) for b in breaks)
    return entry.result(Outcome.FAILS, *details, says=by.column)
