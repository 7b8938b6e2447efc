"""What a row of the register tells of a stay, as facts; of the virtual part it tells nothing but a tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from blendwise.programme.facts import Facts, Reply
from blendwise.programme.school_days import school_days_between

__all__ = ["REGISTER_COLUMNS", "registered_facts", "registered_stays"]

REGISTER_COLUMNS = (
    "status", "activity_type", "duration_days", "interruption_days", "start_date", "end_date", "fewer_opportunities",
    "participants",
)  # fmt: skip
"""The columns of mobilities from which the facts come, besides `call`; any may be lacking."""
_KINDS: Mapping[str, type[pl.DataType]] = {
    "duration_days": pl.Int64,
    "interruption_days": pl.Int64,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "fewer_opportunities": pl.Boolean,
    "participants": pl.Int64,
}
_REPLY = {True: Reply.YES, False: Reply.NO, None: None}


def registered_facts(row: Mapping[str, Any]) -> Facts:
    """Return what one row of mobilities tells.

    Calendar days are the duration less interruptions: the number on which the register checks its limits. School
    days are Monday to Friday of a stay without interruption, without regard to holidays. A complete mobility was
    travelled. If a shorter stay was justified, or how the virtual part was, the register does not say.
    """
    interruption = row.get("interruption_days") or 0
    days = (row.get("duration_days") or 0) - interruption
    return Facts(
        activity_type=row.get("activity_type"),
        travelled=Reply.YES if row.get("status") == "complete" else None,
        calendar_days=days if days > 0 else None,  # what ends before it starts has no length
        school_days=None if interruption else school_days_between(row.get("start_date"), row.get("end_date")),
        fewer_opportunities=_REPLY[row.get("fewer_opportunities")],
        participants=row.get("participants"),
    )


def registered_stays(mobilities: pl.DataFrame) -> pl.DataFrame:
    """Return the same for a table of mobilities: its columns stay, and the facts of the stays are added."""
    lacking = [name for name in REGISTER_COLUMNS if name not in mobilities.columns]
    whole = mobilities.with_columns(pl.lit(None, _KINDS.get(name, pl.String)).alias(name) for name in lacking)
    interruption = pl.col("interruption_days").fill_null(0)
    days = pl.col("duration_days") - interruption
    known = (pl.col("end_date") >= pl.col("start_date")) & (interruption == 0)
    weekdays = pl.business_day_count("start_date", pl.col("end_date") + pl.duration(days=1))
    fewer = pl.col("fewer_opportunities").replace_strict(
        [True, False], [Reply.YES.value, Reply.NO.value], return_dtype=pl.String
    )
    return whole.with_columns(
        travelled=pl.when(pl.col("status") == "complete").then(pl.lit(Reply.YES.value)),
        calendar_days=pl.when(days > 0).then(days),
        school_days=pl.when(known).then(weekdays).cast(pl.Int64),
        fewer_opportunities=fewer,
    )
