"""Does my activity count? What a page of the check shows: the next question, or the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from blendwise.language import say
from blendwise.programme import (
    Explanation,
    Outcome,
    activity_types,
    call_years,
    explain,
    judge,
    rules_at,
    shipped,
)
from blendwise.programme.short_check import QUESTIONS, STAY, UNKNOWN, ShortQuestion, facts_told, next_question
from blendwise.web.readings.verdicts import Precedents, precedents

__all__ = [
    "ActivityCheck",
    "CheckQuestion",
    "Choice",
    "JudgedActivity",
    "Told",
    "activity_check",
    "asked_question",
]

_NAMES = (*STAY, *(q.name for q in QUESTIONS[1:]), "number")
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
class ActivityCheck:
    """A page of the check."""

    answers: Mapping[str, str]
    told: tuple[Told, ...]
    question: CheckQuestion | None
    """None once the verdict is known."""
    verdict: JudgedActivity | None
    fewer_opportunities: str
    """What was said of fewer opportunities: yes, no, or nothing."""
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
    answers = {name: given[name] for name in _NAMES if given.get(name)}
    answers.setdefault("call", str(call_years()[-1]))
    rules = rules_at(int(answers["call"]) if answers["call"].isdecimal() else 0)
    again = next((q for q in QUESTIONS if q.name == asked), None)
    question = again or next_question(answers, rules)
    verdict = None if question else _judged(answers, language)
    address = f"{here}?{urlencode(answers)}"
    return ActivityCheck(
        answers=answers,
        told=tuple(_told(answers, language)),
        question=asked_question(question, answers, language, group=_of_group(answers)) if question else None,
        verdict=verdict,
        fewer_opportunities=answers.get("fewer-opportunities", ""),
        precedents=precedents(None, facts_told(answers)) if verdict else None,
        calls=call_years(),
        types=_types(language),
        query=urlencode(answers),
        address=address,
        mail=_mail(verdict, address, language) if verdict else "",
    )


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


def _told(answers: Mapping[str, str], language: str) -> list[Told]:
    told = []
    for question in QUESTIONS:
        answer = _in_words(question, answers, language)
        if answer:
            again = urlencode({**answers, "ask": question.name})
            told.append(Told(say(f"short_check.{question.name}.short", language), answer, f"?{again}"))
    return told


def _in_words(question: ShortQuestion, answers: Mapping[str, str], language: str) -> str:
    if question.name == "stay":
        if not answers.get("type") and not answers.get("days"):
            return ""
        kind = (
            f"programme.activities.{answers['type']}"
            if answers.get("type") in activity_types()
            else "short_check.unknown"
        )
        days = answers.get("days")
        form = "days" if days else "no-days"
        return say(
            f"short_check.stay.told.{form}", language, type=kind, days=int(days or 0), call=answers["call"]
        )
    value = answers.get(question.name)
    if value is None:
        return ""
    return say(
        "short_check.unknown" if value == UNKNOWN else f"short_check.{question.name}.{value}", language
    )


def _judged(answers: Mapping[str, str], language: str) -> JudgedActivity:
    verdict = judge(facts_told(answers), rules_at(int(answers["call"])))
    explanation = explain(verdict, shipped().sources, language)
    return JudgedActivity(verdict.outcome, explanation, say(f"web.check.next.{verdict.outcome}", language))


def _types(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Group the kinds of stay by the first field of education that has them."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, kind in activity_types().items():
        field = next((f for f in _FIELDS if f in kind.fields), "")
        grouped.setdefault(field, []).append((code, kind.label(language)))
    return tuple((field, tuple(kinds)) for field in _FIELDS if (kinds := grouped.get(field)))
