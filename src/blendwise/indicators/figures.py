"""Figures of a population, divided: the one table that page, report, API and notebook show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import polars as pl

from blendwise.indicators.figure import Figure
from blendwise.indicators.pledged import DIVISIBLE_BY
from blendwise.indicators.pledged import UNITS as PLAN_UNITS
from blendwise.indicators.query import Query
from blendwise.language import say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figures"]


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
        about = {"question": self.total.question.value, "population": words}
        return about | {"method": Figure.method, "version": Figure.version}

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
