"""Verdicts over whole tables: what `judge` says of a million mobilities in the time of some hundred.

There is one definition of every criterion, in `stay` and `virtual_part`. Here each kind of stay (`stay_kinds`) and
each kind of virtual activity is judged once, and Polars does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from blendwise.programme.facts import Evidence, Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When
from blendwise.programme.reasons import Answer, Reason
from blendwise.programme.rulebook import CallRules, Criterion, Rulebook
from blendwise.programme.stay import counted_both_ways, rule_of
from blendwise.programme.stay_kinds import STAY_FACTS, numbered, one_of_each, with_kinds
from blendwise.programme.verdict import Outcome, judge_stay, leaves_open, outcome_of
from blendwise.programme.virtual_part import judge_activity

__all__ = ["ACTIVITY_FACTS", "STAY_FACTS", "judge_table"]

_SETS = {"with_whom": Party, "purposes": Purpose, "kept": Evidence}
_WORDS = {
    "through_ict": Reply,
    "part_of_plan": Reply,
    "took_part": TookPart,
    "when": When,
    "both_ways": Reply,
    "general_offer": Reply,
    "agreed_with_host": Reply,
}
ACTIVITY_FACTS = (*_WORDS, *_SETS, "number_taking_part", "out_of")
"""The columns of activities, besides the key: names as in `VirtualActivity`; sets are lists of texts."""
_ORDER = {Outcome.DOES_NOT_COUNT: 0, Outcome.NEEDS_INFORMATION: 1, Outcome.COUNTS: 2}
_NO_RULES = {"stay": 1, "stay_no": None, "stay_open": 1}


def judge_table(
    stays: pl.DataFrame,
    book: Rulebook,
    *,
    key: Sequence[str],
    activities: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge every stay with the virtual activities of the same key, each by the rules of its call.

    `stays` has the columns of the key (unique), `call`, any of `STAY_FACTS`, and `no_activities` where it is told
    that there were none; `activities` has the key and any of `ACTIVITY_FACTS`. A call without rules, or an activity
    type that is not known, leaves the verdict open.

    Returns the rows of `stays`, in their order: key, `call`, `outcome`, `stay` (the answer to the criteria on the
    stay alone: yes, no, unknown), `decided_by` (the first criterion that decided), `rules_version`.
    """
    kinds = with_kinds(_told(stays, activities, key), book)
    judged = kinds.select(*key, "_row", "call", "told", "_kind").join(
        _judged_stays(kinds, book), on="_kind", how="left"
    )
    best = _judged_activities(activities, kinds, book, key) if activities is not None else None
    return _concluded(judged if best is None else judged.join(best, on=list(key), how="left"), book, key)


def _told(stays: pl.DataFrame, activities: pl.DataFrame | None, key: Sequence[str]) -> pl.DataFrame:
    """Add whether virtual activities were told: `none`, `some` or null."""
    none = pl.col("no_activities") if "no_activities" in stays.columns else pl.lit(value=False)
    told = stays.with_row_index("_row").with_columns(told=pl.when(none).then(pl.lit("none")))
    if activities is None:
        return told
    there = activities.select(key).unique().with_columns(_there=pl.lit("some"))
    found = told.join(there, on=list(key), how="left", maintain_order="left")
    return found.with_columns(told=pl.coalesce("_there", "told")).drop("_there")


