"""Data quality: the books of each snapshot, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from blendwise.intake import Books as RowBooks
from blendwise.language import has
from blendwise.reporting.report.blocks import (
    Block,
    Books,
    Cell,
    Column,
    DataTable,
    Heading,
    Paragraph,
    Section,
    Term,
)
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.words import Words
from blendwise.snapshots import Snapshot

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section:
    """Show for each snapshot that its books balance, then why rows were left out."""
    blocks: list[Block] = [Paragraph(words.say("quality.lead"))]
    for snapshot in reversed(contents.snapshots):
        blocks += _books(snapshot, words)
    empty = int(contents.main.institutions.total_row["not_filled_in"])
    blocks.append(
        Paragraph(words.plural("quality.not-filled-in", empty, calls=words.calls(contents.main.calls)))
    )
    if contents.main.drafts:
        blocks.append(Paragraph(words.plural("drafts", contents.main.drafts)))
    if reasons := _left_out(contents, words):
        blocks.append(reasons)
    return Section("quality", words.say("quality.heading"), blocks, sheet=True)


def _books(snapshot: Snapshot, words: Words) -> list[Block]:
    total = RowBooks.total(list(snapshot.books))
    left_out = sum(total.left_out.values())
    parts = [
        Term(words.count(total.accepted), words.say("quality.accepted")),
        Term(words.count(total.attached), words.say("quality.attached")),
        Term(words.count(left_out), words.say("quality.left-out")),
    ]
    read = Term(words.count(total.read), words.plural("quality.read", len(snapshot.sources)))
    notes = (
        [words.say("quality.of-accepted", d=total.drafts, a=total.accompanying)]
        if snapshot.table == "mobilities"
        else []
    )
    heading = words.say(f"quality.table.{snapshot.table}", date=snapshot.date)
    return [Heading(heading), Books(read, parts, notes)]


def _left_out(contents: Contents, words: Words) -> DataTable | None:
    """List the reasons for leaving rows out, a column per snapshot."""
    totals = [(s, RowBooks.total(list(s.books)).left_out) for s in reversed(contents.snapshots)]
    totals = [(s, reasons) for s, reasons in totals if reasons]
    if not totals:
        return None
    numbers: dict[str, int] = {}
    for _, reasons in totals:
        for code, number in reasons.items():
            numbers[code] = numbers.get(code, 0) + number
    columns = [Column(words.say("quality.reason"), number=False), *(_column(s, words) for s, _ in totals)]
    ordered = sorted(numbers, key=lambda code: (-numbers[code], code))
    rows = [[Cell(_reason(code, words)), *_counts(code, [r for _, r in totals], words)] for code in ordered]
    return DataTable(
        words.say("quality.left-out-caption"), columns, rows, words.say("quality.left-out-under")
    )


def _column(snapshot: Snapshot, words: Words) -> Column:
    return Column(
        words.other(f"labels.{snapshot.table}").capitalize(), words.say("short-day", date=snapshot.date)
    )


def _counts(code: str, books: Sequence[object], words: Words) -> list[Cell]:
    return [Cell(words.count(reasons.get(code, 0))) for reasons in books if isinstance(reasons, dict)]


def _reason(code: str, words: Words) -> str:
    known = has(f"report.left-out.{code}", words.language)
    return words.say(f"left-out.{code}") if known else words.say("left-out.other", code=code)
