"""What stood out when the rows that now hold were read, each finding with the mobility that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from blendwise.intake import Finding, findings_frame
from blendwise.intake.findings import SCHEMA
from blendwise.snapshots import Snapshot
from blendwise.web.readings.register import register, remembered, state

__all__ = ["DataQuality", "data_quality", "finding_of", "findings_of", "row_findings"]

_PLACE = ("file", "sheet", "row")
_KEY = ("grant_agreement_number", "mobility_activity_id")


@remembered
def row_findings() -> pl.DataFrame:
    """Return every finding on a row that still holds: the columns of a finding, project, mobility, key and call.

    A finding on a row that was left out has no mobility and is not here; imports show those.
    """
    store = register()
    parts = [_of_snapshot(snapshot, covers) for snapshot, covers in store.kept.state("mobilities")]
    empty = findings_frame(()).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in (*_KEY, "key", "institution")
    )
    return pl.concat([empty.with_columns(pl.lit(None, dtype=pl.Int64).alias("call")), *parts])


def _of_snapshot(snapshot: Snapshot, covers: tuple[str, ...] | None) -> pl.DataFrame:
    store = register()
    found = pl.scan_parquet(store.findings_file(snapshot.id)).filter(pl.col("row").is_not_null())
    rows = pl.scan_parquet(store.kept.path(snapshot))
    if covers is not None:
        rows = rows.filter(pl.col("grant_agreement_number").is_in(list(covers)))
    placed = rows.select(
        *_KEY,
        pl.coalesce("institution_oid", "institution").alias("key"),
        "institution",
        pl.col("call").cast(pl.Int64),
        *(pl.col(f"source_{name}").alias(name) for name in _PLACE),
    )
    joined = found.join(placed.with_columns(pl.col("row").cast(pl.Int64)), on=list(_PLACE), nulls_equal=True)
    return joined.select(*SCHEMA, *_KEY, "key", "institution", "call").collect()


def findings_of(keys: Iterable[str]) -> pl.DataFrame:
    """Return the findings on rows of institutions, with those of their earlier legal shapes."""
    wanted = set(keys)
    wanted |= {shape.earlier for shape in state().shapes if shape.later in wanted}
    return row_findings().filter(pl.col("key").is_in(wanted))


def finding_of(row: dict[str, object]) -> Finding:
    """Return a row of findings as the finding that can say itself."""
    values = {name: row[name] for name in ("code", "file", "sheet", "row", "column", "header", "value")}
    return Finding(**values, details=json.loads(str(row["details"])))  # type: ignore[arg-type]  # the frame's schema is that of findings


@dataclass(frozen=True, slots=True)
class DataQuality:
    """How the rows of an institution came through the reading."""

    findings: int
    """Findings on its rows that ask for a look; drafts are counted apart."""
    drafts: int
    """Mobilities that are still a draft in the register and count in no figure."""


@remembered
def data_quality(calls: tuple[int, ...] = ()) -> dict[str, DataQuality]:
    """Return the data quality of every institution in some calls (else all), by key."""
    present = {shape.earlier: shape.later for shape in state().shapes}
    found = row_findings()
    counted = (
        (found.filter(pl.col("call").is_in(calls)) if calls else found)
        .with_columns(pl.col("key").replace(present))
        .group_by("key")
        .agg(
            findings=(pl.col("code") != "draft-mobility").sum(),
            drafts=(pl.col("code") == "draft-mobility").sum(),
        )
    )
    return {row["key"]: DataQuality(row["findings"], row["drafts"]) for row in counted.iter_rows(named=True)}
