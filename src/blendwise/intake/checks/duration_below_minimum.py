"""`duration-below-minimum`: the stay is shorter than its call and activity type allow."""

import polars as pl

from blendwise.intake.checks._check import Check
from blendwise.intake.checks._durations import STAY, limit, source_key, type_key

_LOWEST = pl.coalesce(
    pl.when("fewer_opportunities").then(limit("minimum_fewer_opportunities")), limit("minimum")
)
CHECK = Check(
    "duration-below-minimum",
    "duration_days",
    (STAY >= 1) & (STAY < _LOWEST),
    value=pl.col("duration_days"),
    details={
        "days": STAY,
        "min": _LOWEST,
        "type": type_key(),
        "call": pl.col("call"),
        "source": source_key(),
    },
)
