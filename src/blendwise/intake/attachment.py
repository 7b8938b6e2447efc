"""From staged rows to mobilities: doubles are told apart, sub-rows and groups find their main row.

Polars streams the rows to their file, most of them as they are. So five million rows need hardly more memory than
fifty thousand.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from blendwise.intake.attached import KEY, Belonging, group_findings, joined, with_sums
from blendwise.intake.mobilities import MAIN_SCHEMA
from blendwise.intake.staging import Staging

__all__ = ["attach"]

_ROWS_IN_A_GROUP = 1 << 17
"""Rows in a row group of the file: readers take the groups side by side."""


def attach(staging: Staging, target: Path, *, newest_wins: bool) -> dict[str, tuple[int, int, int, int]]:
    """Write the mobilities to `target` and return accepted, attached, drafts and accompanying rows per file."""
    belonging = _belonging(staging, newest_wins=newest_wins)
    rows = joined(_main_rows(staging), belonging)
    staging.report(list(group_findings(rows)))
    with_sums(rows).sink_parquet(
        target, compression="zstd", compression_level=1, row_group_size=_ROWS_IN_A_GROUP
    )
    return _counts(target, belonging)


def _belonging(staging: Staging, *, newest_wins: bool) -> Belonging:
    twice = _some_twice(staging)
    if not (twice or staging.has("sub") or staging.has("listed")):
        return Belonging()
    from blendwise.intake.belonging import find_belonging  # and DuckDB, which most deliveries do without

    return find_belonging(staging, some_twice=twice, newest_wins=newest_wins)


def _main_rows(staging: Staging) -> pl.LazyFrame:
    if staging.has("main"):
        return pl.scan_parquet(staging.pattern("main"))
    return pl.LazyFrame(schema=MAIN_SCHEMA | {"modified": pl.Int64()})


def _some_twice(staging: Staging) -> bool:
    """Tell whether any mobility may stand there twice, by the hash of its key; for most deliveries none does."""
    key = pl.struct(KEY).hash().alias("key")
    hashes = _main_rows(staging).select(key).collect(engine="streaming")["key"].sort()
    return staging.has("listed") or bool((hashes == hashes.shift()).any())


def _counts(target: Path, belonging: Belonging) -> dict[str, tuple[int, int, int, int]]:
    accepted = (
        pl.scan_parquet(target)
        .group_by("source_file")
        .agg(pl.len(), drafts=(pl.col("status") == "draft").sum(), others=(~pl.col("of_participant")).sum())
    )
    attached = dict(belonging.attached)
    found = {
        file: (n, attached.pop(file, 0), drafts, others)
        for file, n, drafts, others in accepted.collect(engine="streaming").iter_rows()
    }
    return found | {file: (0, n, 0, 0) for file, n in attached.items()}
