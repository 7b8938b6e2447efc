"""Registered, known and verified: what institutions know themselves stands beside the register, never added to it."""

from __future__ import annotations

from blendwise.reporting.report.blocks import Block, Facts, Paragraph, Section, Term
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.words import Words

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section | None:
    """Give the three figures of the main calls apart, or say that nobody shares what it knows."""
    own, main = contents.own, contents.main
    if own is None:
        return None
    known, verified = own.of(main.calls)
    figures = [("registered", main.total.numerator or 0)]
    figures += [("known", known), ("verified", verified)] if own.sharing else []
    terms = [Term(words.say(f"own-words.{name}"), words.count(n)) for name, n in figures]
    blocks: list[Block] = [Paragraph(words.say("own-words.apart")), Facts(terms)]
    if own.not_shared or not own.sharing:
        key = "own-words.not-shared" if own.sharing else "own-words.nobody-shares"
        blocks.append(Paragraph(words.plural(key, own.not_shared)))
    return Section("own-words", words.say("own-words.heading"), blocks)
