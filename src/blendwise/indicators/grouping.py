"""From mobilities and applications to a row per group: counted by the engine, summed so that no order shows."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir
import polars as pl

from blendwise.indicators.figures import Figures
from blendwise.indicators.pledged import DIVISIBLE_BY, pledged
from blendwise.indicators.population import institution_key
from blendwise.indicators.query import Query
from blendwise.indicators.registered import registered

__all__ = ["figures"]

_COUNTS = (
    "mobilities", "with_mobilities", "participants", "with_participants", "not_filled_in", "participants_unknown",
)  # fmt: skip
_SUMS = ("applied", "pledged")


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
