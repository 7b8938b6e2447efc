"""Does it count as blended? A pure function of facts and rules: same input, same verdict; it never guesses.

A necessary criterion answered no: does not count. Otherwise a necessary one unknown: needs information.
Otherwise it counts. Each virtual activity is judged by itself and one that passes is enough, so recording
more never harms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from blendwise.programme.comparing import at_least, possible
from blendwise.programme.facts import Facts
from blendwise.programme.higher_education import compulsory_conditions
from blendwise.programme.reasons import Answer, Reason, no, unknown
from blendwise.programme.rulebook import ActivityRule, CallRules, Criterion, DayBasis, RuleValue, Status
from blendwise.programme.school_days import calendar_days_spanned
from blendwise.programme.stay import counted_both_ways, eligible_stay, rule_of, within_limits
from blendwise.programme.virtual_part import judge_activity

__all__ = [
    "Option",
    "Outcome",
    "Reading",
    "UsedRule",
    "Verdict",
    "judge",
    "judge_stay",
    "leaves_open",
    "on_the_stay",
    "outcome_of",
    "with_calendar_days",
]


class Outcome(StrEnum):
    """What the rules say of a case."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does-not-count"
    NEEDS_INFORMATION = "needs-information"


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict if days were counted in this way."""

    day_basis: DayBasis
    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Option:
    """A way to make it count that today's rules already have; its sentence stands under `key`."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsedRule:
    """A value of the programme, or the basis of a criterion, on which the verdict rests."""

    criterion: str
    name: str
    """The name of the value, or `criterion` for the criterion itself."""
    status: Status
    value: RuleValue[Any] | None
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules of a call say of one mobility, with everything that a reader needs to check it."""

    outcome: Outcome
    call_year: int
    rules_version: str
    reasons: tuple[Reason, ...]
    """Those that decided come first, in the order of the criteria."""
    decided_by: tuple[str, ...]
    """The criteria that decided: what is not met, what is not known, or all that are met."""
    question: Reason | None
    """The reason whose question is to be answered next."""
    changes: tuple[Reason, ...]
    """What has to change for it to count, with the activity that needs the least."""
    still_open: int
    """How many necessary criteria are not known besides: questions that remain after the changes."""
    options: tuple[Option, ...]
    """What today's rules already allow where the stay is too short."""
    readings: tuple[Reading, ...]
    """Both ways of counting days, where they lead to different verdicts; else empty."""
    notes: tuple[str, ...]
    """Keys of sentences that a reader should know."""
    certainty: tuple[UsedRule, ...]
    """How sure the rules are on which this rests."""
    activity: int | None
    """Which virtual activity decided (from 0); None if none was told."""
    activities: tuple[Outcome, ...]
    """Each virtual activity by itself, in the order told."""


def judge(facts: Facts, rules: CallRules) -> Verdict:
    """Judge whether a mobility counts as blended by the rules of its call.

    Raises UserError for an activity type that does not exist. Nothing else can go wrong: a fact that is not
    told leads to `needs-information`, never to a guess.

    >>> from blendwise.programme import Reply, rules_at
    >>> judge(Facts(travelled=Reply.NO), rules_at(2024)).outcome.value
    'does-not-count'
    """
    rule = rule_of(facts, rules)
    ways = counted_both_ways(facts, rule, rules) if rule else {}
    stay = judge_stay(facts, rule, rules, ways)
    judged = [judge_activity(activity, facts, rules) for activity in facts.virtual_activities or ()]
    best = min(range(len(judged)), key=lambda i: _distance(judged[i], rules), default=None)
    activity = judged[best] if best is not None else _no_activity(facts)
    reasons = tuple(sorted((*stay, *activity), key=lambda reason: int(reason.criterion[1:])))
    outcome = outcome_of(reasons, rules)
    deciding = _deciding(outcome, reasons, rules)
    readings = _readings(ways, reasons, rules)
    return Verdict(
        outcome=outcome,
        call_year=rules.call_year,
        rules_version=rules.version,
        reasons=_in_order(deciding, reasons),
        decided_by=tuple(reason.criterion for reason in deciding),
        question=_question(deciding) if outcome is Outcome.NEEDS_INFORMATION else None,
        changes=deciding if outcome is Outcome.DOES_NOT_COUNT else (),
        still_open=sum(r.answer is Answer.UNKNOWN for r in _necessary(reasons, rules)),
        options=_options(facts.calendar_days, rule, rules, stay[1]) if rule else (),
        readings=readings,
        notes=_notes(facts.calendar_days, rule, ways, readings),
        certainty=_certainty(reasons, rules),
        activity=best,
        activities=tuple(outcome_of(one, rules) for one in judged),
    )


