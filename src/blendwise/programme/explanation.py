"""A verdict in words, in any language: what a page, a letter or the command line shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blendwise.language import has, plural, say
from blendwise.programme.reasons import Answer, Reason
from blendwise.programme.rulebook import DayBasis, Source, Status
from blendwise.programme.verdict import Outcome, Reading, UsedRule, Verdict

__all__ = ["ExplainedReason", "Explanation", "explain"]

_FIRM = (Status.OFFICIAL, Status.SEEN)
_OPEN = (Status.CONFLICT, Status.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class ExplainedReason:
    """One reason in words."""

    criterion: str
    name: str
    answer: Answer
    says: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in words; a part that does not apply is None or empty."""

    headline: str
    reasons: tuple[ExplainedReason, ...]
    question: str | None
    suffices: str | None
    """What evidence would be enough to answer the question."""
    change: str | None
    """The smallest change that would make it count."""
    options: tuple[str, ...]
    readings: tuple[str, ...]
    notes: tuple[str, ...]
    """What a reader should know, such as how the register counts days."""
    keep: str | None
    """What is best kept, where it counts and not everything is kept yet."""
    certainty: str
    rules: tuple[str, ...]
    """Each rule it rests on, with status and source."""
    version: str
    disclaimer: str


def explain(verdict: Verdict, sources: Mapping[str, Source], language: str) -> Explanation:
    """Put a verdict into words; `sources` are those of the rulebook by which it was judged."""
    return Explanation(
        headline=_headline(verdict, language),
        reasons=tuple(_reason(reason, language) for reason in verdict.reasons),
        question=_told(verdict.question, "question", language),
        suffices=_told(verdict.question, "suffices", language),
        change=_change(verdict, language),
        options=tuple(say(option.key, language, **option.values) for option in verdict.options),
        readings=_readings(verdict, language),
        notes=tuple(say(key, language) for key in verdict.notes),
        keep=_keep(verdict, language),
        certainty=_certainty(verdict.certainty, language),
        rules=tuple(_rule(rule, sources, language) for rule in verdict.certainty),
        version=say(
            "programme.verdict.version", language, call=verdict.call_year, version=verdict.rules_version
        ),
        disclaimer=say("programme.verdict.disclaimer", language),
    )


def _told(reason: Reason | None, part: str, language: str) -> str | None:
    if reason is None or not has(f"{reason.key}.{part}", language):
        return None
    return say(f"{reason.key}.{part}", language, **reason.values)


def _headline(verdict: Verdict, language: str) -> str:
    return say(
        f"programme.verdict.headline.{verdict.outcome}",
        language,
        call=verdict.call_year,
        reason=_told(verdict.reasons[0], "says", language),
        question=_told(verdict.question, "question", language),
    )


def _reason(reason: Reason, language: str) -> ExplainedReason:
    name = say(f"programme.criteria.{reason.criterion}.name", language)
    says = say(f"{reason.key}.says", language, **reason.values)
    return ExplainedReason(reason.criterion, name, reason.answer, says)


def _change(verdict: Verdict, language: str) -> str | None:
    if not verdict.changes:
        return None
    changes = [say(f"{reason.key}.change", language, **reason.values) for reason in verdict.changes]
    sentence = say("programme.verdict.change", language, changes=changes)
    if not verdict.still_open:
        return sentence
    return f"{sentence} {plural('programme.verdict.still-open', verdict.still_open, language)}"


def _readings(verdict: Verdict, language: str) -> tuple[str, ...]:
    return tuple(_reading(one, language) for one in verdict.readings)


def _reading(one: Reading, language: str) -> str:
    """Say a verdict by one way of counting days; a reason that speaks of calendar days is none for school days."""
    outcome = f"programme.verdict.outcome.{one.outcome}"
    if one.day_basis is DayBasis.SCHOOL and not one.reason.because.endswith("-school-days"):
        return say(
            "programme.verdict.reading.school-open", language, outcome=outcome, days=one.reason.values["days"]
        )
    told = _told(one.reason, "says", language)
    return say(f"programme.verdict.reading.{one.day_basis}", language, outcome=outcome, reason=told)


def _keep(verdict: Verdict, language: str) -> str | None:
    kept = any(r.criterion == "C11" and r.answer is Answer.YES for r in verdict.reasons)
    if verdict.outcome is not Outcome.COUNTS or kept:
        return None
    return say("programme.notes.keep", language)


def _certainty(rules: tuple[UsedRule, ...], language: str) -> str:
    firm = sum(rule.status in _FIRM for rule in rules)
    still_open = sum(rule.status in _OPEN for rule in rules)
    soft = len(rules) - firm - still_open
    return say("programme.verdict.certainty", language, n=len(rules), firm=firm, soft=soft, open=still_open)


def _rule(rule: UsedRule, sources: Mapping[str, Source], language: str) -> str:
    named = [sources[source].name(language) for source in dict.fromkeys(rule.source_ids)]
    return say(
        "programme.verdict.rule",
        language,
        criterion=rule.criterion,
        name=f"programme.values.{rule.name}",
        status=f"programme.statuses.{rule.status}",
        sources="; ".join(named) or say("programme.verdict.no-source", language),
    )
