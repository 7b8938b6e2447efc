"""The appendix with what stood out in the files: every kind once, with its number and one place."""

from __future__ import annotations

from blendwise.reporting.report.blocks import Block, Cell, Column, DataTable, Paragraph, Section
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.words import Words

__all__ = ["section"]

_ORDER = ("refused", "unconfirmed", "left-out", "read", "note")


def section(contents: Contents, words: Words) -> Section:
    """List the kinds, those that cost rows first."""
    if not contents.kinds:
        return Section("findings", words.say("findings.heading"), [Paragraph(words.say("findings.none"))])
    columns = [
        Column(words.say("findings.example"), number=False),
        Column(words.say("findings.number"), main=True),
        Column(words.say("findings.effect"), number=False),
    ]
    ordered = sorted(
        contents.kinds, key=lambda kind: (_ORDER.index(kind.example.effect), -kind.number, kind.example.code)
    )
    rows = [
        [
            Cell(words.bound(kind.example.sentence(words.language))),
            Cell(words.count(kind.number)),
            Cell(words.say(f"findings.effects.{kind.example.effect}")),
        ]
        for kind in ordered
    ]
    table = DataTable(words.say("findings.caption"), columns, rows, words.say("findings.under"), long=True)
    blocks: list[Block] = [table]
    return Section("findings", words.say("findings.heading"), blocks, sheet=True)
