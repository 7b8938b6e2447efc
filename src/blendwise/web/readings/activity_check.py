"""Does my activity count? What a page of the check shows: the next question, or the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.programme import (
    Explanation,
    Facts,
    Outcome,
    Reply,
    Verdict,
    activity_types,
    call_years,
    explain,
    judge,
    rules_at,
    shipped,
)
from blendwise.programme.short_check import (
    ANSWERS,
    ASKED_BY,
    FOLLOW_UPS,
    QUESTIONS,
    STAY,
    UNKNOWN,
    ShortQuestion,
    call_told,
    facts_for,
    next_question,
)
from blendwise.web.readings.stay_cost import stay_cost
from blendwise.web.readings.verdicts import Precedents, precedents

__all__ = [
    "ActivityCheck",
    "CheckQuestion",
    "Choice",
    "FollowUp",
    "JudgedActivity",
    "Told",
    "activity_check",
    "asked_question",
    "finished",
    "follow_up",
]

_REPLIED = (
    "shorter-stay-justified",
    "partner-country",
    "together-online",
    "agreed-with-host",
    "fewer-opportunities",
)
_FIELDS = ("VET", "SCH", "ADU", "HED", "YOU")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be chosen."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """The question to answer now."""

    name: str
    number: int
    """Which question it is, from 1."""
    most: int
    """How many there are at most."""
    text: str
    hint: str
    why: str
    source: str
    example: str
    """Something that meets it, in a sentence."""
    counterexample: str
    choices: tuple[Choice, ...]
    """Empty for the stay, which is filled in."""
    asks_number: bool
    """Whether it also asks how many of a group took part."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer given so far, and the address that asks it again."""

    label: str
    answer: str
    again: str


