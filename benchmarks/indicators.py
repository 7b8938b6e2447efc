"""The full set of indicators: ours, hand-written SQL, pandas, and a bare scan of the columns."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.data import write_snapshot
from benchmarks.measuring import machine, measure, table

ROWS, PANDAS_ROWS = 20_000_000, 5_000_000
DIMENSIONS = (
    "call",
    "activity_type",
    "field_of_education",
    "receiving_country",
    "role",
    "group",
    "institution",
)
NAMES = ("call", "activity-type", "field", "country", "role", "group", "institution")


def ours(source: str) -> None:
    """Ask every division of the registered share, influence, concentration and change."""
    import ibis

    from blendwise.indicators import Population, Query, between_calls, figures, gini, herfindahl, influences

    mobilities = ibis.duckdb.connect().read_parquet(source)
    for name in NAMES:
        answer = figures(mobilities, None, Query(Population(), (name,)))
        assert answer.total.denominator
    influences(answer)
    between_calls(answer, 2021, 2022)
    counts = [int(n) for n in answer.rows["with_mobilities"]]
    assert gini(counts) is not None
    assert herfindahl(counts)


_MEASURES = """count(*) AS mobilities, count(*) FILTER (blended) AS with_mobilities, sum(participants) AS participants,
  sum(participants) FILTER (blended) AS with_participants, count(*) FILTER (blended IS NULL) AS not_filled_in,
  count(*) FILTER (participants IS NULL) AS participants_unknown"""


def by_hand(source: str) -> None:
    """The same tables in SQL as one would write it: a group-by per division, with institution and call."""
    import duckdb

    with duckdb.connect() as db:
        for dimension in DIMENSIONS:
            extra = "" if dimension in ("call", "institution") else f'"{dimension}", '
            db.execute(
                f"""SELECT {extra}coalesce(institution_oid, institution) AS institution_key, call, max(institution), {_MEASURES}
                FROM read_parquet('{source}') WHERE of_participant AND status = 'complete' GROUP BY ALL"""
            ).fetchall()


def with_pandas(source: str) -> None:
    """The same divisions in pandas."""
    import pandas as pd

    frame = pd.read_parquet(
        source,
        columns=[*DIMENSIONS, "institution_oid", "status", "of_participant", "blended", "participants"],
    )
    frame = frame[frame.of_participant & (frame.status == "complete")]
    frame["with_participants"] = frame.participants * frame.blended
    for dimension in DIMENSIONS:
        groups = list(dict.fromkeys([dimension, "institution_oid", "call"]))
        frame.groupby(groups).agg(
            mobilities=("blended", "size"), with_mobilities=("blended", "sum"), participants=("participants", "sum"),
            with_participants=("with_participants", "sum"),
        )  # fmt: skip


def bare_scan(source: str) -> None:
    """Read the columns that the figures need, once per division, and do nothing with them."""
    import duckdb

    with duckdb.connect() as db:
        for dimension in DIMENSIONS:
            db.execute(
                f"""SELECT count("{dimension}"), count(institution_oid), count(call), sum(participants), count(blended),
                count(status) FROM read_parquet('{source}') WHERE of_participant"""
            ).fetchall()


def main() -> None:
    rows = ROWS // 10 if "--small" in sys.argv else ROWS
    print(f"## Indicators ({machine()})")
    with tempfile.TemporaryDirectory() as folder:
        source = str(Path(folder) / "mobilities.parquet")
        write_snapshot(Path(source), rows)
        calls = {
            "ours": ["benchmarks.indicators:ours", source],
            "peer: hand-written DuckDB SQL": ["benchmarks.indicators:by_hand", source],
            "limit: bare scan of the columns": ["benchmarks.indicators:bare_scan", source],
        }
        table(
            f"Seven divisions, influence, concentration, change: {rows:,} mobilities", measure(calls), "ours"
        )
        write_snapshot(Path(source), min(rows, PANDAS_ROWS))
        calls = {
            "ours": ["benchmarks.indicators:ours", source],
            "peer: pandas": ["benchmarks.indicators:with_pandas", source],
        }
        table(f"The same against pandas: {min(rows, PANDAS_ROWS):,} mobilities", measure(calls), "ours")


if __name__ == "__main__":
    main()
