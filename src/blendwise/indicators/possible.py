"""What if: how many registered mobilities would newly be possible, or count, by other rules or planned differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import polars as pl

from blendwise.errors import unknown_name
from blendwise.indicators.population import Population, institution_key
from blendwise.language import plural, say
from blendwise.programme import Outcome, Rulebook, shipped
from blendwise.programme.registered import REGISTER_COLUMNS, registered_stays
from blendwise.programme.school_days import calendar_days_spanned
from blendwise.programme.verdicts import judge_table
from blendwise.programme.what_if import AT_LEAST_TWO, FROM_SCHOOL_DAYS, Route, WhatIf, other_rules, route_name
from blendwise.records import DIMENSIONS, MOBILITIES, Question, Unit

__all__ = ["QUESTION", "UNITS", "Possible", "possible"]

QUESTION = Question.COUNT
UNITS = (Unit.MOBILITIES,)
_COUNTS = (
    "mobilities", "possible_now", "open_now", "newly_possible", "newly_open", "no_longer_possible",
    "ticked_newly_possible", "count_now", "newly_count", "no_longer_count",
)  # fmt: skip
_CHANGES = ("newly_possible", "newly_open", "no_longer_possible", "newly_count", "no_longer_count")


@dataclass(frozen=True)
class Possible:
    """What an overlay changes for the mobilities of a population, per route and group.

    `rows` has `route`, the columns of the division, and in mobilities: `possible_now` (the stay is within the rules),
    `open_now` (that depends on something the register does not tell), `newly_possible` (is not, and would be),
    `newly_open`, `no_longer_possible`, `ticked_newly_possible`; and of those whose virtual activities are told
    `count_now`, `newly_count`, `no_longer_count`. `total` has the same per route.
    """

    what_if: WhatIf
    population: Population
    rows: pl.DataFrame
    total: pl.DataFrame
    columns: tuple[str, ...]
    """By which was divided."""
    rules_version: str
    activities_told: bool

    def changed(self) -> pl.DataFrame:
        """Return the rows in which something changes."""
        return self.rows.filter(pl.any_horizontal(pl.col(name) > 0 for name in _CHANGES))

    def sentences(self, language: str) -> list[str]:
        """Say per route how many mobilities would newly be possible, and of how many."""
        scope = self.population.scope(language)
        found = []
        for row in self.total.iter_rows(named=True):
            route = say("what_if.route", language, route=route_name(row["route"], language))
            told = [
                plural(
                    "what_if.newly-possible",
                    row["newly_possible"],
                    language,
                    of=row["mobilities"],
                    scope=scope,
                )
            ]
            for name in ("newly_open", "no_longer_possible"):
                told += [plural(f"what_if.{name}", row[name], language)] if row[name] else []
            told += self._on_counting(row, language)
            found.append(" ".join([route, *told]))
        alone = [] if self.activities_told else [say("what_if.without-activities", language)]
        return [*found, *alone, say("what_if.not-a-forecast", language)]

    def _on_counting(self, row: Mapping[str, Any], language: str) -> list[str]:
        """Say how many would newly count, or no longer, where virtual activities are told."""
        if not self.activities_told:
            return []
        no_longer = row["no_longer_count"]
        told = [plural("what_if.newly_count", row["newly_count"], language)]
        return told + ([plural("what_if.no_longer_count", no_longer, language)] if no_longer else [])


def possible(
    mobilities: ir.Table,
    what_if: WhatIf,
    population: Population,
    *,
    by: Iterable[str] = ("institution",),
    activities: pl.DataFrame | None = None,
    book: Rulebook | None = None,
) -> Possible:
    """Hold the mobilities of a population against the rules in force and against an overlay, on each of its routes.

    `by` takes names of `records.DIMENSIONS`. `activities` are virtual activities that an institution keeps, with the
    key of the mobility and the columns of `programme.verdicts.ACTIVITY_FACTS`; without them only stays are compared.
    """
    rules = book or shipped()
    columns = _columns(by)
    stays = registered_stays(_rows(population.of(mobilities), columns))
    routes = [_route(stays, route, rules, what_if, activities, columns) for route in what_if.routes]
    rows, total = (pl.concat(parts) for parts in zip(*routes, strict=True))
    return Possible(what_if, population, rows, total, columns, rules.version, activities is not None)


def _columns(by: Iterable[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.replace("_", "-") for name in by))
    for name in names:
        if name not in DIMENSIONS:
            raise unknown_name(name, "dimension", DIMENSIONS)
    return tuple(DIMENSIONS[name] for name in names)


def _rows(chosen: ir.Table, columns: Sequence[str]) -> pl.DataFrame:
    needed = dict.fromkeys((*MOBILITIES.key, "call", "blended", *REGISTER_COLUMNS, *columns))
    there = [name for name in needed if name in chosen.columns]
    rows: pl.DataFrame = chosen.select(*there, _institution=institution_key(chosen)).to_polars()
    return rows.with_columns(pl.col(name).alias(f"by_{name}") for name in columns)


def _route(
    stays: pl.DataFrame,
    route: Route,
    rules: Rulebook,
    what_if: WhatIf,
    activities: pl.DataFrame | None,
    columns: Sequence[str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    chosen = stays.filter(pl.col("activity_type").is_in(list(route.types))) if route.types else stays
    now = judge_table(chosen, rules, key=MOBILITIES.key, activities=activities)
    changed = chosen.with_columns(**_changed(route))
    then = judge_table(changed, other_rules(rules, what_if), key=MOBILITIES.key, activities=activities)
    compared = chosen.with_columns(
        route=pl.lit(route.name),
        now=now["stay"],
        then=then["stay"],
        counts_now=now["outcome"] == Outcome.COUNTS,
        counts_then=then["outcome"] == Outcome.COUNTS,
    )
    if (
        not what_if.changes_rules
    ):  # then a route is one more way, and whoever needs no other stays on the first
        compared = compared.with_columns(
            then=pl.when(pl.col("now") == "yes").then(pl.lit("yes")).otherwise("then"),
            counts_then=pl.col("counts_now") | pl.col("counts_then"),
        )
    groups = {name: pl.col(f"by_{name}").alias(name) for name in columns}
    if "institution" in columns:
        groups["institution_oid"] = pl.col("_institution").alias("institution_oid")
    shown = compared.select("route", *groups.values(), *_measures())
    rows = shown.group_by("route", *groups, maintain_order=True).sum()
    order = ["newly_possible", "newly_open", *groups]
    return rows.sort(order, descending=[n in order[:2] for n in order], nulls_last=True), _total(shown, route)


def _total(shown: pl.DataFrame, route: Route) -> pl.DataFrame:
    return shown.select(pl.col(_COUNTS).sum()).select(pl.lit(route.name).alias("route"), *_COUNTS)


def _changed(route: Route) -> dict[str, Any]:
    """Return the facts of a route as columns; those already told stay where the route only fills in."""
    school, people = pl.col("school_days"), pl.col("participants").fill_null(0)
    own = {
        FROM_SCHOOL_DAYS: pl.coalesce("calendar_days", calendar_days_spanned(school)[0]),
        AT_LEAST_TWO: pl.max_horizontal(pl.lit(2, pl.Int64), people),
    }
    return {name: own[value] if value in own else pl.lit(value) for name, value in route.facts.items()}


def _measures() -> list[pl.Expr]:
    now, then, counts_now, counts_then = (pl.col(n) for n in ("now", "then", "counts_now", "counts_then"))
    newly = (now == "no") & (then == "yes")
    found = {
        "mobilities": pl.lit(value=True),
        "possible_now": now == "yes",
        "open_now": now == "unknown",
        "newly_possible": newly,
        "newly_open": (now == "no") & (then == "unknown"),
        "no_longer_possible": (now == "yes") & (then == "no"),
        "ticked_newly_possible": newly & pl.col("blended").fill_null(value=False),
        "count_now": counts_now,
        "newly_count": ~counts_now & counts_then,
        "no_longer_count": counts_now & ~counts_then,
    }
    return [expression.cast(pl.Int64).alias(name) for name, expression in found.items()]
