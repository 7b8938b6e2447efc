"""The appendix with every institution: what is registered per call, and what was pledged."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from blendwise.reporting.report.blocks import Block, Cell, Column, DataTable, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.sections.institutions import institution_name
from blendwise.reporting.report.sections.pledges import known
from blendwise.reporting.report.words import Words

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section:
    """Give both tables, every institution on its own line, by name."""
    main = contents.main
    rows = sorted(main.institutions.as_rows(), key=lambda row: institution_name(row, words).casefold())
    people = {row["institution_oid"]: row for row in main.participants.as_rows()}
    blocks: list[Block] = [_registered(main, rows, words), _pledged(main, rows, people, words)]
    return Section("every-institution", words.say("every-institution.heading"), blocks, sheet=True)


def _registered(main: CallSet, rows: list[dict[str, Any]], words: Words) -> DataTable:
    columns = [Column(words.other("labels.institution").capitalize(), number=False)]
    several = main.calls if len(main.calls) > 1 else ()
    for head in (*map(str, several), words.say("total")):
        last = head == words.say("total")
        columns += [Column(head, words.other("labels.blended")), Column(head, words.other("labels.mobilities")),
                    Column(head, words.other("labels.share"), main=last, blended=last)]  # fmt: skip
    lines = [
        [
            Cell(institution_name(row, words)),
            *(c for call in several for c in _counts(row["calls"].get(str(call)), words)),
            *_counts(row, words),
        ]
        for row in rows
    ]
    caption, under = (
        words.say("every-institution.registered"),
        words.say("institutions.table.under", calls=words.calls(main.calls)),
    )
    return DataTable(caption, columns, lines, under, long=True, notes=[words.say("every-institution.note")])


def _counts(counts: Mapping[str, Any] | None, words: Words) -> list[Cell]:
    if counts is None:
        return [Cell(words.other("labels.no-project"), absent=True, span=3)]
    k, n = counts["blended"], counts["mobilities"]
    share = None if counts["share"] is None else words.share(k, n)
    return [
        Cell(words.count(k)),
        Cell(words.count(n)),
        Cell(share) if share else Cell(words.other("labels.undefined"), absent=True),
    ]


def _pledged(
    main: CallSet, rows: list[dict[str, Any]], people: Mapping[str, Mapping[str, Any]], words: Words
) -> DataTable:
    unit = words.other("labels.participants")
    columns = [
        Column(words.other("labels.institution").capitalize(), number=False),
        Column(words.say("pledges.table.pledged"), unit),
        Column(words.say("pledges.table.expected"), unit),
        Column(words.say("pledges.table.registered"), unit, main=True, blended=True),
        Column(words.say("every-institution.without"), words.other("labels.mobilities")),
    ]
    ticks, stays = main.total.numerator, main.total.denominator
    lines = []
    for row in rows:
        asked = people[row["institution_oid"]]
        k, n = ticks - row["blended"], stays - row["mobilities"]
        lines.append([
            Cell(institution_name(row, words)), known(asked["pledged"], words),
            known(asked["expected_by_budget"], words),
            Cell(words.count(asked["blended"])),
            Cell(words.percent(Fraction(k, n))) if n else Cell(words.other("labels.undefined"), absent=True),
        ])  # fmt: skip
    return DataTable(
        words.say("every-institution.pledged"),
        columns,
        lines,
        words.say("every-institution.under"),
        long=True,
    )
