"""`same-organisation`: sending and receiving organisation are the same."""

import polars as pl

from blendwise.intake.checks._check import Check

CHECK = Check(
    "same-organisation",
    "receiving_organisation_oid",
    pl.col("sending_organisation_oid") == pl.col("receiving_organisation_oid"),
    value=pl.col("receiving_organisation_oid"),
    details={"oid": pl.col("receiving_organisation_oid")},
)
