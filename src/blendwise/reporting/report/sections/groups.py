"""Groups and participants: a group counts as one mobility and as all its participants."""

from __future__ import annotations

from collections.abc import Sequence

from blendwise.indicators import Figure
from blendwise.records import Unit
from blendwise.reporting.report.blocks import Block, Cell, Column, DataTable, Paragraph, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["group_blocks", "section"]

_UNITS = (Unit.MOBILITIES, Unit.PARTICIPANTS)


def section(contents: Contents, words: Words) -> Section:
    """Give the figures in both units, and those of groups alone."""
    return Section("groups", words.say("groups.heading"), group_blocks(contents.main, words))


def group_blocks(calls: CallSet, words: Words) -> list[Block]:
    """Return the sentence and the table of both units, for calls of one set."""
    group = calls.groups[Unit.MOBILITIES].get(True)
    people = calls.groups[Unit.PARTICIPANTS].get(True)
    if group is None or people is None:
        text = words.say("groups.none", calls=words.calls(calls.calls))
    else:
        text = words.plural(
            "groups.sentence", group.denominator, p=people.denominator, calls=words.calls(calls.calls)
        )
    unknown = int(calls.participants.total_row["participants_unknown"])
    notes = [words.plural("groups.unknown", unknown)] if unknown else []
    return [Paragraph(text), _table(calls, words, notes)]


def _table(calls: CallSet, words: Words, notes: Sequence[str]) -> DataTable:
    blended, share = words.other("labels.blended"), words.other("labels.share")
    columns = [Column("", number=False)]
    for unit in _UNITS:
        what, main = words.other(f"labels.{unit}"), unit is Unit.MOBILITIES
        columns += [
            Column(what.capitalize()),
            Column(blended.capitalize(), what),
            Column(share.capitalize(), what, main=main, blended=True),
        ]
    under = words.say("groups.table.under", calls=words.calls(calls.calls), i=calls.institutions.institutions)
    return DataTable(
        words.say("groups.table.caption"), columns, list(_rows(calls, words)), under, notes=notes
    )


def _rows(calls: CallSet, words: Words) -> list[list[Cell]]:
    total = [_counts(calls.total), _counts(calls.participants.total)]
    rows = [_row(words.plural("institutions.all", calls.institutions.institutions), total, words)]
    if calls.influences and calls.influences[0].rest[1]:
        name = calls.influences[0].institution
        others = next(i.rest for i in calls.influences_in_participants if i.institution == name)
        rows.append(_row(words.say("groups.without", name=name), [calls.influences[0].rest, others], words))
    for kind, key in ((True, "groups.only"), (False, "groups.individual"), (None, "groups.form-unknown")):
        figures = [calls.groups[unit].get(kind) for unit in _UNITS]
        if calls.groups[Unit.MOBILITIES].keys() != {False} and all(figures):
            rows.append(_row(words.say(key), [_counts(f) for f in figures if f], words))
    return rows


def _counts(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator


def _row(name: str, counts: Sequence[tuple[int, int]], words: Words) -> list[Cell]:
    cells = [Cell(name)]
    for k, n in counts:
        share = words.share(k, n, 2)
        cells += [
            Cell(words.count(n)),
            Cell(words.count(k)),
            Cell(share) if share else Cell(words.other("labels.undefined"), absent=True),
        ]
    return cells
