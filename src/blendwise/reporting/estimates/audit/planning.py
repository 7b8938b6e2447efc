"""How many checks and where: the plan in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.audit import (
    Draw,
    Plan,
    Strata,
    expected_shares,
    none_found_table,
    plan_by_budget,
    plan_by_margin,
)
from blendwise.estimation.audit.strata import TOGETHER
from blendwise.estimation.result import Array, check_numbers
from blendwise.language import count, decimal, percent, say
from blendwise.records import Question, Unit
from blendwise.reporting.contract import Contract
from blendwise.reporting.estimates.answer import Answer, paragraphs
from blendwise.reporting.tables import text_table

__all__ = ["Wanted", "draw_answer", "make_plan", "plan_answer", "read_costs"]

_NONE_FOUND = (100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an audit may cost or must give: a margin or a budget, and what is thought beforehand."""

    margin: float | None = None
    budget: float | None = None
    costs: Mapping[str, float]
    """What a check costs per institution; 1 where nothing is said."""
    floor: int = 4
    ticks_at_least: int = 30
    right: float = 0.95
    missed: float = 0.03

    def __post_init__(self) -> None:
        if (self.margin is None) == (self.budget is None):
            raise UserError("estimates.margin-or-budget")


def read_costs(texts: Sequence[str]) -> dict[str, float]:
    """Read "name=2.5" per institution. Raises UserError for a text without a number, and for a cost of 0 or less."""
    costs = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        try:
            costs[name.strip()] = float(check_numbers("cost", float(number), positive=True))
        except ValueError:
            raise UserError("estimates.no-cost", value=text) from None
        if not name.strip():
            raise UserError("estimates.no-cost", value=text)
    return costs


def make_plan(strata: Strata, wanted: Wanted) -> Plan:
    """Divide the checks over the strata. Raises UserError for costs of an institution that is not there."""
    expected = expected_shares(strata, right=wanted.right, missed=wanted.missed)
    costs = _costs(strata, wanted.costs)
    floor, least = wanted.floor, wanted.ticks_at_least
    if wanted.margin is not None:
        return plan_by_margin(
            strata, margin=wanted.margin, expected=expected, costs=costs, floor=floor, ticks_at_least=least
        )
    budget = 0.0 if wanted.budget is None else wanted.budget
    return plan_by_budget(
        strata, budget=budget, expected=expected, costs=costs, floor=floor, ticks_at_least=least
    )


def _costs(strata: Strata, costs: Mapping[str, float]) -> Array:
    """Return a cost per stratum; ticks of several institutions together cost what most do, 1."""
    known = set(strata.institutions) - {TOGETHER}
    for name in costs:
        if name not in known:
            raise unknown_name(name, "institution", known)
    return np.array([costs.get(name, 1.0) for name in strata.institutions])


def plan_answer(plan: Plan, language: str) -> Answer:
    """Say what the plan is and gives, and show it per institution and per stratum."""
    cost = say("estimates.audit.cost", language, cost=plan.cost, margin=100 * plan.margin)
    words = (f"{plan.sentence(language)} {cost}", _table(plan, language), _none_found(plan, language))
    return Answer(
        paragraphs(*words), _with_contract(_frame(plan), "audit-plan", plan.sentence(language), language)
    )


def _with_contract(frame: pl.DataFrame, method: str, sentence: str, language: str) -> pl.DataFrame:
    """Put on a table of strata what it belongs to: checks of mobilities, to tell what is true."""
    scope = say("estimation.scope.unnamed", language)
    contract = Contract(question=Question.TRUTH, unit=Unit.MOBILITIES, scope=scope, method=method)
    return contract.on(frame.with_columns(denominator=pl.col("mobilities"), sentence=pl.lit(sentence)))


def _none_found(plan: Plan, language: str) -> str:
    """Show what is known when nothing is found, for some numbers of checks and for those of the plan."""
    ticks, unticked = int(plan.strata.ticks), int(plan.strata.mobilities - plan.strata.ticks)
    own = int(plan.checks[~plan.strata.ticked].sum())
    checked = sorted({*_NONE_FOUND, own} & set(range(1, unticked + 1)))
    words = ("checked", "missed", "blended", "share")
    heads = [say(f"estimates.audit.none-found.{name}", language) for name in words]
    rows = [
        [count(row.checked, language), count(row.missed_at_most, language), count(row.blended_at_most, language),
         percent(row.share, language)]
        for row in none_found_table(unticked, ticks, checked)
    ]  # fmt: skip
    return (
        f"{say('estimates.audit.none-found.title', language)}\n{text_table(heads, rows, [True] * 4)}"
        if rows
        else ""
    )


def draw_answer(drawn: Draw, *, to: str, key: str, language: str) -> Answer:
    """Say how many were drawn and where they went; the table has the checks of each stratum and their chance."""
    groups, stratum = drawn.strata, pl.col("stratum")
    chances = pl.DataFrame({"stratum": [row.stratum for row in drawn.rows],
                            "chance_of_draw": [row.probability for row in drawn.rows]})  # fmt: skip
    rows = chances.group_by("stratum").agg(
        checks=pl.len().cast(pl.Int64), chance_of_draw=pl.first("chance_of_draw")
    )
    frame = pl.DataFrame({"stratum": list(groups.names), "mobilities": groups.sizes.astype(int)})
    frame = frame.join(rows, on="stratum", how="left", maintain_order="left").filter(
        stratum.is_in(rows["stratum"].implode())
    )
    said = say("estimates.audit.drawn", language, n=len(drawn.rows), seed=drawn.seed, list=to, key=key)
    return Answer(said, _with_contract(frame, "audit-draw", said, language))


def _frame(plan: Plan) -> pl.DataFrame:
    strata = plan.strata
    return pl.DataFrame(
        {
            "stratum": list(strata.names),
            "institution": [name or None for name in strata.institutions],
            "ticked": strata.ticked,
            "mobilities": strata.sizes.astype(int),
            "checks": plan.checks.astype(int),
            "cost": plan.checks * plan.costs,
            "share_expected": plan.expected,
        }
    )


def _table(plan: Plan, language: str) -> str:
    """Show the checks per institution; those of ticks of several institutions on a line of their own."""
    rows = (
        _frame(plan)
        .group_by("institution", maintain_order=True)
        .agg(
            unticked=pl.col("checks").filter(~pl.col("ticked")).sum(),
            ticked=pl.col("checks").filter("ticked").sum(),
            cost=pl.sum("cost"),
        )
    )
    words = ("institution", "unticked", "ticked", "cost-head")
    heads = [say(f"estimates.audit.{name}", language) for name in words]
    lines = [
        [
            row["institution"] or say("estimates.audit.several", language),
            count(row["unticked"], language),
            count(row["ticked"], language),
            decimal(row["cost"], language, places=1),
        ]
        for row in rows.iter_rows(named=True)
    ]
    return text_table(heads, lines, [False, True, True, True])
