"""The check for people: at most seven plain questions, and what their answers say as facts.

Answers are plain texts, as a form or an address holds them. A question that somebody cannot answer is answered
with `unknown`: it stays open in the verdict and never counts against the activity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blendwise.errors import UserError, unknown_name
from blendwise.programme.facts import Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When
from blendwise.programme.rulebook import CallRules
from blendwise.programme.verdict import Outcome, judge

__all__ = ["QUESTIONS", "STAY", "UNKNOWN", "ShortQuestion", "facts_told", "next_question"]

UNKNOWN = "unknown"
STAY = ("call", "type", "days", "participants", "fewer-opportunities")
"""What the first question asks to fill in; only the call is needed."""


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


_CHOICES = {question.name: (*question.choices, UNKNOWN) for question in QUESTIONS[1:]} | {
    "fewer-opportunities": (*Reply, UNKNOWN)
}


def facts_told(answers: Mapping[str, str]) -> Facts:
    """Return what the answers say. Raises UserError for a choice or number that cannot be.

    >>> facts_told({"call": "2024", "days": "14"}).calendar_days
    14
    """
    for name, choices in _CHOICES.items():
        if answers.get(name) and answers[name] not in choices:
            raise unknown_name(answers[name], "choice", choices)
    days = _number(answers, "days")
    return Facts(
        activity_type=_told(answers, "type"),
        travelled=Reply.YES if days else None,
        calendar_days=days,
        participants=_number(answers, "participants"),
        fewer_opportunities=Reply(told) if (told := _told(answers, "fewer-opportunities")) else None,
        virtual_activities=(_activity(answers),) if any(answers.get(q.name) for q in QUESTIONS[1:]) else None,
    )


def _activity(answers: Mapping[str, str]) -> VirtualActivity:
    online, both_ways = _ONLINE.get(answers.get("online", ""), (None, None))
    planned, offer, agreed = _PLAN.get(answers.get("plan", ""), (None, None, None))
    whom, purpose, when, who = (_told(answers, name) for name in ("whom", "purpose", "when", "who"))
    return VirtualActivity(
        through_ict=online,
        both_ways=both_ways,
        part_of_plan=planned,
        general_offer=offer,
        agreed_with_host=agreed,
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
        raise UserError("short_check.not-a-number", value=told, field=f"short_check.stay.{name}")
    return int(told)


def next_question(answers: Mapping[str, str], rules: CallRules) -> ShortQuestion | None:
    """Return what to ask next; None once the verdict is known, or everything was asked."""
    if judge(facts_told(answers), rules).outcome is Outcome.DOES_NOT_COUNT:
        return None
    return next(_open(answers), None)


def _open(answers: Mapping[str, str]) -> Iterator[ShortQuestion]:
    if not answers.get("type") and not answers.get("days"):
        yield QUESTIONS[0]
    yield from (question for question in QUESTIONS[1:] if not answers.get(question.name))
