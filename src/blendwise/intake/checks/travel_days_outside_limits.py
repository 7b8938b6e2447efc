"""`travel-days-outside-limits`: 0 to 2 travel days, or 0 to 6 with green travel, as the register's import has it."""

import polars as pl

from blendwise.intake.checks._check import Check

_MOST = pl.when(pl.col("green_travel").fill_null(value=False)).then(6).otherwise(2)
CHECK = Check(
    "travel-days-outside-limits",
    "travel_days",
    (pl.col("travel_days") < 0) | (pl.col("travel_days") > _MOST),
    value=pl.col("travel_days"),
    details={"n": pl.col("travel_days"), "limit": _MOST},
)
