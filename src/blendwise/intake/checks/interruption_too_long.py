"""`interruption-too-long`: the interruption is longer than the stay."""

import polars as pl

from blendwise.intake.checks._check import Check

CHECK = Check(
    "interruption-too-long",
    "interruption_days",
    pl.col("interruption_days") > pl.col("duration_days"),
    value=pl.col("interruption_days"),
    details={"days": pl.col("interruption_days"), "stay": pl.col("duration_days")},
)
