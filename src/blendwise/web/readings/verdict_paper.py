"""A verdict on paper: to keep, or to send to the coordinator."""

from __future__ import annotations

from datetime import date

from blendwise.language import say
from blendwise.reporting.paper import Facts, List, Paper, Part, Text, paper_pdf
from blendwise.web.readings.activity_check import ActivityCheck

__all__ = ["verdict_paper"]


def verdict_paper(check: ActivityCheck, language: str) -> bytes:
    """Return the verdict of a check as a tagged PDF. Raises ValueError where there is no verdict yet."""
    if check.verdict is None:
        raise ValueError("a check that is not finished has no verdict")
    words = check.verdict.explanation
    open_ends = [
        text for text in (words.question, words.suffices, words.change, check.verdict.next_step) if text
    ]
    parts = [
        Part(_say("told", language), [Facts([(one.label, one.answer) for one in check.told])]),
        Part(_say("what-now", language), [Text(text) for text in open_ends]),
        Part(_say("reasons", language), [List([f"{r.name}. {r.says}" for r in words.reasons])]),
        Part(_say("keep", language), [Text(words.keep or "")]),
        Part(_say("sure", language), [Text(words.certainty), List(words.rules)]),
        Part(
            _say("readings" if words.readings else "day-basis", language),
            [List([*words.readings, *words.notes])],
        ),
        Part(_say("cost", language), [List(check.cost)]),
        Part(_say("options", language), [List(words.options)]),
    ]
    made = say("web.check.made", language, day=date.today(), address=check.address)
    footer = f"{words.version} {words.disclaimer}"
    shown = [part for part in parts if any(_holds(block) for block in part.blocks)]
    lead = f"{say(f'web.check.verdict.{check.verdict.outcome}', language)}. {words.headline}"
    return paper_pdf(
        Paper(_say("paper", language), lead, [*shown, Part(_say("link", language), [Text(made)])], footer),
        language,
    )


def _say(name: str, language: str) -> str:
    return say(f"web.check.{name}", language).rstrip(":")


def _holds(block: Text | List | Facts) -> bool:
    return bool(getattr(block, "text", "") or getattr(block, "items", ()) or getattr(block, "rows", ()))
