"""What the programme's rules say, per call, and whether an activity counts as blended.

Rules are data (`data/`), each value with its source and with how sure it is; they are read for a call year
and never "as they are now".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from blendwise.errors import unknown_name
from blendwise.programme.explanation import ExplainedReason, Explanation, explain
from blendwise.programme.facts import Evidence, Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When
from blendwise.programme.limits import DurationLimit, limits_of
from blendwise.programme.loading import load, rules_in, shipped
from blendwise.programme.overview import (
    CallRow,
    ChangeRow,
    RuleRow,
    call_rows,
    change_rows,
    rule_rows,
    value_in_words,
)
from blendwise.programme.reasons import Answer, Reason
from blendwise.programme.recognition import nearest_name, plain, recognise_among
from blendwise.programme.refusals import Refusal, RulesError
from blendwise.programme.rulebook import (
    ActivityRule,
    ActivityType,
    Blending,
    CallRules,
    Criterion,
    DayBasis,
    Rulebook,
    RuleValue,
    Source,
    Status,
)
from blendwise.programme.verdict import Option, Outcome, Reading, UsedRule, Verdict, judge

__all__ = [
    "ActivityRule",
    "ActivityType",
    "Answer",
    "Blending",
    "CallRow",
    "CallRules",
    "ChangeRow",
    "Criterion",
    "DayBasis",
    "DurationLimit",
    "Evidence",
    "ExplainedReason",
    "Explanation",
    "Facts",
    "Option",
    "Outcome",
    "Party",
    "Purpose",
    "Reading",
    "Reason",
    "Refusal",
    "Reply",
    "RuleRow",
    "RuleValue",
    "Rulebook",
    "RulesError",
    "Source",
    "Status",
    "TookPart",
    "UsedRule",
    "Verdict",
    "VirtualActivity",
    "When",
    "activity_types",
    "call_rows",
    "call_years",
    "change_rows",
    "duration_limits",
    "explain",
    "judge",
    "load",
    "nearest",
    "recognise",
    "rule_rows",
    "rules_at",
    "rules_in",
    "shipped",
    "source_name",
    "value_in_words",
]


def activity_types(book: Rulebook | None = None) -> Mapping[str, ActivityType]:
    """Return the activity types by their code, such as `LM-SHORT-VET`.

    >>> activity_types()["OA-INV-EXP"].direction
    'incoming'
    """
    return (book or shipped()).activity_types


def call_years(book: Rulebook | None = None) -> tuple[int, ...]:
    """Return the years of the calls that have rules, in order."""
    return tuple((book or shipped()).calls)


def rules_at(call_year: int, book: Rulebook | None = None) -> CallRules:
    """Return the rules of a call. Raises UserError (`unknown-name`) for a year without rules.

    >>> rules_at(2023).activity("LM-SHORT-VET").minimum_days.value
    10
    >>> rules_at(2023).group_mobility_first_call("VET")
    2024
    """
    calls = (book or shipped()).calls
    if call_year not in calls:
        raise unknown_name(str(call_year), "call", map(str, calls))
    return calls[call_year]


def recognise(text: str) -> str | None:
    """Return the code of an activity type from a name or code in an export, or None if it is not known.

    Case, accents, spaces and punctuation do not matter; English and Dutch names are known.

    >>> recognise("Short-term learning mobility of VET  learners")
    'LM-SHORT-VET'
    """
    return recognise_among(text, _names())


def nearest(text: str) -> str:
    """Return the register's name of the activity type that a text is most like.

    >>> nearest("short term lerning mobility of VET")
    'Short-term learning mobility of VET learners'
    """
    return nearest_name(text, shipped().activity_types)


@cache
def _names() -> Mapping[str, str]:
    types = shipped().activity_types.values()
    return {plain(alias): t.code for t in types for alias in (t.code, *t.aliases)}


def duration_limits(book: Rulebook | None = None) -> list[DurationLimit]:
    """List how long a stay may be, a row per call and activity type, for work on whole tables."""
    return limits_of(book or shipped())


def source_name(source: str, language: str) -> str:
    """Return what a source is, in a language, from its id."""
    sources = shipped().sources
    return sources[source].name(language) if source in sources else source
