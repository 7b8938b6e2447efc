"""The check for people: at most seven plain questions, and what their answers say as facts.

Answers are plain texts, as a form or an address holds them. A question that somebody cannot answer is answered
with `unknown`: it stays open in the verdict and never counts against the activity. Where one fact is still lacking
after the questions, the verdict asks for it (`FOLLOW_UPS`), or for another answer to a question (`ASKED_BY`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from blendwise.errors import UserError, unknown_name
from blendwise.programme.facts import Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When
from blendwise.programme.loading import shipped
from blendwise.programme.rulebook import CallRules, DayBasis
from blendwise.programme.verdict import Outcome, judge, with_calendar_days

__all__ = [
    "ANSWERS",
    "ASKED_BY",
    "FOLLOW_UPS",
    "QUESTIONS",
    "REPLIES",
    "STAY",
    "UNKNOWN",
    "WENT",
    "ShortQuestion",
    "call_told",
    "facts_for",
    "facts_told",
    "next_question",
]

UNKNOWN = "unknown"
STAY = ("call", "type", "went", "days", "days-as", "participants", "fewer-opportunities")
"""What the first question asks to fill in; only the call is needed."""
WENT = {"there": Reply.YES, "online": Reply.NO}
"""By choice: was there a journey, or was it done from home instead."""


@dataclass(frozen=True, slots=True)
class ShortQuestion:
    """A question with its choices; its texts stand under `short_check.<name>`."""

    name: str
    criterion: str
    """The criterion that it is asked for."""
    choices: tuple[str, ...] = ()


_ONLINE = {
    "talked": (Reply.YES, Reply.YES),
    "answered": (Reply.YES, Reply.YES),
    "one-way": (Reply.YES, Reply.NO),
    "posted": (Reply.PARTLY, Reply.NO),
    "not-online": (Reply.NO, None),
}
"""By choice: was it through digital means, and could both sides answer."""
_PLAN = {
    "made-for-it": (Reply.YES, Reply.NO, None),
    "offer-agreed": (Reply.YES, Reply.YES, Reply.YES),
    "offer": (Reply.YES, Reply.YES, Reply.NO),
    "apart": (Reply.NO, None, None),
}
"""By choice: was it part of the plan, is it an offer that anyone gets, was it agreed with the host."""

QUESTIONS = (
    ShortQuestion("stay", "C2"),
    ShortQuestion("online", "C3", tuple(_ONLINE)),
    ShortQuestion("plan", "C4", tuple(_PLAN)),
    ShortQuestion("whom", "C5", tuple(p for p in Party if p is not Party.NOBODY)),
    ShortQuestion("purpose", "C6", tuple(Purpose)),
    ShortQuestion("when", "C8", tuple(When)),
    ShortQuestion("who", "C7", tuple(TookPart)),
)
"""In the order in which they are asked."""

REPLIES = ("fewer-opportunities", "shorter-stay-justified", "partner-country", "together-online")
_NUMBERS = ("participants", "ects", "institutions", "countries")
FOLLOW_UPS: Mapping[str, str] = {
    **{name.replace("-", "_"): name for name in (*REPLIES, *_NUMBERS, "calendar-days", "school-days")},
    "agreed_with_host": "agreed-with-host",
    "number_taking_part": "number",
}
"""By the fact that a verdict asks for: the answer that tells it."""
ASKED_BY: Mapping[str, str] = {
    "activity_type": "stay",
    "travelled": "stay",
    "virtual_activities": "online",
    "through_ict": "online",
    "both_ways": "online",
    "part_of_plan": "plan",
    "general_offer": "plan",
    "with_whom": "whom",
    "purposes": "purpose",
    "when": "when",
    "took_part": "who",
}
"""By the fact that a verdict asks for: the question that asks it."""
ANSWERS = tuple(dict.fromkeys((*STAY, *(q.name for q in QUESTIONS[1:]), *FOLLOW_UPS.values())))
"""The names of all answers, in the order in which they are asked."""

_CHOICES = (
    {question.name: question.choices for question in QUESTIONS[1:]}
    | {name: tuple(Reply) for name in (*REPLIES, "agreed-with-host")}
    | {"went": tuple(WENT), "days-as": tuple(DayBasis)}
)
_MOST_SHOWN = 40
"""So many signs of an answer that cannot be are shown."""


def call_told(answers: Mapping[str, str]) -> int:
    """Return the call; who does not know it gets the newest of which the rules are known.

    Raises UserError for a call without rules.
    """
    call, calls = _told(answers, "call"), shipped().calls
    if call is None:
        return shipped().newest_known_call(_told(answers, "type"))
    if call not in map(str, calls):
        raise unknown_name(call[:_MOST_SHOWN], "call", map(str, calls))
    return int(call)


def facts_told(answers: Mapping[str, str]) -> Facts:
    """Return what the answers say. Raises UserError for a choice or number that cannot be.

    >>> facts_told({"call": "2024", "days": "14"}).calendar_days
    14
    """
    for name, choices in {**_CHOICES, "type": tuple(shipped().activity_types)}.items():
        told = _told(answers, name)
        if told is not None and told not in choices:
            raise unknown_name(told[:_MOST_SHOWN], "choice", (*choices, UNKNOWN))
    any_activity = any(answers.get(q.name) for q in QUESTIONS[1:])
    return replace(_stay(answers), virtual_activities=(_activity(answers),) if any_activity else None)


def _stay(answers: Mapping[str, str]) -> Facts:
    days, in_school_days = _number(answers, "days"), answers.get("days-as") == DayBasis.SCHOOL
    calendar, school = _number(answers, "calendar-days"), _number(answers, "school-days")
    went = _told(answers, "went")
    more: dict[str, Any] = {name: _number(answers, name) for name in _NUMBERS}
    more |= {name.replace("-", "_"): _reply(answers, name) for name in REPLIES}
    told = Facts(
        activity_type=_told(answers, "type"),
        travelled=WENT[went] if went else (Reply.YES if days else None),
        calendar_days=calendar or (None if in_school_days else days),
        school_days=school or (days if in_school_days else None),
        **more,
    )
    return replace(told, calendar_days=None, school_days=None) if told.travelled is Reply.NO else told


def _reply(answers: Mapping[str, str], name: str) -> Reply | None:
    told = _told(answers, name)
    return Reply(told) if told else None


def _activity(answers: Mapping[str, str]) -> VirtualActivity:
    online, both_ways = _ONLINE.get(answers.get("online", ""), (None, None))
    planned, offer, agreed = _PLAN.get(answers.get("plan", ""), (None, None, None))
    whom, purpose, when, who = (_told(answers, name) for name in ("whom", "purpose", "when", "who"))
    return VirtualActivity(
        through_ict=online,
        both_ways=both_ways,
        part_of_plan=planned,
        general_offer=offer,
        agreed_with_host=_reply(answers, "agreed-with-host") or agreed,
        with_whom=frozenset({Party(whom)}) if whom else None,
        purposes=frozenset({Purpose(purpose)}) if purpose else None,
        when=When(when) if when else None,
        took_part=TookPart(who) if who else None,
        number_taking_part=_number(answers, "number"),
    )


def _told(answers: Mapping[str, str], name: str) -> str | None:
    told = answers.get(name, "")
    return told if told not in ("", UNKNOWN) else None


def _number(answers: Mapping[str, str], name: str) -> int | None:
    told = (_told(answers, name) or "").strip()
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) <= 4):  # a stay or group has no five digits
        place = "follow" if name not in (*STAY, "number") else "stay"
        field = f"short_check.{place}.{name}" + (".short" if place == "follow" else "")
        raise UserError("short_check.not-a-number", value=told[:_MOST_SHOWN], field=field)
    return int(told)


def facts_for(answers: Mapping[str, str], rules: CallRules) -> Facts:
    """Return what the answers say, with calendar days for school days where every start of the week says the same.

    >>> from blendwise.programme import rules_at
    >>> week_and_a_half = {"type": "LM-SHORT-VET", "days": "8", "days-as": "school"}
    >>> facts_for(week_and_a_half, rules_at(2024)).calendar_days
    10
    """
    return with_calendar_days(facts_told(answers), rules)


def next_question(answers: Mapping[str, str], rules: CallRules) -> ShortQuestion | None:
    """Return what to ask next; None once the verdict is known, or everything was asked."""
    if judge(facts_for(answers, rules), rules).outcome is Outcome.DOES_NOT_COUNT:
        return None
    return next(_open(answers), None)


def _open(answers: Mapping[str, str]) -> Iterator[ShortQuestion]:
    if not any(answers.get(name) for name in ("type", "days")):
        yield QUESTIONS[0]
    yield from (question for question in QUESTIONS[1:] if not answers.get(question.name))