@dataclass(frozen=True, slots=True)
class JudgedActivity:
    """The verdict, in the reader's language."""

    outcome: Outcome
    explanation: Explanation
    next_step: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The one thing that is still lacking, to be told beside the verdict."""

    name: str
    """What the answer is called; empty where a question of the check is to be answered again."""
    text: str
    choices: tuple[str, ...]
    """Replies to choose from; empty where a number is asked."""
    again: str
    """The address that asks a question of the check again; empty where the answer is told here."""


@dataclass(frozen=True, slots=True)
class ActivityCheck:
    """A page of the check."""

    facts: Facts
    call: int
    answers: Mapping[str, str]
    carried: Mapping[str, str]
    """The answers that a form takes along: all but those it asks for."""
    told: tuple[Told, ...]
    question: CheckQuestion | None
    """None once the verdict is known."""
    verdict: JudgedActivity | None
    cost: tuple[str, ...]
    """With the verdict: what the stay costs as far as known, and that the virtual part brings no extra money."""
    follow_up: FollowUp | None
    """What the stay costs, as far as that is known, and that the virtual part brings no money; with the verdict."""
    fewer_opportunities: str
    """What was said of fewer opportunities: yes, no, or nothing."""
    days_as: str
    """How the days are counted: calendar or school."""
    precedents: Precedents | None
    """What the agency ruled of like cases; None while questions are open."""
    calls: tuple[int, ...]
    types: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """By field of education: code and name of each kind of stay."""
    query: str
    """The answers as an address has them."""
    address: str
    """The whole address of this page, to cite or to send."""
    mail: str
    """A link that opens a message to the coordinator with the verdict in it."""


def activity_check(given: Mapping[str, str], language: str, *, here: str, asked: str = "") -> ActivityCheck:
    """Return the page for the answers so far; `here` is its address without them, `asked` a question to ask again.

    Raises UserError for an answer that cannot be.
    """
    answers = {name: given[name] for name in ANSWERS if given.get(name)}
    call = call_told(answers)
    answers["call"], rules = str(call), rules_at(call)
    facts = facts_for(answers, rules)
    again = next((q for q in QUESTIONS if q.name == asked), None)
    question = again or next_question(answers, rules)
    verdict = None if question else judge(facts, rules)
    asks = _follow_up(verdict, answers, language) if verdict else None
    judged = _judged(verdict, language) if verdict else None
    address = f"{here}?{urlencode(answers)}"
    return ActivityCheck(
        facts=facts,
        call=call,
        answers=answers,
        carried=_carried(answers, question, asks),
        told=tuple(_told(answers, facts, language)),
        question=asked_question(question, answers, language, group=_of_group(answers)) if question else None,
        verdict=judged,
        cost=stay_cost(facts, call, language) if verdict else (),
        follow_up=asks,
        fewer_opportunities=answers.get("fewer-opportunities", ""),
        days_as=answers.get("days-as", ""),
        precedents=precedents(None, facts) if verdict else None,
        calls=call_years(),
        types=_types(language),
        query=urlencode(answers),
        address=address,
        mail=_mail(judged, address, language) if judged else "",
    )


def finished(given: Mapping[str, str], language: str) -> ActivityCheck:
    """Return the page of a check that came to a verdict. Raises UserError for one that did not."""
    page = activity_check(given, language, here="")
    if page.verdict is None:
        raise UserError("short_check.not-finished")
    return page


def _carried(
    answers: Mapping[str, str], question: ShortQuestion | None, asks: FollowUp | None
) -> dict[str, str]:
    """Leave out what the form asks itself; another stay has other days."""
    if question is None:
        asked: tuple[str, ...] = (asks.name,) if asks else ()
    elif question.name == "stay":
        asked = (*STAY, "calendar-days", "school-days")
    else:
        asked = (question.name, "number") if question.name == "who" else (question.name,)
    return {name: value for name, value in answers.items() if name not in asked}


def _follow_up(verdict: Verdict, answers: Mapping[str, str], language: str) -> FollowUp | None:
    asks = (verdict.question.asks if verdict.question else None) or ""
    if asks in FOLLOW_UPS:
        return follow_up(FOLLOW_UPS[asks], language)
    if asks in ASKED_BY:
        question = ASKED_BY[asks]
        text = say(f"short_check.{question}.question", language)
        return FollowUp("", text, (), f"?{urlencode({**answers, 'ask': question})}")
    return None


def follow_up(name: str, language: str) -> FollowUp:
    """Return how a fact that lacks is asked, by the name of its answer."""
    choices = (Reply.YES.value, Reply.NO.value) if name in _REPLIED else ()
    return FollowUp(name, say(f"short_check.follow.{name}.question", language), choices, "")


def _mail(verdict: JudgedActivity, address: str, language: str) -> str:
    headline = verdict.explanation.headline
    subject = say("web.check.mail-subject", language, headline=headline)
    body = say("web.check.mail-body", language, headline=headline, address=address)
    return "mailto:?" + urlencode({"subject": subject, "body": body}, quote_via=quote)


def _of_group(answers: Mapping[str, str]) -> bool:
    kind = activity_types().get(answers.get("type", ""))
    return kind is not None and kind.group


def asked_question(
    question: ShortQuestion, answers: Mapping[str, str], language: str, *, group: bool
) -> CheckQuestion:
    """Return a question in words, with what was answered before; of a group it also asks how many took part."""
    key = f"short_check.{question.name}"
    criterion = shipped().criteria[question.criterion]
    return CheckQuestion(
        name=question.name,
        number=QUESTIONS.index(question) + 1,
        most=len(QUESTIONS),
        text=say(f"{key}.question", language),
        hint=say(f"{key}.hint", language),
        why=say(f"{key}.why", language),
        source="; ".join(source.name(language) for source in criterion.sources),
        example=say(f"programme.criteria.{criterion.id}.example", language),
        counterexample=say(f"programme.criteria.{criterion.id}.counterexample", language),
        choices=tuple(_choices(question, answers.get(question.name), language)),
        asks_number=question.name == "who" and group,
    )


def _choices(question: ShortQuestion, chosen: str | None, language: str) -> list[Choice]:
    if not question.choices:
        return []
    key = f"short_check.{question.name}"
    found = [
        Choice(c, say(f"{key}.{c}", language), say(f"{key}.{c}-hint", language), c == chosen)
        for c in question.choices
    ]
    unknown = say("short_check.unknown", language), say("short_check.unknown-hint", language)
    return [*found, Choice(UNKNOWN, *unknown, chosen == UNKNOWN)]


def _told(answers: Mapping[str, str], facts: Facts, language: str) -> list[Told]:
    told = []
    for question in QUESTIONS:
        answer = _in_words(question, answers, facts, language)
        if answer:
            again = urlencode({**answers, "ask": question.name})
            told.append(Told(say(f"short_check.{question.name}.short", language), answer, f"?{again}"))
    return told + [_followed(name, answers, language) for name in answers if name in _FOLLOWED]


_FOLLOWED = set(FOLLOW_UPS.values()) - set(STAY)


def _followed(name: str, answers: Mapping[str, str], language: str) -> Told:
    """Return an answer to what a verdict asked; without it the verdict asks it again."""
    again = urlencode({other: value for other, value in answers.items() if other != name})
    value = answers[name]
    answer = say("short_check.unknown", language) if value == UNKNOWN else value
    if value in tuple(Reply):
        answer = say(f"web.activity.reply.{value}", language)
    return Told(say(f"short_check.follow.{name}.short", language), answer, f"?{again}")


def _in_words(question: ShortQuestion, answers: Mapping[str, str], facts: Facts, language: str) -> str:
    if question.name == "stay":
        return _stay_in_words(answers, facts, language)
    value = answers.get(question.name)
    if value is None:
        return ""
    return say(
        "short_check.unknown" if value == UNKNOWN else f"short_check.{question.name}.{value}", language
    )


def _stay_in_words(answers: Mapping[str, str], facts: Facts, language: str) -> str:
    if not any(answers.get(name) for name in ("type", "days", "went")):
        return ""
    type_key = f"programme.activities.{facts.activity_type}" if facts.activity_type else "short_check.unknown"
    if facts.travelled is Reply.NO:
        form, days = "online", 0
    elif facts.school_days:
        form, days = "school-days", facts.school_days
    else:
        form, days = ("days", facts.calendar_days) if facts.calendar_days else ("no-days", 0)
    return say(f"short_check.stay.told.{form}", language, type=type_key, days=days, call=answers["call"])


def _judged(verdict: Verdict, language: str) -> JudgedActivity:
    explanation = explain(verdict, shipped().sources, language)
    return JudgedActivity(verdict.outcome, explanation, say(f"web.check.next.{verdict.outcome}", language))


def _types(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Group the kinds of stay by the first field of education that has them."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, kind in activity_types().items():
        field = next((f for f in _FIELDS if f in kind.fields), "")
        grouped.setdefault(field, []).append((code, kind.label(language)))
    return tuple((field, tuple(kinds)) for field in _FIELDS if (kinds := grouped.get(field)))
