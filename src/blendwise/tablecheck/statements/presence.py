"""Rows that are said to be present in several columns, and have a structural absence in one."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("says", "columns")
OPTIONAL = ("unless",)


def check(entry: Entry, scope: Scope) -> Statement:
    """List the rows that are absent in a column; `unless` holds the reading in which that is no conflict."""
    names = entry.texts("columns")
    columns = [scope.figures.table.column(name) for name in names]
    rows = tuple(row.label for row in scope.figures.groups if row.absent & set(columns))
    if not rows:
        return entry.result(Outcome.HOLDS, Detail("present-everywhere", {"columns": names}))
    details = [Detail("absent-somewhere", {"n": len(rows), "rows": rows, "columns": names})]
    if "unless" in entry.data:
        details.append(Detail("unless", {"reading": entry.text("unless")}))
    return entry.result(Outcome.CONFLICT, *details)