def _judged_stays(kinds: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    rows = [
        {"_kind": kind} | _judged_stay(facts, book.calls.get(call or 0))
        for kind, call, facts in one_of_each(kinds)
    ]
    return pl.DataFrame(
        rows, schema={"_kind": pl.UInt32} | dict.fromkeys(("stay", "stay_no", "stay_open"), pl.Int8)
    )


def _judged_stay(facts: Facts, rules: CallRules | None) -> dict[str, Any]:
    if rules is None:
        return _NO_RULES
    rule = rule_of(facts, rules)
    ways = counted_both_ways(facts, rule, rules) if rule else {}
    return _summed("stay", judge_stay(facts, rule, rules, ways), rules)


def _summed(name: str, reasons: Iterable[Reason], rules: CallRules) -> dict[str, Any]:
    """Return the outcome of some criteria, and the first of them that is not met and that is not known."""
    found = list(reasons)
    no = [
        _number(r.criterion)
        for r in found
        if r.answer is Answer.NO and _necessary(rules.criteria[r.criterion])
    ]
    still_open = [_number(r.criterion) for r in found if leaves_open(r, rules)]
    return {
        name: _ORDER[outcome_of(found, rules)],
        f"{name}_no": min(no, default=None),
        f"{name}_open": min(still_open, default=None),
    }


def _necessary(criterion: Criterion) -> bool:
    return criterion.kind == "necessary"


def _number(criterion: str) -> int:
    return int(criterion[1:])


def _judged_activities(
    activities: pl.DataFrame, stays: pl.DataFrame, book: Rulebook, key: Sequence[str]
) -> pl.DataFrame:
    """Return, per key, the activity that is nearest to counting."""
    groups = [code for code, kind in book.activity_types.items() if kind.group]
    lacking = [name for name in ACTIVITY_FACTS if name not in activities.columns]
    group = pl.col("activity_type").is_in(groups).fill_null(value=False)
    facts = activities.with_columns(pl.lit(None).alias(name) for name in lacking).join(
        stays.select(*key, "activity_type", "participants"), on=list(key), how="inner"
    )
    sets = [pl.col(n).cast(pl.List(pl.String)).list.sort().list.join(" ").alias(n) for n in _SETS]
    kind = ["group", *_WORDS, *_SETS, *_GROUP]
    share = Fraction(next(iter(book.calls.values())).criteria["C7"].parameters["minimum-share"])
    told = facts.select(*key, group.alias("group"), *_WORDS, *sets, *_of_group(group, share))
    told = numbered(told, kind)
    judged = _judged_kinds(told.unique("_kind", keep="any").select("_kind", *kind), book, groups[0])
    return (
        told.select(*key, "_kind")
        .join(judged, on="_kind", how="left", maintain_order="left")
        .sort("distance", maintain_order=True)
        .unique(list(key), keep="first")
        .drop("_kind", "distance")
    )


_GROUP = ("number_taking_part", "participants")


def _of_group(group: pl.Expr, share: Fraction) -> list[pl.Expr]:
    """Return how many of a group take part as two numbers that stand for all: too few, enough, more than there are."""
    number, own, whole = (pl.col(name).cast(pl.Int64) for name in (*_GROUP, "out_of"))
    size = pl.coalesce(whole, own)
    known = number.is_not_null() & (size > 0)
    few, most = pl.lit(0, pl.Int64), pl.lit(share.denominator, pl.Int64)
    enough = pl.when(number * share.denominator >= size * share.numerator).then(most).otherwise(few)
    standing = pl.when(number > size).then(most + 1).otherwise(enough)
    told = pl.when(known).then(standing).otherwise(number), pl.when(known).then(most).otherwise(size)
    return [pl.when(group).then(part).alias(name) for name, part in zip(_GROUP, told, strict=True)]


def _judged_kinds(kinds: pl.DataFrame, book: Rulebook, a_group: str) -> pl.DataFrame:
    rules = next(iter(book.calls.values()))  # the criteria are the same in every call
    alone = next(code for code, kind in book.activity_types.items() if not kind.group)
    rows = []
    for row in kinds.iter_rows(named=True):
        facts = Facts(activity_type=a_group if row["group"] else alone, participants=row["participants"])
        reasons = judge_activity(_activity(row), facts, rules)
        answers = [r.answer for r in reasons if _necessary(rules.criteria[r.criterion])]
        distance = {"distance": 100 * answers.count(Answer.NO) + answers.count(Answer.UNKNOWN)}
        rows.append({"_kind": row["_kind"]} | _summed("activity", reasons, rules) | distance)
    names = ("activity", "activity_no", "activity_open")
    schema = {"_kind": pl.UInt32} | dict.fromkeys(names, pl.Int8) | {"distance": pl.Int16}
    return pl.DataFrame(rows, schema=schema)


def _activity(row: Mapping[str, Any]) -> VirtualActivity:
    words: dict[str, Any] = {name: kind(row[name]) if row[name] else None for name, kind in _WORDS.items()}
    sets: dict[str, Any] = {
        name: None if row[name] is None else frozenset(map(kind, row[name].split()))
        for name, kind in _SETS.items()
    }
    return VirtualActivity(number_taking_part=row["number_taking_part"], **words, **sets)


def _concluded(judged: pl.DataFrame, book: Rulebook, key: Sequence[str]) -> pl.DataFrame:
    """Take stay and nearest activity together: a no decides, else what is open, else it counts."""
    if "activity" not in judged.columns:
        names = ("activity", "activity_no", "activity_open")
        judged = judged.with_columns(pl.lit(None, pl.Int8).alias(name) for name in names)
    none, untold = pl.col("told") == "none", pl.col("told").is_null()  # C3 is then what is not met, or open
    third = pl.lit(3, pl.Int8)
    activity = pl.when(none).then(0).when(untold).then(1).otherwise(pl.col("activity"))
    first_no = pl.min_horizontal("stay_no", pl.when(none).then(third).otherwise(pl.col("activity_no")))
    first_open = pl.min_horizontal(
        "stay_open", pl.when(untold).then(third).otherwise(pl.col("activity_open"))
    )
    outcome = pl.min_horizontal("stay", activity)
    decided = pl.when(outcome == 0).then(first_no).when(outcome == 1).then(first_open).otherwise(1)
    return judged.sort("_row").select(
        *key,
        "call",
        outcome=_named(outcome, {n: o.value for o, n in _ORDER.items()}),
        stay=_named(pl.col("stay"), {0: "no", 1: "unknown", 2: "yes"}),
        decided_by=pl.format("C{}", decided),
        rules_version=pl.lit(book.version),
    )


def _named(numbers: pl.Expr, words: Mapping[int, str]) -> pl.Expr:
    return numbers.replace_strict(list(words), list(words.values()), return_dtype=pl.String)
