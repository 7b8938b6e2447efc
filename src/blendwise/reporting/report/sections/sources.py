"""On which snapshots the report rests, with what proves them."""

from __future__ import annotations

from blendwise.reporting.report.blocks import Block, Facts, Paragraph, Section, Term
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.words import Words
from blendwise.snapshots import Snapshot

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section:
    """Name each snapshot with its day, rows, files and hash."""
    terms = [_term(snapshot, words) for snapshot in reversed(contents.snapshots)]
    blocks: list[Block] = [Paragraph(words.say("sources.lead")), Facts(terms)]
    return Section("sources", words.say("sources.heading"), blocks)


def _term(snapshot: Snapshot, words: Words) -> Term:
    text = words.plural(
        "sources.snapshot", len(snapshot.sources), table=words.other(f"labels.{snapshot.table}"), date=snapshot.date,
        rows=snapshot.rows, software=snapshot.software, sha=snapshot.sha256,
    )  # fmt: skip
    return Term(snapshot.id, text)
