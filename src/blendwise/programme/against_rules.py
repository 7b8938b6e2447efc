"""Where a registered mobility does not fit the rules of its call: too short, a group of one, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from blendwise.programme.facts import Facts
from blendwise.programme.reasons import Answer, Reason
from blendwise.programme.rulebook import CallRules, Rulebook
from blendwise.programme.stay import counted_both_ways, eligible_stay, rule_of, within_limits
from blendwise.programme.stay_kinds import one_of_each, with_kinds

__all__ = ["MISFITS", "Misfit", "misfits", "misfits_table"]

MISFITS = {
    "C2.too-short": "stay-too-short",
    "C2.too-long": "stay-too-long",
    "C1.group-too-small": "group-too-small",
    "C1.group-too-large": "group-too-large",
    "C1.not-in-this-call": "type-not-in-call",
    "C1.not-a-mobility": "ticked-where-impossible",
    "C1.blending-impossible": "ticked-where-impossible",
}
"""By reason of the verdict: the kind of misfit. Its sentence stands under `against_rules.<kind>`."""
_ONLY_IF_TICKED = "ticked-where-impossible"
_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "_kind": pl.UInt32,
    "ticked": pl.Boolean,
    "misfit": pl.String,
    "rule": pl.String,
    "minimum": pl.Int64,
    "maximum": pl.Int64,
    "status": pl.String,
    "sources": pl.List(pl.String),
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit, with the rule it does not fit."""

    kind: str
    criterion: str
    rule: str
    """The name of the value, such as `minimum_days`."""
    minimum: int | None = None
    maximum: int | None = None
    status: str | None = None
    source_ids: tuple[str, ...] = field(default=())


def misfits(facts: Facts, rules: CallRules, *, ticked: bool | None) -> tuple[Misfit, ...]:
    """Return where a registered stay does not fit the rules; what is not known, or only disputed, fits.

    >>> from blendwise.programme import rules_at
    >>> stay = Facts(activity_type="LM-LONG-VET", calendar_days=30)
    >>> [one.kind for one in misfits(stay, rules_at(2024), ticked=False)]
    ['stay-too-short']
    """
    return tuple(_misfits(facts, rules, ticked=ticked))


def _misfits(facts: Facts, rules: CallRules, *, ticked: bool | None) -> Iterator[Misfit]:
    rule = rule_of(facts, rules)
    if rule is None:
        return
    length = within_limits(rule, counted_both_ways(facts, rule, rules))
    for reason in (eligible_stay(facts, rule, rules), length):
        kind = MISFITS.get(f"{reason.criterion}.{reason.because.removesuffix('-school-days')}")
        if reason.answer is Answer.NO and kind and (ticked or kind != _ONLY_IF_TICKED):
            yield _misfit(kind, reason)


_RULE = {
    "stay-too-short": ("minimum_days_fewer_opportunities", "minimum_days_partner_country", "minimum_days"),
    "stay-too-long": ("maximum_days",),
    "group-too-small": ("minimum_group_fewer_opportunities", "minimum_group"),
    "group-too-large": ("maximum_group",),
    "type-not-in-call": ("available",),
    "ticked-where-impossible": ("blending",),
}


def _misfit(kind: str, reason: Reason) -> Misfit:
    rule = next((name for name in _RULE[kind] if name in reason.rules), _RULE[kind][-1])
    value = reason.rules.get(rule)
    return Misfit(
        kind,
        reason.criterion,
        rule,
        reason.values.get("minimum"),
        reason.values.get("maximum"),
        value.status.value if value else None,
        tuple(dict.fromkeys(source.id for source in value.sources)) if value else (),
    )


def misfits_table(stays: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    """Return a row for each misfit of a table of stays (`registered_stays`) that also has `blended`.

    The columns of `stays` stay; `misfit`, `rule`, `minimum`, `maximum`, `status` and `sources` are added.
    """
    kinds = with_kinds(stays, book).with_columns(ticked=pl.col("blended").fill_null(value=False))
    found = [
        {"_kind": kind, "ticked": ticked} | _row(one)
        for kind, call, facts in one_of_each(kinds)
        if call is not None and call in book.calls
        for ticked in (True, False)
        for one in misfits(facts, book.calls[call], ticked=ticked)
    ]
    added = ("misfit", "rule", "minimum", "maximum", "status", "sources")
    joined = kinds.drop([name for name in added if name in kinds.columns]).join(
        pl.DataFrame(found, schema=_SCHEMA), on=["_kind", "ticked"], maintain_order="left"
    )
    return joined.select(*(name for name in stays.columns if name not in added), *added)


def _row(one: Misfit) -> dict[str, Any]:
    return {
        "misfit": one.kind,
        "rule": one.rule,
        "minimum": one.minimum,
        "maximum": one.maximum,
        "status": one.status,
        "sources": list(one.source_ids),
    }