def judge_stay(
    facts: Facts, rule: ActivityRule | None, rules: CallRules, ways: Mapping[DayBasis, Reason]
) -> tuple[Reason, Reason, Reason]:
    """Answer the criteria on the stay as a whole: C1, C2 and C12."""
    return (
        eligible_stay(facts, rule, rules),
        within_limits(rule, ways) if rule else unknown("C2", "type-not-told", "activity_type"),
        compulsory_conditions(facts, rule, rules),
    )


def _no_activity(facts: Facts) -> tuple[Reason, ...]:
    if facts.virtual_activities is None:
        return (unknown("C3", "activity-not-told", "virtual_activities"),)
    return (no("C3", "no-activity"),)


def _necessary(reasons: Iterable[Reason], rules: CallRules) -> list[Reason]:
    return [reason for reason in reasons if rules.criteria[reason.criterion].kind == "necessary"]


def outcome_of(reasons: Iterable[Reason], rules: CallRules) -> Outcome:
    """Conclude from the answers to the criteria: a necessary no, else a necessary unknown, else it counts."""
    answers = {reason.answer for reason in _necessary(reasons, rules)}
    if Answer.NO in answers:
        return Outcome.DOES_NOT_COUNT
    return Outcome.NEEDS_INFORMATION if Answer.UNKNOWN in answers else Outcome.COUNTS


def _distance(reasons: tuple[Reason, ...], rules: CallRules) -> tuple[int, int]:
    """Tell how far an activity is from counting: criteria not met, then criteria not known."""
    answers = [reason.answer for reason in _necessary(reasons, rules)]
    return answers.count(Answer.NO), answers.count(Answer.UNKNOWN)


def _deciding(outcome: Outcome, reasons: tuple[Reason, ...], rules: CallRules) -> tuple[Reason, ...]:
    if outcome is Outcome.NEEDS_INFORMATION:
        return tuple(reason for reason in reasons if leaves_open(reason, rules))
    answer = Answer.YES if outcome is Outcome.COUNTS else Answer.NO
    return tuple(reason for reason in _necessary(reasons, rules) if reason.answer is answer)


def leaves_open(reason: Reason, rules: CallRules) -> bool:
    """Tell whether a reason keeps the verdict open; a supporting criterion that is not met does so too."""
    kind = rules.criteria[reason.criterion].kind
    if reason.answer is Answer.UNKNOWN:
        return kind != "confidence"
    return reason.answer is Answer.NO and kind == "supporting"


