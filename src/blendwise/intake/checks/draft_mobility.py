"""`draft-mobility`: a mobility that the register holds for unfinished; it is kept and not counted."""

import polars as pl

from blendwise.intake.checks._check import Check

CHECK = Check("draft-mobility", "status", pl.col("status") == "draft", value=pl.col("status"))
