"""`draft-mobility`: a mobility that the register holds for unfinished; it is kept and not counted.

Where the status is missing or unknown, the row counts as a draft too; that it is so is said by its own finding.
"""

import polars as pl

from blendwise.intake.checks._check import Check

CHECK = Check("draft-mobility", "status", pl.col("said_to_be_draft"), value=pl.col("status"))
