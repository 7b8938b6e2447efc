"""Method notes: what each word and figure of the report means."""

from __future__ import annotations

from blendwise.reporting.report.blocks import Block, Facts, Section, Term
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.sections.questions import process
from blendwise.reporting.report.words import Words

__all__ = ["section"]

_TERMS = (
    "count",
    "unit",
    "population",
    "rounding",
    "no-project",
    "pledged",
    "expected",
    "split",
    "without",
    "same",
    "sets",
    "hidden",
)


def section(contents: Contents, words: Words) -> Section:
    """Explain the figures in the order in which they appear."""
    terms = [Term(words.say(f"method.{name}.name"), words.say(f"method.{name}.text")) for name in _TERMS]
    estimate = process(contents.main) if contents.main.total.value else None
    if estimate is not None:
        text = [
            estimate.sentence(words.language),
            estimate.assumption_sentence(words.language),
            words.say("method.process.text"),
        ]
        terms.append(Term(words.say("method.process.name"), words.bound(" ".join(text))))
    blocks: list[Block] = [Facts(terms)]
    return Section("method", words.say("method.heading"), blocks, sheet=True)
