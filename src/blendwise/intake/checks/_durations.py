"""The limits of duration of each call and activity type, as columns to join."""

from __future__ import annotations

from functools import cache

import polars as pl

from blendwise.programme import duration_limits

__all__ = ["STAY", "limit", "source_key", "type_key"]

STAY = pl.col("duration_days") - pl.col("interruption_days").fill_null(0)
"""The days on which the register validates the limits: calendar days without interruptions."""


@cache
def _table(name: str) -> dict[str, object]:
    return {f"{limit.call_year}/{limit.activity_type}": getattr(limit, name) for limit in duration_limits()}


def limit(name: str) -> pl.Expr:
    """Return a limit of a row's call and activity type; null where none is known."""
    known = {key: value for key, value in _table(name).items() if value is not None}
    kind = pl.String() if name == "source" else pl.Int64()
    key = pl.concat_str(pl.col("call").cast(pl.String), pl.lit("/"), pl.col("activity_type"))
    return key.replace_strict(known, default=None, return_dtype=kind)


def source_key() -> pl.Expr:
    """Return the key of the source's name."""
    return pl.concat_str(pl.lit("programme.sources."), limit("source"))


def type_key() -> pl.Expr:
    """Return the key of the activity type's label."""
    return pl.concat_str(pl.lit("programme.activities."), pl.col("activity_type"))
