"""Figures of a population, divided: the one table that page, report, API and notebook show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import polars as pl

from blendwise.errors import UserError, unknown_name
from blendwise.indicators.figure import Figure
from blendwise.indicators.pledged import DIVISIBLE_BY, pledged
from blendwise.indicators.pledged import UNITS as PLAN_UNITS
from blendwise.indicators.population import Population, institution_key
from blendwise.indicators.registered import UNITS, registered
from blendwise.language import say
from blendwise.records import CHARACTERISTICS, DIMENSIONS, Unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figures", "Query", "figures", "known_characteristic"]

_COUNTS = (
    "mobilities", "with_mobilities", "participants", "with_participants", "not_filled_in", "participants_unknown",
)  # fmt: skip
_SUMS = ("applied", "pledged")


def known_characteristic(name: str) -> str:
    """Return the name of a characteristic, whether written with hyphens or underscores; raises UserError for another.

    >>> known_characteristic("green-travel")
    'green_travel'
    """
    name = name.replace("-", "_")
    if name not in CHARACTERISTICS:
        raise unknown_name(name, "characteristic", CHARACTERISTICS)
    return name


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a population, how it is divided, which unit and which characteristic."""

    population: Population
    by: tuple[str, ...] = ()
    """Names of `records.DIMENSIONS`, each once; with hyphens or underscores."""
    unit: Unit = Unit.MOBILITIES
    characteristic: str = "blended"
    at: date | None = None
    applications_since: date | None = None
    """The oldest day of which applications are kept; None where there are none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(dict.fromkeys(name.replace("_", "-") for name in self.by)))
        for name in self.by:
            if name not in DIMENSIONS:
                raise unknown_name(name, "dimension", DIMENSIONS)
        if self.unit not in UNITS:
            raise unknown_name(self.unit, "indicators.unit", UNITS)
        object.__setattr__(self, "characteristic", known_characteristic(self.characteristic))
        if self.characteristic in self.columns:
            raise UserError("indicators.divided-by-itself", what=f"labels.{self.characteristic}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which is divided."""
        return tuple(DIMENSIONS[name] for name in self.by)


