"""The applicants of a call for the division of its budget: from applications, the register and scores of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import polars as pl

from blendwise.errors import UserError
from blendwise.indicators.population import Population, institution_key
from blendwise.intake.values import read_money, read_number
from blendwise.language import decimal, plural, say
from blendwise.programme.budget import (
    ENTERED,
    Allocation,
    Applicant,
    BudgetRules,
    allocate,
    earned_by_pledge,
    with_blended,
)
from blendwise.records import Question, Unit

__all__ = [
    "QUESTION",
    "SCORES",
    "UNITS",
    "Division",
    "Scores",
    "applicants",
    "awarded",
    "divide",
    "registered_blended",
    "scored",
    "scores_in",
    "with_scores",
]

QUESTION = Question.COUNT
UNITS = (Unit.PARTICIPANTS,)
_LONG = "LM-LONG-VET"
SCORES = ("financial_performance", "quality", "geography", "set_aside")
_READ = dict.fromkeys(SCORES, read_number) | {"set_aside": read_money}
_OF_ALL = SCORES[:3]
"""Scores that all applicants have, or none."""
Scores = Mapping[str, Mapping[str, Decimal]]
"""By number of the applicant."""


def applicants(applications: ir.Table | None, call: int) -> list[Applicant]:
    """Return the applicants of a call, with the grant requested as estimate; scores are 1 until they are given.

    An applicant is an institution, known by its OID (or name). Applications without a grant requested are left out.
    Raises UserError where none is left.
    """
    if applications is None:
        raise UserError("budget.no-applications", call=call)
    lines = applications.filter(applications.call == call)
    rows: pl.DataFrame = lines.mutate(key=institution_key(lines)).to_polars()
    project = ["key", "grant_agreement_number"]
    per_project = rows.group_by(project).agg(pl.max("requested_grant"), pl.max("institution"), *_people())
    found = (
        per_project.filter(pl.col("requested_grant") > 0)
        .group_by("key")
        .agg(pl.max("institution"), pl.sum("requested_grant"), *(pl.sum(name) for name in (*_PEOPLE, "long")))
        .sort("key")
    )
    if found.is_empty():
        raise UserError("budget.no-applications", call=call)
    return [_applicant(row) for row in found.iter_rows(named=True)]


_PEOPLE = {
    "all": "participants",
    "blended": "blended_participants",
    "fewer": "fewer_opportunities_participants",
    "green": "green_travel_participants",
}


def _people() -> list[pl.Expr]:
    long = pl.col("participants").filter(pl.col("activity_type") == _LONG).sum().alias("long")
    return [*(pl.col(column).sum().alias(name) for name, column in _PEOPLE.items()), long]


def _applicant(row: Mapping[str, Any]) -> Applicant:
    total = row["all"]
    return Applicant(
        number=row["key"],
        name=row["institution"] or row["key"],
        estimate=Decimal(row["requested_grant"]),
        participants=total,
        blended=min(row["blended"], total),
        fewer_opportunities=min(row["fewer"], total),
        green=min(row["green"], total),
        long_term=min(row["long"], total),
    )


def awarded(applications: ir.Table | None, call: int) -> Decimal:
    """Return the grants awarded in a call together, in euro. Raises UserError where none is known."""
    if applications is None:
        raise UserError("budget.no-applications", call=call)
    lines = applications.filter(applications.call == call)
    rows: pl.DataFrame = lines.mutate(key=institution_key(lines)).to_polars()
    each = rows.group_by("key", "grant_agreement_number").agg(pl.max("awarded_grant"))
    total = each["awarded_grant"].drop_nulls().sum()
    if not total:
        raise UserError("budget.no-budget", call=call)
    return Decimal(total)


def registered_blended(mobilities: ir.Table, call: int) -> dict[str, int]:
    """Return the participants in mobilities registered as blended in a call, per institution."""
    chosen = Population(calls=(call,)).of(mobilities)
    ticked = chosen.filter(chosen.blended)
    counted: pl.DataFrame = (
        ticked.mutate(key=institution_key(ticked))
        .group_by("key")
        .aggregate(n=ticked.participants.sum())
        .to_polars()
    )
    return {row["key"]: row["n"] or 0 for row in counted.iter_rows(named=True) if row["key"]}


def with_scores(there: Sequence[Applicant], file: Path, call: int) -> list[Applicant]:
    """Return the applicants with the scores of a CSV file, as `scores_in` reads them."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("budget.unreadable-scores", file=file.name) from error
    return scored(there, scores_in(text, there, call, called=file.name))


