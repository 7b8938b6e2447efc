"""`duration-above-maximum`: the stay is longer than its call and activity type allow."""

import polars as pl

from blendwise.intake.checks._check import Check
from blendwise.intake.checks._durations import STAY, limit, source_key, type_key

CHECK = Check(
    "duration-above-maximum",
    "duration_days",
    limit("maximum") < STAY,
    value=pl.col("duration_days"),
    details={
        "days": STAY,
        "max": limit("maximum"),
        "type": type_key(),
        "call": pl.col("call"),
        "source": source_key(),
    },
)
