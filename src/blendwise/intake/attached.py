"""Main rows with the sums of what is attached to them, as Polars streams them to their file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from blendwise.intake.findings import Finding
from blendwise.programme import call_years, rules_at
from blendwise.records import MOBILITIES

__all__ = ["KEY", "PLACE", "Belonging", "group_findings", "joined", "with_sums"]

KEY = ("grant_agreement_number", "mobility_activity_id")
"""What tells mobilities apart."""
PLACE = ("source_file", "source_sheet", "source_row")
"""What tells rows apart."""
_SUMS = {
    "people": pl.Int64(),
    "attached": pl.Int64(),
    "any_blended": pl.Boolean(),
    "any_green": pl.Boolean(),
    "any_fewer": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Belonging:
    """What was found to belong together; as it stands here, where every row stands alone."""

    listed: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Rows of lists of groups that become main rows."""
    left_out: pl.DataFrame = field(default_factory=pl.DataFrame)
    """The places of main rows that are doubles."""
    sums: pl.DataFrame = field(default_factory=pl.DataFrame)
    """The sums of the sub-rows of a main row."""
    attached: Mapping[str, int] = field(default_factory=dict)
    """Rows per file that went to a main row."""


def joined(main: pl.LazyFrame, belonging: Belonging) -> pl.LazyFrame:
    """Put main rows and those from lists together, without those left out, and with the sums of their sub-rows."""
    listed, left_out, sums = belonging.listed, belonging.left_out, belonging.sums
    if listed.height:
        main = pl.concat([main, listed.select(main.collect_schema().names()).lazy()])
    if left_out.height:
        main = main.join(left_out.lazy(), on=PLACE, how="anti", nulls_equal=True, maintain_order="left")
    if sums.is_empty():
        return main.with_columns(pl.lit(None, kind).alias(name) for name, kind in _SUMS.items())
    return main.join(sums.lazy(), on=[*KEY, "source_file"], how="left", maintain_order="left")


def group_findings(rows: pl.LazyFrame) -> Iterator[Finding]:
    """Yield what is to be said on the main rows of groups."""
    fewest = {year: minimum.value for year in call_years() if (minimum := _fewest(year)) and minimum.value}
    groups = (
        rows.filter(_several())
        .select(*PLACE, "call", "participants", "people")
        .sort(PLACE)
        .collect(engine="streaming")
    )
    for file, sheet, row, call, said, people in groups.iter_rows():
        number = people if people is not None else said
        if number is None or number == 0:
            yield Finding("group-without-participants", file, sheet, row)
        elif number == 1 and call in fewest:
            yield Finding("group-of-one", file, sheet, row, details={"call": call, "min": fewest[call]})
        if people is not None and said is not None and said != people:
            yield Finding("subgroup-sum-differs", file, sheet, row, details={"a": people, "b": said})


def _several() -> pl.Expr:
    """Tell whether a main row stands for a group: by its type, its number of people, or its sub-rows."""
    return pl.col("group") | (pl.col("participants") > 1).fill_null(False) | pl.col("people").is_not_null()


def _fewest(year: int) -> Any:
    groups = [a for a in rules_at(year).activities.values() if a.minimum_group is not None]
    return groups[0].minimum_group if groups else None


def with_sums(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Let a main row say what it and its sub-rows say together."""
    said, people = pl.col("participants"), pl.col("people")
    return rows.with_columns(
        pl.when(people > 0).then(people)
        .when(_several()).then(pl.when(said != 0).then(said))
        .otherwise(1).alias("participants"),
        _several().alias("group"),
        pl.col("attached").fill_null(0).alias("sub_rows"),
        pl.coalesce("blended", "any_blended").alias("blended"),
        pl.coalesce("green_travel", "any_green").alias("green_travel"),
        pl.coalesce("fewer_opportunities", "any_fewer").alias("fewer_opportunities"),
    ).select(MOBILITIES.names)  # fmt: skip
