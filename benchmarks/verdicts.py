"""Verdicts over a snapshot: over the whole table, row by row, and the bare grouping of the columns they look at."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measuring import machine, measure, table

ROWS, ROW_BY_ROW = 1_000_000, 20_000
KEY = ["grant_agreement_number", "mobility_activity_id"]


def write(folder: Path, rows: int) -> None:
    """Write mobilities of every length from 1 to 120 days, and a virtual activity for every other one."""
    rng = np.random.default_rng(1)

    def one_of(*choices: object) -> np.ndarray:
        return np.array(choices, dtype=object)[rng.integers(0, len(choices), rows)]

    mobilities = pl.DataFrame(
        {
            "grant_agreement_number": [f"P{n // 500}" for n in range(rows)],
            "mobility_activity_id": [f"M{n}" for n in range(rows)],
            "call": rng.integers(2021, 2027, rows), "status": ["complete"] * rows,
            "activity_type": list(one_of("LM-SHORT-VET", "LM-LONG-VET", "LM-GRP-VET", "SM-JOB-SHDW", "SM-COUR-TRAIN")),
            "duration_days": rng.integers(1, 121, rows), "participants": rng.integers(1, 41, rows),
            "fewer_opportunities": list(one_of(True, False)), "blended": rng.random(rows) < 0.02,
        }
    )  # fmt: skip
    mobilities.write_parquet(folder / "mobilities.parquet")
    told = {
        "through_ict": one_of("yes", "partly", None), "part_of_plan": one_of("yes", "no", None),
        "took_part": one_of("participants", "staff-only"), "when": one_of("before", "during", "after"),
        "both_ways": one_of("yes", "no", None), "general_offer": one_of("yes", "no"),
    }  # fmt: skip
    activities = mobilities.select(KEY).with_columns(
        *(pl.Series(name, list(values), dtype=pl.String) for name, values in told.items()),
        with_whom=pl.Series([["host"]] * rows), purposes=pl.Series([["learning"]] * rows),
        number_taking_part=pl.Series(rng.integers(1, 41, rows)),
    )  # fmt: skip
    activities[::2].write_parquet(folder / "activities.parquet")


def _read(folder: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(Path(folder) / "mobilities.parquet"), pl.read_parquet(
        Path(folder) / "activities.parquet"
    )


def whole_table(folder: str) -> None:
    """Judge all mobilities with their activities."""
    from blendwise.programme import shipped
    from blendwise.programme.registered import registered_stays
    from blendwise.programme.verdicts import judge_table

    mobilities, activities = _read(folder)
    judged = judge_table(registered_stays(mobilities), shipped(), key=KEY, activities=activities)
    assert judged["outcome"].null_count() == 0


def against_the_rules(folder: str) -> None:
    """Hold all mobilities against the rules of their call."""
    from blendwise.programme import shipped
    from blendwise.programme.against_rules import misfits_table
    from blendwise.programme.registered import registered_stays

    assert misfits_table(registered_stays(_read(folder)[0]), shipped()).height


def row_by_row(folder: str, rows: str = str(ROW_BY_ROW)) -> None:
    """Judge the first rows one after another."""
    from blendwise.programme import (
        Facts,
        Party,
        Purpose,
        Reply,
        TookPart,
        VirtualActivity,
        When,
        judge,
        rules_at,
    )
    from blendwise.programme.registered import registered_facts

    mobilities, activities = (frame.head(int(rows)) for frame in _read(folder))
    own = {row["mobility_activity_id"]: row for row in activities.iter_rows(named=True)}
    replies = ("through_ict", "part_of_plan", "both_ways", "general_offer")
    for row in mobilities.iter_rows(named=True):
        facts, told = registered_facts(row), own.get(row["mobility_activity_id"])
        if told:
            said: dict[str, Any] = {name: Reply(told[name]) if told[name] else None for name in replies}
            activity = VirtualActivity(
                **said,
                with_whom=frozenset({Party.HOST}), purposes=frozenset({Purpose.LEARNING}),
                took_part=TookPart(told["took_part"]), when=When(told["when"]),
                number_taking_part=told["number_taking_part"],
            )  # fmt: skip
            facts = Facts(
                **{
                    name: getattr(facts, name)
                    for name in Facts.__dataclass_fields__
                    if name != "virtual_activities"
                },
                virtual_activities=(activity,),
            )
        judge(facts, rules_at(row["call"]))


def bare_grouping(folder: str) -> None:
    """Read the same columns, group by them and join: what no way of judging a table can do without."""
    mobilities, activities = _read(folder)
    facts = ["call", "activity_type", "duration_days", "participants", "fewer_opportunities"]
    mobilities.group_by(facts).len()
    mobilities.join(activities.select(KEY), on=KEY, how="left")


def main() -> None:
    rows = ROWS // 10 if "--small" in sys.argv else ROWS
    print(f"## Verdicts ({machine()})")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), rows)
        measured = measure(
            {
                "ours, whole table": ["benchmarks.verdicts:whole_table", folder],
                f"ours, row by row ({ROW_BY_ROW:,} rows only)": ["benchmarks.verdicts:row_by_row", folder],
                "ours, snapshot against the rules": ["benchmarks.verdicts:against_the_rules", folder],
                "limit: bare grouping and joining of the same columns": [
                    "benchmarks.verdicts:bare_grouping",
                    folder,
                ],
            }
        )
        table(f"{rows:,} mobilities, every other one with a virtual activity", measured, "ours, whole table")
        for (name, one), number in zip(measured.items(), (rows, ROW_BY_ROW, rows, rows), strict=True):
            print(f"{name}: {number / one.seconds:,.0f} a second")


if __name__ == "__main__":
    main()
