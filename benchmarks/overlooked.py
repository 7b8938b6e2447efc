"""What was never ticked: quality of the ranking and speed of the list, on generated data of which the truth is known.

One institution's mobilities: pairs of department and host either have virtual parts or not, a class travels together,
and each department ticks what it does with a chance of its own. The ranking sees the register only.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np
import polars as pl

from benchmarks.measuring import machine, measure, table

ROWS, FIRST, SEEDS = 20_000, 50, 10


def institution(rows: int, seed: int) -> pl.DataFrame:
    """Return so many mobilities with `truth`: whether each was blended."""
    rng = np.random.default_rng(seed)
    departments, hosts = 25, max(20, rows // 60)
    journeys = rows // 4
    department, host = rng.integers(0, departments, journeys), rng.integers(0, hosts, journeys)
    habit = rng.random((departments, hosts)) < 0.10  # pairs with a virtual part in their programme
    leaning = rng.random(departments) < 0.2  # departments in which it is more usual
    chance = np.where(habit[department, host], 0.75, np.where(leaning[department], 0.06, 0.01))
    of = rng.integers(0, journeys, rows)
    truth = (rng.random(journeys) < chance)[of]
    ticks = rng.beta(0.6, 1.4, departments)[department[of]]
    blended = truth & (rng.random(rows) < ticks)
    told = rng.random(rows) < np.where(truth, 0.12, 0.01)
    start = np.array([date(2024, 9, 1) + timedelta(days=int(d)) for d in rng.integers(0, 600, journeys)])
    return pl.DataFrame(
        {
            "grant_agreement_number": ["P"] * rows, "mobility_activity_id": [f"M{n}" for n in range(rows)],
            "call": [2024] * rows, "activity_type": np.where(department[of] % 6 == 0, "SM-JOB-SHDW", "LM-SHORT-VET"),
            "receiving_organisation_oid": [f"E{h}" for h in host[of]], "start_date": list(start[of]),
            "end_date": [day + timedelta(days=20) for day in start[of]],
            "field_of_education": [f"{d:04d}" for d in department[of]], "blended": blended,
            "comments": np.where(told, "online meeting with the host", "accommodation arranged"), "truth": truth,
        }
    )  # fmt: skip


def same_host(mobilities: pl.DataFrame) -> pl.DataFrame:
    """The naive list: unticked mobilities by the share of the ticked among the others with the same host."""
    known, others = pl.col("blended").cast(pl.Int64), pl.len().over("receiving_organisation_oid") - 1
    share = (
        pl.when(others > 0)
        .then((known.sum().over("receiving_organisation_oid") - known) / others)
        .otherwise(0.0)
    )
    return (
        mobilities.with_columns(score=share, likelihood=share)
        .filter(~pl.col("blended"))
        .sort(["score", "mobility_activity_id"], descending=[True, False])
    )


def ours(rows: str, seed: str) -> None:
    """Rank and read the first page, with its sentences."""
    from blendwise.overlooked import overlooked

    found = overlooked(institution(int(rows), int(seed)).drop("truth"))
    assert all(one.sentences("nl") for one in found.first(FIRST))


def _ranked(mobilities: pl.DataFrame, answers: pl.DataFrame | None = None) -> pl.DataFrame:
    from blendwise.overlooked import overlooked

    truth = mobilities.select("mobility_activity_id", "truth")
    found = overlooked(mobilities.drop("truth"), answers).rows
    return found.join(truth, on="mobility_activity_id", maintain_order="left")


def _answered(ranked: pl.DataFrame) -> pl.DataFrame:
    """Let the coordinator answer the first hundred of the list, and a hundred drawn by lot."""
    chosen = pl.concat([ranked.head(100), ranked.tail(-100).sample(100, seed=1)])
    return chosen.select(pl.lit("P").alias("grant_agreement_number"), "mobility_activity_id", blended="truth")


def _quality(seed: int) -> dict[str, float]:
    mobilities = institution(ROWS, seed)
    found, naive = _ranked(mobilities), same_host(mobilities)
    answered = _ranked(mobilities, _answered(found))
    base = _mean(found["truth"])
    return {
        "unticked that were blended": base,
        "ours: precision among the first 50": _mean(found.head(FIRST)["truth"]),
        "naive: precision among the first 50": _mean(naive.head(FIRST)["truth"]),
        "ours: precision among the first 500": _mean(found.head(500)["truth"]),
        "naive: precision among the first 500": _mean(naive.head(500)["truth"]),
        "ours, after 200 answers: precision among the next 500": _mean(answered.head(500)["truth"]),
        "ours: mean squared error of the likelihood": _brier(found),
        "ours, after 200 answers: mean squared error": _brier(answered),
        "naive: mean squared error of the share": _brier(naive),
        "the average for all: mean squared error": base * (1 - base),
        "ours: mean likelihood less what was so": _mean(found["likelihood"]) - base,
        "ours, after 200 answers: the same": _mean(answered["likelihood"]) - _mean(answered["truth"]),
        "naive: the same": _mean(naive["likelihood"]) - base,
    }


def _mean(values: pl.Series) -> float:
    return float(np.mean(values.to_numpy()))


def _brier(ranked: pl.DataFrame) -> float:
    error = ranked["likelihood"] - ranked["truth"].cast(pl.Float64)
    return _mean(error**2)


def _calibration(found: pl.DataFrame) -> pl.DataFrame:
    edges = [0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8]
    return (
        found.with_columns(bin=pl.col("likelihood").cut(edges))
        .group_by("bin")
        .agg(mobilities=pl.len(), likelihood=pl.col("likelihood").mean(), blended=pl.col("truth").mean())
        .sort("likelihood")
    )


def _seconds(rows: int) -> float:
    """The list alone, in a process that has its libraries."""
    import time

    from blendwise.overlooked import overlooked

    mobilities = institution(rows, 1).drop("truth")
    overlooked(mobilities.head(200))
    started = time.perf_counter()
    overlooked(mobilities).first(FIRST)
    return time.perf_counter() - started


def main() -> None:
    seeds = 2 if "--small" in sys.argv else SEEDS
    print(
        f"## What was never ticked ({machine()})\n\n### {ROWS:,} mobilities, mean of {seeds} seeds\n\n| | |\n| --- | ---: |"
    )
    found = [_quality(seed) for seed in range(1, seeds + 1)]
    for name in found[0]:
        print(f"| {name} | {np.mean([one[name] for one in found]):.4f} |")
    mobilities = institution(ROWS, 1)
    first = _ranked(mobilities)
    after = _ranked(mobilities, _answered(first))
    for when, ranked in (("before any answer", first), ("after 200 answers", after)):
        print(f"\n### Calibration against the truth, {when} (seed 1)\n")
        print("| likelihood said | what was so | mobilities |\n| ---: | ---: | ---: |")
        for row in _calibration(ranked).iter_rows(named=True):
            print(f"| {row['likelihood']:.3f} | {row['blended']:.3f} | {row['mobilities']:,} |")
    print(f"\nThe list over {ROWS:,} mobilities and its first {FIRST} places: {_seconds(ROWS):.2f} s")
    calls = {"ours, with start-up and generation": ["benchmarks.overlooked:ours", str(ROWS), "1"]}
    table(f"The list over {ROWS:,} mobilities as a process", measure(calls, runs=1), next(iter(calls)))


if __name__ == "__main__":
    main()
