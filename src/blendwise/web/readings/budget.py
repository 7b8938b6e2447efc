"""The budget of a call divided: expected grants, what each pledge earned, and what if registered counted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from blendwise.indicators.applicants import applicants, awarded, divide, registered_blended
from blendwise.programme.budget import BudgetRules
from blendwise.web.readings.register import joined_register, remembered

__all__ = ["BudgetPage", "budget_page", "calls_applied_for"]


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """A division, to the cent."""

    call: int
    budget: Decimal
    """In euro: as given, else what was awarded together."""
    not_granted: Decimal
    sentences: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    """An institution each; amounts in euro."""
    table: pl.DataFrame
    """The same, for files."""

    @property
    def total(self) -> Decimal:
        """All expected grants together; with what is not granted, the budget."""
        return sum((row["grant"] for row in self.rows), Decimal(0))


@remembered
def calls_applied_for() -> tuple[int, ...]:
    """Return the calls of which there are applications, the newest first."""
    lines = joined_register().applications()
    if lines is None:
        return ()
    calls = lines.filter(lines.requested_grant > 0).select("call").distinct().to_polars()["call"]
    return tuple(sorted(calls.drop_nulls(), reverse=True))


def budget_page(rules: BudgetRules, budget: Decimal | None, language: str) -> BudgetPage:
    """Divide the budget of the rules' call. Raises UserError where there is nothing to divide."""
    store, call = joined_register(), rules.call_year
    lines = store.applications()
    there, whole = applicants(lines, call), awarded(lines, call) if budget is None else budget
    division = divide(there, whole, rules, registered_blended(store.mobilities(), call))
    rows = tuple(division.rows())
    return BudgetPage(
        call, whole, division.allocation.not_granted, tuple(division.sentences(language)), rows,
        pl.DataFrame(rows, infer_schema_length=None),
    )  # fmt: skip
