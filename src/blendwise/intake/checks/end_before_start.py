"""`end-before-start`: the stay ends before it begins."""

import polars as pl

from blendwise.intake.checks._check import Check

CHECK = Check(
    "end-before-start",
    "end_date",
    pl.col("end_date") < pl.col("start_date"),
    value=pl.col("end_date"),
    details={"start": pl.col("start_date"), "end": pl.col("end_date")},
)
