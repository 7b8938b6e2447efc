"""The calls of another set of institutions, apart: their figures cannot be set beside those of the main part."""

from __future__ import annotations

from blendwise.reporting.report.blocks import Block, Heading, NotComparable, Paragraph, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.sections.change import since_blocks
from blendwise.reporting.report.sections.groups import group_blocks
from blendwise.reporting.report.sections.influence import top_sentence
from blendwise.reporting.report.sections.institutions import institution_table
from blendwise.reporting.report.sections.pledges import chain_sentence
from blendwise.reporting.report.words import Words

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section | None:
    """Give the figures of every other set of calls, each under its warning."""
    if not contents.others:
        return None
    blocks: list[Block] = []
    for number, calls in enumerate(contents.others):
        if number:
            blocks.append(Heading(words.calls(calls.calls).capitalize()))
        blocks += _of(calls, contents.main, words)
    heading = words.say(
        "other-calls.heading", calls=words.calls([c for s in contents.others for c in s.calls]).capitalize()
    )
    return Section("other-calls", heading, blocks, sheet=True)


def _of(calls: CallSet, main: CallSet, words: Words) -> list[Block]:
    blocks: list[Block] = [
        _warning(calls, main, words),
        Paragraph(words.bound(calls.total.sentence(words.language))),
    ]
    if calls.drafts:
        blocks.append(Paragraph(words.plural("drafts", calls.drafts)))
    blocks += group_blocks(calls, words)
    if calls.total.numerator and len(calls.influences) > 1:
        blocks.append(
            Paragraph(
                f"{top_sentence(calls, words)} {words.bound(calls.influences[0].sentence(words.language))}"
            )
        )
    blocks.append(Paragraph(chain_sentence(calls, words)))
    blocks += [
        Paragraph(words.bound(c.sentence(words.language))) for c in calls.changes if c.difference is not None
    ]
    blocks.append(institution_table(calls, words))
    if calls.since:
        blocks += [Heading(words.say("change.since.heading")), *since_blocks(calls.since, words)]
    return blocks


def _warning(calls: CallSet, main: CallSet, words: Words) -> NotComparable:
    strong = words.say("other-calls.strong", share=main.total.value or 0)
    here, there = (words.say("other-calls.in", calls=words.calls(s.calls)) for s in (main, calls))
    text = words.other(
        "indicators.change.not-comparable", i1=main.institutions.institutions, x=here,
        i2=calls.institutions.institutions, y=there, i=len(main.names & calls.names),
    )  # fmt: skip
    return NotComparable(strong, text)