@dataclass(frozen=True)
class Figures:
    """The answer to a query: a row per group, and the total.

    `rows` has the columns of the division, then `mobilities`, `with_mobilities`, `participants`,
    `with_participants`, `not_filled_in`, `participants_unknown`, and in participants `applied`, `pledged`,
    `expected_by_budget`, `expected_by_mix` (null where nothing is known of applications). `calls` has the same
    per group and call; a group that had no project in a call has no row there: that is not a zero.
    """

    query: Query
    rows: pl.DataFrame
    calls: pl.DataFrame
    total_row: Mapping[str, Any]
    projects: frozenset[tuple[str, int]]
    """In which calls each institution had a project or an application, by its key."""

    @property
    def institutions(self) -> int:
        """How many institutions the population has, those with an application and no mobility included."""
        return len({key for key, _ in self.projects})

    @property
    def total(self) -> Figure:
        """The figure of the whole population."""
        return self._figure(self.total_row, {})

    def __iter__(self) -> Iterator[Figure]:
        for row in self.rows.iter_rows(named=True):
            yield self._figure(row, {c: row[c] for c in self.query.columns})

    def _figure(self, row: Mapping[str, Any], group: Mapping[str, Any]) -> Figure:
        unit, query = self.query.unit.value, self.query
        institutions = None if group else self.institutions
        return Figure(
            row[f"with_{unit}"], row[unit], query.unit, query.population, query.characteristic, group,
            institutions, query.at, filled_in=_filled_in(row),
        )  # fmt: skip

    def sentence(self, language: str) -> str:
        """Return the total as a sentence."""
        return self.total.sentence(language)

    def pledges_sentence(self, language: str) -> str | None:
        """Say why it is not known what was pledged; None where it is."""
        query = self.query
        if self.total_row["pledged"] is not None:
            return None
        indivisible = [column for column in query.columns if column not in DIVISIBLE_BY]
        if indivisible and query.applications_since:
            return say("indicators.pledges.not-divisible", language, columns=indivisible)
        scope = query.population.scope(language)
        if query.at and query.applications_since and query.at < query.applications_since:
            since = query.applications_since
            return say("indicators.pledges.not-yet", language, scope=scope, at=query.at, since=since)
        return say("indicators.chain.unknown", language, scope=scope)

    def as_rows(self, language: str = "en") -> list[dict[str, Any]]:
        """Return a plain dictionary per group: the division, count, share, and the calls apart.

        A call in which the group had no project is None; so is every count of an institution that was asked by name
        and had no project. Each row says its unit, its population (in a language)
        and which question it answers.
        """
        by_group: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in self.calls.iter_rows(named=True):
            by_group.setdefault(self._group(row), {})[str(row["call"])] = self._counts(row)
        calls = [str(c) for c in sorted(self.calls["call"].drop_nulls().unique())]
        found = []
        for row in (*self.rows.iter_rows(named=True), *self._without_project()):
            plain = self._plain(row)
            if "call" not in self.query.by:
                own = by_group.get(self._group(row), {})
                plain["calls"] = {call: own.get(call) or self._absent(row, int(call)) for call in calls}
            found.append(plain | self._about(language))
        return found

    def _without_project(self) -> Iterator[dict[str, Any]]:
        """Give a row without counts per institution asked by name that has no project or application."""
        if self.query.columns != ("institution",):
            return
        population, there = self.query.population, set(self.rows["institution_oid"])
        for key, name in zip(population.institutions, population.institution_names, strict=True):
            if key not in there:
                yield dict.fromkeys(self.rows.columns) | {"institution": name, "institution_oid": key}

    def _about(self, language: str) -> dict[str, str]:
        population = self.query.population
        words = f"{population.words(language)}, {population.scope(language, at=self.query.at)}"
        return {"question": self.total.question.value, "population": words}

    def _group(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        names = ["institution_oid" if c == "institution" else c for c in self.query.columns]
        return tuple(row[name] for name in names)

    def _absent(self, row: Mapping[str, Any], call: int) -> dict[str, Any] | None:
        """Say what a group is in a call where it does not occur: nothing where there was no project, else none."""
        if "grant_agreement_number" in row or (
            "institution_oid" in row and (row["institution_oid"], call) not in self.projects
        ):
            return None
        return {self.query.unit.value: 0, self.query.characteristic: 0, "share": None}

    def _plain(self, row: Mapping[str, Any]) -> dict[str, Any]:
        columns = [*self.query.columns, *(["institution_oid"] if "institution" in self.query.columns else [])]
        plan = ("pledged", "expected_by_budget", "expected_by_mix")
        return (
            {c: row[c] for c in columns} | {"unit": self.query.unit.value} | self._counts(row)
            | {name: row[name] for name in ("not_filled_in", "participants_unknown")}
            | {"plan_unit": PLAN_UNITS[0].value} | {name: row[name] for name in plan}
        )  # fmt: skip

    def _counts(self, row: Mapping[str, Any]) -> dict[str, Any]:
        unit = self.query.unit.value
        if row[unit] is None or (not self.projects and not row[unit]):
            return dict.fromkeys(self._names())  # no project at all: not a zero
        number, with_it = row[unit], row[f"with_{unit}"]
        return {
            unit: number,
            self.query.characteristic: with_it,
            "share": with_it / number if number and _filled_in(row) else None,
        }

    def to_polars(self, language: str = "en") -> pl.DataFrame:
        """Return the rows flat: `blended_2021` and so on for the calls apart."""
        flat = []
        for row in self.as_rows(language):
            calls = row.pop("calls", {})
            for call, counts in calls.items():
                row |= {
                    f"{name}_{call}": value
                    for name, value in (counts or dict.fromkeys(self._names())).items()
                }
            flat.append(row)
        return pl.DataFrame(flat, infer_schema_length=None)

    def _names(self) -> tuple[str, ...]:
        return (self.query.unit.value, self.query.characteristic, "share")

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows flat, as a pandas frame."""
        return self.to_polars().to_pandas()

    def to_ibis(self) -> ir.Table:
        """Return the rows flat, as an Ibis table."""
        import ibis

        return ibis.memtable(self.to_polars())


def _filled_in(row: Mapping[str, Any]) -> bool:
    """Tell whether the characteristic was filled in for any mobility of a row of counts, or there are none."""
    return bool(row["mobilities"] == 0 or row["not_filled_in"] < row["mobilities"])


def figures(mobilities: ir.Table, applications: ir.Table | None, query: Query) -> Figures:
    """Answer a query over the mobilities and, where there are any, the applications."""
    columns = query.columns
    counted = _counted(mobilities, query)
    asked = _asked(applications, query)
    groups = [*(c for c in columns if c != "institution"), "institution_key", "call"]
    base = _joined(_without_empty_groups(counted, query), asked, list(dict.fromkeys(groups)))
    names = base.group_by("institution_key").agg(pl.max("institution"))
    base = base.drop("institution").join(names, on="institution_key", how="left", nulls_equal=True)
    base = base.sort(
        list(dict.fromkeys(groups))
    )  # so that sums of fractions do not hang on the engine's order
    level = ["institution_key" if c == "institution" else c for c in columns]
    rows = _named(_summed(base, level), columns, names)
    calls = _named(_summed(base, list(dict.fromkeys([*level, "call"]))), (*columns, "call"), names)
    total = _summed(base, []).row(0, named=True)
    return Figures(query, _ordered(rows, query), calls, total, _projects(counted, applications, query))


def _counted(mobilities: ir.Table, query: Query) -> pl.DataFrame:
    """Count per group, institution and call; groups in which nothing counts (drafts only) are there with 0."""
    rows = query.population.cut(mobilities)
    counted: pl.DataFrame = registered(
        rows, query.columns, query.characteristic, query.population.counts(rows)
    ).to_polars()
    return counted


def _without_empty_groups(counted: pl.DataFrame, query: Query) -> pl.DataFrame:
    """Leave out groups in which nothing counts, unless they are institutions and calls: there they are a 0."""
    known = pl.all_horizontal(pl.col("institution_key", "call").is_not_null())
    by_project = pl.lit(set(query.columns) <= {"institution", "call"})
    return counted.filter((pl.col("mobilities") > 0) | (by_project & known))


def _asked(applications: ir.Table | None, query: Query) -> pl.DataFrame | None:
    if applications is None or not set(query.columns) <= DIVISIBLE_BY:
        return None
    asked: pl.DataFrame = pledged(
        query.population.cut(applications), query.columns, query.characteristic
    ).to_polars()
    return asked


def _projects(
    counted: pl.DataFrame, applications: ir.Table | None, query: Query
) -> frozenset[tuple[str, int]]:
    """List institutions and calls in which there was a project, also one without any mobility that counts."""
    places = [counted.select("institution_key", "call")]
    if applications is not None:
        lines = query.population.cut(applications)
        places.append(
            lines.select(institution_key=institution_key(lines), call=lines.call).distinct().to_polars()
        )
    return frozenset(pl.concat(places).drop_nulls().unique().iter_rows())


def _joined(counted: pl.DataFrame, asked: pl.DataFrame | None, keys: Sequence[str]) -> pl.DataFrame:
    base = counted
    if asked is not None:
        base = base.join(asked, on=list(keys), how="full", coalesce=True, nulls_equal=True, suffix="_asked")
        base = base.with_columns(institution=pl.coalesce("institution", "institution_asked")).drop(
            "institution_asked"
        )
    base = base.with_columns(pl.col(_COUNTS).fill_null(0))
    if asked is None:
        unknown = (pl.lit(None, pl.Int64).alias(name) for name in (*_SUMS, "without_grant"))
        return base.with_columns(*unknown, expected_by_budget=pl.lit(None, pl.Float64))
    return base


def _summed(base: pl.DataFrame, level: Sequence[str]) -> pl.DataFrame:
    """Sum to a level; what is not known of any part stays null, and an unknown grant makes the whole unknown.

    Sums of fractions are rounded to nine decimals, in which no order of adding shows.

    The expectation by mix is that of each institution and call, summed: so the total does not depend on the division.
    """

    def known_sum(name: str) -> pl.Expr:
        return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)

    budget = pl.when((pl.col("pledged").count() > 0) & (pl.col("without_grant").sum() == 0)).then(
        pl.col("expected_by_budget").sum().round(9)
    )
    measures = [
        *(pl.col(name).sum() for name in _COUNTS),
        *(known_sum(name) for name in _SUMS),
        budget.alias("expected_by_budget"),
        pl.col("without_grant").sum(),
    ]
    if "institution_key" in level and "call" in level:
        mix = pl.when(pl.col("applied") > 0).then(
            pl.col("pledged") * pl.col("participants") / pl.col("applied")
        )
        return base.group_by(level, maintain_order=True).agg(measures).with_columns(expected_by_mix=mix)
    cells = _summed(base, list(dict.fromkeys([*level, "institution_key", "call"])))
    measures.append(known_sum("expected_by_mix").round(9))
    return cells.group_by(level, maintain_order=True).agg(measures) if level else cells.select(measures)


def _named(rows: pl.DataFrame, columns: Sequence[str], names: pl.DataFrame) -> pl.DataFrame:
    """Give institutions their names; two with one name are told apart by their OID."""
    if "institution" not in columns:
        return rows
    twice = pl.len().over("institution") > 1
    shown = names.with_columns(
        pl.when(twice & pl.col("institution").is_not_null())
        .then(pl.format("{} ({})", "institution", "institution_key"))
        .otherwise("institution").alias("institution")
    )  # fmt: skip
    return rows.join(shown, on="institution_key", how="left", nulls_equal=True).rename(
        {"institution_key": "institution_oid"}
    )


def _ordered(rows: pl.DataFrame, query: Query) -> pl.DataFrame:
    """Order by call where that is how is divided; else most ticks first and, of equals, the smaller institution."""
    if not query.by:
        return rows
    columns = list(query.columns)
    if columns[0] == "call":
        return rows.sort(columns, nulls_last=True)
    unit = query.unit.value
    return rows.sort(
        [f"with_{unit}", unit, *columns], descending=[True, False, *[False] * len(columns)], nulls_last=True
    )
