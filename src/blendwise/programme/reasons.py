"""The answer to one criterion, with its reason and the rules it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from blendwise.programme.facts import Reply
from blendwise.programme.rulebook import RuleValue

__all__ = ["Answer", "Reason", "Rules", "no", "not_applicable", "reply", "unknown", "worst", "yes"]

Rules = Mapping[str, RuleValue[Any]]
"""The values of the programme that were used, by name."""

_NONE: Rules = {}


class Answer(StrEnum):
    """What a criterion says of a case."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a criterion is answered as it is. Its sentences stand under `programme.reasons.<id>.<because>`."""

    criterion: str
    answer: Answer
    because: str
    asks: str | None = None
    """The fact that would settle an unknown; None if only the programme or its agency can."""
    rules: Rules = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the sentences fill in."""

    @property
    def key(self) -> str:
        """Where the texts of this reason stand in the language files."""
        return f"programme.reasons.{self.criterion}.{self.because}"


def yes(criterion: str, because: str = "met", *, rules: Rules = _NONE, **values: Any) -> Reason:
    """Say that a criterion is met."""
    return Reason(criterion, Answer.YES, because, None, rules, values)


def no(criterion: str, because: str, *, rules: Rules = _NONE, **values: Any) -> Reason:
    """Say that a criterion is not met: what is still unknown can't change that."""
    return Reason(criterion, Answer.NO, because, None, rules, values)


def unknown(criterion: str, because: str, asks: str | None, *, rules: Rules = _NONE, **values: Any) -> Reason:
    """Say that a fact is missing (`asks` names it), or else a rule."""
    return Reason(criterion, Answer.UNKNOWN, because, asks, rules, values)


def not_applicable(criterion: str) -> Reason:
    """Say that a criterion does not hold for this kind of mobility."""
    return Reason(criterion, Answer.NOT_APPLICABLE, "not-applicable")


def reply(criterion: str, asks: str, given: Reply | None) -> Reason:
    """Answer a criterion that is one plain question; "partly" asks on."""
    if given is Reply.YES:
        return yes(criterion)
    if given is Reply.NO:
        return no(criterion, "not-met")
    return unknown(criterion, "partly" if given else "not-told", asks)


def worst(findings: Iterable[Reason | None]) -> Reason | None:
    """Return the first no, else the first unknown, else None."""
    there = [reason for reason in findings if reason]
    refused = [reason for reason in there if reason.answer is Answer.NO]
    return next(iter(refused or there), None)
