"""The budget of a call divided: expected grants, what each pledge earned, and what if registered counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from blendwise.indicators.applicants import (
    SCORES,
    Scores,
    applicants,
    awarded,
    divide,
    registered_blended,
    scored,
    scores_in,
)
from blendwise.language import say
from blendwise.programme.budget import Applicant, BudgetRules
from blendwise.web.models import KeptWeights
from blendwise.web.readings.register import joined_register, remembered

__all__ = ["BudgetPage", "budget_page", "calls_applied_for", "kept_weights", "scores_told"]


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
    scores: str
    """The scores of the applicants as a table in text, to be filled in; those that are kept stand in it."""
    kept: date | None
    """When weights were kept for this call; None where none are."""

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


def kept_weights(call: int | None = None) -> KeptWeights | None:
    """Return what the agency keeps for a call; without one, for the newest call that it keeps something for."""
    kept = KeptWeights.objects.filter(call__in=calls_applied_for()).order_by("-call")
    return (kept if call is None else kept.filter(call=call)).first()


def scores_told(text: str, call: int, language: str) -> dict[str, dict[str, str]]:
    """Return the scores in a table of text, by applicant, as texts. Raises UserError for a table that can't be read."""
    there = applicants(joined_register().applications(), call)
    told = scores_in(text, there, call, called=say("web.budget.scores", language)) if text.strip() else {}
    found = {number: {name: str(score) for name, score in one.items()} for number, one in told.items()}
    return {number: one for number, one in found.items() if one}


def budget_page(rules: BudgetRules, budget: Decimal | None, language: str) -> BudgetPage:
    """Divide the budget of the rules' call, with the scores that are kept for it.

    Raises UserError where there is nothing to divide.
    """
    store, call = joined_register(), rules.call_year
    lines, kept = store.applications(), kept_weights(call)
    scores = (
        {number: {n: Decimal(v) for n, v in one.items()} for number, one in kept.scores.items()}
        if kept
        else {}
    )
    there, whole = applicants(lines, call), awarded(lines, call) if budget is None else budget
    division = divide(scored(there, scores), whole, rules, registered_blended(store.mobilities(), call))
    rows = tuple(division.rows())
    return BudgetPage(
        call, whole, division.allocation.not_granted, tuple(division.sentences(language)), rows,
        pl.DataFrame(rows, infer_schema_length=None), _table_of(there, scores),
        kept.changed.date() if kept else None,
    )  # fmt: skip


def _table_of(there: Sequence[Applicant], scores: Scores) -> str:
    """Write a table of scores as text, with a line for each applicant."""
    names = [name for name in SCORES if name != "geography"]
    lines = [["number", "institution", *names]]
    for one in there:
        told = scores.get(one.number, {})
        lines.append([one.number, one.name.replace(";", ","), *(str(told.get(name, "")) for name in names)])
    return "\n".join(";".join(line) for line in lines)
