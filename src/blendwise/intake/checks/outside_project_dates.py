"""`outside-project-dates`: the stay is not within the project, where the file says when that starts and ends."""

import polars as pl

from blendwise.intake.checks._check import Check

_START, _END = pl.col("project_start_date"), pl.col("project_end_date")
_KNOWN = pl.all_horizontal(
    pl.col("start_date", "end_date", "project_start_date", "project_end_date").is_not_null()
)
CHECK = Check(
    "outside-project-dates",
    "start_date",
    _KNOWN & ((pl.col("start_date") < _START) | (pl.col("end_date") > _END)),
    value=pl.col("start_date"),
    details={"start": pl.col("start_date"), "end": pl.col("end_date"), "p1": _START, "p2": _END},
)
