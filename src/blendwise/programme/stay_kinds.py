"""Kinds of stays: two stays are of one kind if no limit of the rules lies between their days and numbers.

A table of a million stays has some hundred kinds, so whatever the rules say of a stay is asked once per kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from blendwise.programme.comparing import possible
from blendwise.programme.facts import Facts, Reply, VirtualActivity
from blendwise.programme.rulebook import Blending, Rulebook

__all__ = ["STAY_FACTS", "numbered", "one_of_each", "with_kinds"]

_REPLIES = (
    "travelled",
    "fewer_opportunities",
    "shorter_stay_justified",
    "partner_country",
    "together_online",
)
_NUMBERS = (
    "calendar_days", "school_days", "virtual_days", "participants", "ects", "institutions", "countries",
)  # fmt: skip
STAY_FACTS = ("activity_type", *_REPLIES, *_NUMBERS)
"""The facts of a stay as columns: names as in `Facts`, replies as texts."""
_TOLD: Mapping[str | None, tuple[VirtualActivity, ...] | None] = {
    None: None,
    "none": (),
    "some": (VirtualActivity(),),
}


def with_kinds(stays: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    """Add `_kind`, equal for stays of one kind, and the facts by which the kinds are told apart.

    `stays` has `call` and any of `STAY_FACTS`; `told` says of virtual activities `none`, `some` or null.
    An activity type that the rules do not know becomes null.
    """
    lacking = [name for name in (*STAY_FACTS, "told") if name not in stays.columns]
    known = pl.col("activity_type").is_in(list(book.activity_types))
    whole = stays.with_columns(
        pl.lit(None, pl.Int64 if name in _NUMBERS else pl.String).alias(name) for name in lacking
    ).with_columns(
        pl.when(known).then(pl.col("activity_type")).alias("activity_type"),
        *(_lowered(name, book).alias(f"_{name}") for name in _NUMBERS),
        pl.when(pl.col("activity_type").is_in(_compulsory(book))).then("told").alias("_told"),
    )
    facts = ["call", "_told", "activity_type", *_REPLIES, *(f"_{name}" for name in _NUMBERS)]
    return numbered(whole, facts)


def numbered(table: pl.DataFrame, facts: Sequence[str]) -> pl.DataFrame:
    """Add `_kind`, equal for rows that are equal in all of some columns."""
    kinds = table.select(facts).unique().with_row_index("_kind")
    return table.join(kinds, on=list(facts), how="left", nulls_equal=True, maintain_order="left")


def one_of_each(kinds: pl.DataFrame) -> Iterator[tuple[int, int | None, Facts]]:
    """Go through the kinds: their number, their call, and the facts of a stay of that kind."""
    numbers = [pl.col(f"_{name}").alias(name) for name in _NUMBERS]
    each = kinds.unique("_kind", keep="any").select(
        "_kind", "call", "_told", "activity_type", *_REPLIES, *numbers
    )
    for row in each.iter_rows(named=True):
        yield row["_kind"], row["call"], _facts(row)


def _facts(row: Mapping[str, Any]) -> Facts:
    replies: dict[str, Any] = {name: Reply(row[name]) if row[name] else None for name in _REPLIES}
    return Facts(
        activity_type=row["activity_type"],
        virtual_activities=_TOLD[row["_told"]],
        **replies,
        **{name: row[name] for name in _NUMBERS},
    )


_LIMITS = {
    "calendar_days": (
        "minimum_days",
        "maximum_days",
        "minimum_days_fewer_opportunities",
        "minimum_days_partner_country",
    ),
    "virtual_days": ("virtual_days_towards_minimum",),
    "participants": ("minimum_group", "minimum_group_fewer_opportunities", "maximum_group"),
    "ects": ("minimum_ects",),
    "institutions": ("minimum_institutions",),
    "countries": ("minimum_countries",),
}
"""By which rules each number is judged; school days by those of calendar days."""


def _marks(name: str, book: Rulebook) -> list[int]:
    """Return every number at which an answer can change: each limit and the one after, and less the virtual days."""
    rules = [rule for call in book.calls.values() for rule in call.activities.values()]
    of = "calendar_days" if name == "school_days" else name
    limits = {
        limit for rule in rules for rule_name in _LIMITS[of] for limit in possible(getattr(rule, rule_name))
    }
    counting = max(
        (days for rule in rules for days in possible(rule.virtual_days_towards_minimum)), default=0
    )
    virtual = counting if of == "calendar_days" else 0
    return sorted(
        {0} | {max(0, n - less) + more for n in limits for less in range(virtual + 1) for more in (0, 1)}
    )


def _with_group_limits(book: Rulebook) -> list[str]:
    """Return the types of which the number of participants matters in some call."""
    rules = (rule for call in book.calls.values() for rule in call.activities.values())
    return sorted({rule.code for rule in rules if rule.minimum_group or rule.maximum_group})


def _compulsory(book: Rulebook) -> list[str]:
    """Return the types of which the stay itself is judged by whether there is a virtual part."""
    rules = (rule for call in book.calls.values() for rule in call.activities.values())
    return sorted({rule.code for rule in rules if Blending.COMPULSORY in rule.blending.possible})


def _lowered(name: str, book: Rulebook) -> pl.Expr:
    """Replace a number by the lowest that the rules can't tell from it."""
    number, places = pl.col(name).cast(pl.Int64), pl.Series(_marks(name, book), dtype=pl.Int64)
    at = pl.lit(places).search_sorted(number.fill_null(0).clip(0), side="right") - 1
    lowered = pl.when(number >= 0).then(pl.lit(places).gather(at)).otherwise(number)
    if name != "participants":
        return lowered
    return pl.when(pl.col("activity_type").is_in(_with_group_limits(book))).then(lowered)