def scores_in(text: str, there: Sequence[Applicant], call: int, *, called: str) -> Scores:
    """Return, by number of the applicant, the scores of a table: `number` or `institution`, and any of the scores.

    The scores are `financial_performance`, `quality`, `geography` and `set_aside` (euro); columns are divided by
    commas, semicolons or tabs. `called` names the table in errors. Raises UserError for a table that can't be read so,
    without any of the scores, for a name that is not among the applicants or stands there twice, and where some have a
    score that others lack.
    """
    known = {a.name: a.number for a in there} | {a.number: a.number for a in there}
    head = text.partition("\n")[0]
    given: dict[str, dict[str, Decimal]] = {}
    try:
        lines = csv.DictReader(io.StringIO(text), delimiter=max("\t;,", key=head.count))
        columns = set(lines.fieldnames or ())
        if not ({"number", "institution"} & columns and set(SCORES) & columns):
            raise KeyError(head)
        for row in lines:
            name = row.get("number") or row["institution"]
            number = _number(name, known, called, call)
            if number in given:
                raise UserError("budget.applicant-twice", file=called, name=name)
            given[number] = _scores(row)
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise UserError("budget.unreadable-scores", file=called) from error
    _all_or_none(given, there, called)
    return given


def _all_or_none(given: Scores, there: Sequence[Applicant], called: str) -> None:
    """Refuse a score that some applicants have and others lack: the others would be taken for a score of 1."""
    for name in _OF_ALL:
        lacking = [a.name or a.number for a in there if name not in given.get(a.number, {})]
        if lacking and len(lacking) < len(there):
            raise UserError(
                "budget.scores-lacking", file=called, score=name, names=lacking[:5], n=len(lacking)
            )


def _number(name: str, known: Mapping[str, str], called: str, call: int) -> str:
    if name not in known:
        near = get_close_matches(name, list(known), n=1, cutoff=0.0)[0]
        raise UserError("budget.unknown-applicant", file=called, name=name, call=call, nearest=near)
    return known[name]


def _scores(row: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: _exact(name, row[name].strip()) for name in SCORES if (row.get(name) or "").strip()}


def _exact(name: str, text: str) -> Decimal:
    """Read a score as a number with comma or point, and what is set aside as an amount: 1.000 is a thousand euro."""
    value = _READ[name](text)
    if value is None or value < 0:
        raise ValueError(text)
    return Decimal(f"{value:.15g}")


def scored(there: Sequence[Applicant], scores: Scores) -> list[Applicant]:
    """Return the applicants with their scores, by number."""
    return [_scored(a, scores.get(a.number, {})) for a in there]


def _scored(applicant: Applicant, scores: Mapping[str, Any]) -> Applicant:
    return replace(applicant, **scores)


@dataclass(frozen=True)
class Division:
    """A division of a budget, with what each pledge earned and what it would be with what was registered."""

    rules: BudgetRules
    applicants: Mapping[str, Applicant]
    allocation: Allocation
    earned: Mapping[str, Decimal]
    with_registered: Allocation

    def rows(self) -> list[dict[str, Any]]:
        """Return a row per applicant: participants and euro."""
        return [self._row(number) for number in self.allocation.grants]

    def _row(self, number: str) -> dict[str, Any]:
        one, grant = self.applicants[number], self.allocation.grants[number]
        other = self.with_registered.grants[number].grant
        return {
            "institution": one.name,
            "institution_oid": number,
            "estimate": one.estimate,
            "participants": one.participants,
            "blended_pledged": one.blended,
            **{f"pot_{name}": amount for name, amount in grant.by_pot.items()},
            "before_cap": grant.before_cap,
            "grant": grant.grant,
            "capped": grant.capped,
            "earned_by_pledge": self.earned[number],
            "grant_with_registered": other,
            "difference_with_registered": other - grant.grant,
        }

    def sentences(self, language: str) -> list[str]:
        """Say how much was divided over how many, that the weights are not official, and how to read the table."""
        allocation, n = self.allocation, len(self.applicants)
        kind = "enough" if allocation.enough else "divided"
        whole, rest = (
            decimal(amount, language, places=2) for amount in (allocation.budget, allocation.not_granted)
        )
        told = plural(f"budget.{kind}", n, language, call=self.rules.call_year, budget=whole, rest=rest)
        official = self.rules.status.value in ("official", "seen")
        told_apart = any(getattr(a, name) != 1 for a in self.applicants.values() for name in _OF_ALL)
        entered = "entered-with-scores" if told_apart else "entered"
        whose = entered if self.rules.source == ENTERED else "not-public"
        weights = [] if official else [say(f"budget.weights-{whose}", language)]
        return [told, *weights, say("budget.reading", language)]


def divide(
    there: Sequence[Applicant], budget: Decimal, rules: BudgetRules, registered: Mapping[str, int]
) -> Division:
    """Divide a budget, ask what each pledge earned, and divide again with registered participants in blended mobility.

    `registered` is by number; an applicant that is not there registered none.
    """
    everyone = {a.number: registered.get(a.number, 0) for a in there}
    return Division(
        rules,
        {a.number: a for a in there},
        allocate(there, budget, rules),
        earned_by_pledge(there, budget, rules),
        allocate(with_blended(there, everyone), budget, rules),
    )
