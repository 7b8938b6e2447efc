"""The limits of duration of each call and activity type, as columns to join."""

from __future__ import annotations

from functools import cache

import polars as pl

from blendwise.programme import duration_limits

__all__ = ["STAY", "limit", "source_key", "type_key"]

STAY = pl.col("duration_days") - pl.col("interruption_days").fill_null(0)
"""The days on which the register validates the limits: calendar days without interruptions."""


@cache
def _table(name: str) -> dict[int, object]:
    return {_key(limit.call_year, limit.activity_type): getattr(limit, name) for limit in duration_limits()}


@cache
def _types() -> dict[str, int]:
    return {kind: number for number, kind in enumerate(sorted({c.activity_type for c in duration_limits()}))}


def _key(call: int, activity_type: str) -> int:
    return 1000 * call + _types()[activity_type]


def limit(name: str) -> pl.Expr:
    """Return a limit of a row's call and activity type; null where none is known."""
    known = {key: value for key, value in _table(name).items() if value is not None}
    kind = pl.String() if name == "source" else pl.Int64()
    number = pl.col("activity_type").replace_strict(_types(), default=None, return_dtype=pl.Int64)
    return (1000 * pl.col("call") + number).replace_strict(known, default=None, return_dtype=kind)


def source_key() -> pl.Expr:
    """Return the key of the source's name."""
    return pl.concat_str(pl.lit("programme.sources."), limit("source"))


def type_key() -> pl.Expr:
    """Return the key of the activity type's label."""
    return pl.concat_str(pl.lit("programme.activities."), pl.col("activity_type"))
