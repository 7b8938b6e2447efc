"""Comparing a number with a limit that may be unknown, or of which several values may hold."""

from __future__ import annotations

from collections.abc import Collection

from blendwise.programme.facts import Reply
from blendwise.programme.reasons import Answer
from blendwise.programme.rulebook import RuleValue

__all__ = ["answer_of", "at_least", "at_most", "possible"]


def possible(limit: RuleValue[int] | None) -> tuple[int, ...]:
    """Return the values that a limit may have: one, those in conflict, or none if it is not known."""
    return limit.possible if limit else ()


def at_least(n: int | None, limits: Collection[int]) -> Answer:
    """Tell whether a number reaches a minimum; unknown where that depends on which value holds.

    >>> at_least(8, (10,)).value, at_least(8, (2, 10)).value, at_least(8, ()).value
    ('no', 'unknown', 'unknown')
    """
    if n is None or not limits:
        return Answer.UNKNOWN
    if n >= max(limits):
        return Answer.YES
    return Answer.NO if n < min(limits) else Answer.UNKNOWN


def at_most(n: int | None, limits: Collection[int]) -> Answer:
    """Tell whether a number stays within a maximum; unknown where that depends on which value holds."""
    if n is None or not limits:
        return Answer.UNKNOWN
    if n <= min(limits):
        return Answer.YES
    return Answer.NO if n > max(limits) else Answer.UNKNOWN


def answer_of(given: Reply | None) -> Answer:
    """Turn a reply into an answer: partly and not told are both unknown."""
    return Answer.UNKNOWN if given is None or given is Reply.PARTLY else Answer(given.value)