def _in_order(deciding: tuple[Reason, ...], reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    rest = (r for r in reasons if r not in deciding and r.answer is not Answer.NOT_APPLICABLE)
    return (*deciding, *rest)


def _question(deciding: tuple[Reason, ...]) -> Reason:
    """Pick what to ask next: first what the institution can tell, then what only the agency can."""
    still_open = [reason for reason in deciding if reason.answer is Answer.UNKNOWN]
    return min(still_open, key=lambda reason: reason.asks is None)


def _readings(
    ways: Mapping[DayBasis, Reason], reasons: tuple[Reason, ...], rules: CallRules
) -> tuple[Reading, ...]:
    """Return the verdict by each way of counting days, where the days are told both ways and the way decides."""
    others = [reason for reason in reasons if reason.criterion != "C2"]
    found = tuple(Reading(basis, outcome_of([*others, way], rules), way) for basis, way in ways.items())
    told = not any(reading.reason.because.startswith("not-told") for reading in found)
    return found if told and len({reading.outcome for reading in found}) > 1 else ()


def _options(days: int | None, rule: ActivityRule, rules: CallRules, length: Reason) -> tuple[Option, ...]:
    """Name what is already possible with a stay that is too short for its type."""
    if days is None or length.because not in ("too-short", "too-short-with-virtual"):
        return ()
    fields = set(rules.activity_types[rule.code].fields)
    shorter = rule.minimum_days_fewer_opportunities
    found = []
    if at_least(days, possible(shorter)) is Answer.YES:
        found.append(Option("programme.options.fewer-opportunities", {"minimum": max(possible(shorter))}))
    for code, other in rules.activities.items():
        kind = rules.activity_types[code]
        fits = at_least(days, possible(other.minimum_days)) is Answer.YES
        if kind.group and kind.who == "learner" and fits and fields & set(kind.fields):
            minimum = max(possible(other.minimum_days))
            found.append(Option("programme.options.group", {"type": kind.label_key, "minimum": minimum}))
    return tuple(found)


def _notes(
    days: int | None,
    rule: ActivityRule | None,
    ways: Mapping[DayBasis, Reason],
    readings: tuple[Reading, ...],
) -> tuple[str, ...]:
    """Say how the register counts, to whoever may count school days and so take a stay for too short."""
    if not rule:
        return ()
    by_calendar, by_school = ways[DayBasis.CALENDAR].answer, ways[DayBasis.SCHOOL]
    misread = by_school.because == "too-short-school-days" and by_calendar is not Answer.NO
    told = readings or misread or (by_calendar is not Answer.YES and _enough_as_school_days(days, rule))
    return ("programme.notes.day-basis",) if told else ()


def _enough_as_school_days(days: int | None, rule: ActivityRule) -> bool:
    """Tell whether so many days are too few, and would be enough if they were meant as school days."""
    minima = possible(rule.minimum_days)
    if not days or not minima:
        return False
    return days < min(minima) <= calendar_days_spanned(days)[0]


def _certainty(reasons: Iterable[Reason], rules: CallRules) -> tuple[UsedRule, ...]:
    used = []
    for reason in _necessary(reasons, rules):
        if reason.answer is not Answer.NOT_APPLICABLE:
            used.append(_basis(rules.criteria[reason.criterion]))
            used += [
                UsedRule(reason.criterion, name, value.status, value, tuple(s.id for s in value.sources))
                for name, value in reason.rules.items()
            ]
    return tuple(used)


def _basis(criterion: Criterion) -> UsedRule:
    return UsedRule(criterion.id, "criterion", criterion.status, None, tuple(s.id for s in criterion.sources))


def with_calendar_days(facts: Facts, rules: CallRules) -> Facts:
    """Return facts of which only school days, in a row, are told with the calendar days that they span.

    Only where every start of the week says the same of the length of the stay; else what lacks stays open.
    """
    if facts.calendar_days is not None or not facts.school_days:
        return facts
    fewest, most = (replace(facts, calendar_days=days) for days in calendar_days_spanned(facts.school_days))
    return fewest if _long_enough(fewest, rules) is _long_enough(most, rules) else facts


def _long_enough(facts: Facts, rules: CallRules) -> Answer:
    return next(reason.answer for reason in judge(facts, rules).reasons if reason.criterion == "C2")


def on_the_stay(verdict: Verdict, rules: CallRules) -> Answer:
    """Tell what a verdict says of the stay alone, whatever its virtual part."""
    answers = {r.answer for r in verdict.reasons if rules.criteria[r.criterion].scope == "stay"}
    return next((one for one in (Answer.NO, Answer.UNKNOWN) if one in answers), Answer.YES)
