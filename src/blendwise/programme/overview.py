"""The rules as rows to look at: what a call says, what differs between two calls, which calls there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blendwise.errors import unknown_name
from blendwise.language import has, listing, say
from blendwise.programme.rulebook import ActivityType, CallRules, Rulebook, RuleValue, Status

__all__ = ["CallRow", "ChangeRow", "RuleRow", "call_rows", "change_rows", "rule_rows", "value_in_words"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One value of a call."""

    activity_type: ActivityType
    name: str
    value: RuleValue[Any]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value that differs between two calls; None where a call says nothing of it."""

    activity_type: ActivityType
    name: str
    before: RuleValue[Any] | None
    after: RuleValue[Any] | None


@dataclass(frozen=True, slots=True)
class CallRow:
    """How much is known of a call: values by status, over the activity types that it has."""

    call_year: int
    activity_types: int
    stated: int
    """Values that the call's own file states."""
    assumed: int
    conflict: int
    not_found: int


def rule_rows(rules: CallRules, *, field: str | None = None) -> list[RuleRow]:
    """List every value of a call, or of one field of education (VET, SCH, ADU, HED, YOU).

    Raises UserError for a field that no activity type has.
    """
    _check_field(rules, field)
    return [
        RuleRow(rules.activity_types[code], name, value)
        for code, rule in rules.activities.items()
        if field is None or field in rules.activity_types[code].fields
        for name, value in rule.stated()
    ]


def change_rows(before: CallRules, after: CallRules, *, field: str | None = None) -> list[ChangeRow]:
    """List the values that differ between two calls; how sure they are is no difference."""
    _check_field(after, field)
    return [
        change
        for code, activity in after.activity_types.items()
        if field is None or field in activity.fields
        for change in _changes(activity, before, after)
    ]


def _changes(activity: ActivityType, before: CallRules, after: CallRules) -> Iterator[ChangeRow]:
    first = dict(before.activities[activity.code].stated())
    second = dict(after.activities[activity.code].stated())
    for name in dict.fromkeys([*first, *second]):
        old, new = first.get(name), second.get(name)
        if (old and old.possible) != (new and new.possible):
            yield ChangeRow(activity, name, old, new)


def call_rows(book: Rulebook) -> list[CallRow]:
    """List the calls, with how many of their values are stated, taken over, in conflict or not found."""
    return [_call_row(rules) for rules in book.calls.values()]


def _call_row(rules: CallRules) -> CallRow:
    available = [rule for rule in rules.activities.values() if rule.available.value]
    values = [value for rule in available for _, value in rule.stated()]
    statuses = [value.status for value in values]
    return CallRow(
        call_year=rules.call_year,
        activity_types=len(available),
        stated=sum(value.stated_in == rules.call_year for value in values),
        assumed=statuses.count(Status.ASSUMED),
        conflict=statuses.count(Status.CONFLICT),
        not_found=statuses.count(Status.NOT_FOUND),
    )


def _check_field(rules: CallRules, field: str | None) -> None:
    known = {one for activity in rules.activity_types.values() for one in activity.fields}
    if field is not None and field not in known:
        raise unknown_name(field, "programme.sector", known)


def value_in_words(value: RuleValue[Any] | None, language: str) -> str:
    """Write a value for a reader: every claim where sources disagree, and in words where there is none.

    >>> from blendwise.programme import rules_at
    >>> value_in_words(rules_at(2026).activity("SM-COUR-TRAIN").maximum_days, "en")
    '10 or 30'
    """
    if value is None:
        return say("programme.values.words.none", language)
    if not value.possible:
        return say("programme.statuses.not-found", language)
    words = [_word(one, language) for one in value.possible]
    return f" {say('programme.values.words.or', language)} ".join(words)


def _word(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return say(f"programme.values.words.{'yes' if value else 'no'}", language)
    if isinstance(value, tuple):
        return listing(
            [_named(f"programme.values.conditions-words.{one}", one, language) for one in value], language
        )
    return _named(f"programme.values.words.{value}", str(value), language)


def _named(key: str, otherwise: str, language: str) -> str:
    return say(key, language) if has(key, language) else otherwise
