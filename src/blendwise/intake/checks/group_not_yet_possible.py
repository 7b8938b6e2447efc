"""`group-not-yet-possible`: group mobilities exist in a sector from a certain call on."""

import polars as pl

from blendwise import programme
from blendwise.intake.checks._check import Check

_SECTORS = ("VET", "SCH", "ADU")
_FIRST = {
    sector: first
    for sector in _SECTORS
    if (first := programme.rules_at(programme.call_years()[-1]).group_mobility_first_call(sector)) is not None
}
_FIRST_CALL = pl.col("sector").replace_strict(_FIRST, default=None, return_dtype=pl.Int64())
CHECK = Check(
    "group-not-yet-possible",
    "activity_type",
    pl.col("group") & (pl.col("call") < _FIRST_CALL),
    value=pl.col("activity_type"),
    details={"sector": pl.col("sector"), "first": _FIRST_CALL, "call": pl.col("call")},
)
