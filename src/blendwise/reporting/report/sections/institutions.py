"""The table per institution: those with a tick each on a line, the others together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from blendwise.reporting.report.blocks import Block, Cell, Column, DataTable, Paragraph, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["institution_name", "institution_table", "section", "total_line"]


def section(contents: Contents, words: Words) -> Section:
    """Say at how many institutions something is ticked, and give the table."""
    main = contents.main
    ticked, all_of_them = main.with_ticks, main.institutions.institutions
    blocks: list[Block] = [
        Paragraph(words.other(_form(ticked), n=all_of_them, k=ticked)),
        institution_table(main, words),
    ]
    return Section(
        "institutions", words.plural("institutions.heading", ticked, of=all_of_them), blocks, sheet=True
    )


def _form(ticked: int) -> str:
    return "indicators.institutions." + {0: "zero", 1: "one"}.get(ticked, "other")


def institution_table(calls: CallSet, words: Words) -> DataTable:
    """Return the table: counts and share, and the ticks of each call; "no project" where there was none."""
    rows = calls.institutions.as_rows()
    ticked = [row for row in rows if row["blended"]]
    rest = [row for row in rows if not row["blended"]]
    lines = [_line(institution_name(row, words), row, calls.calls, words) for row in ticked]
    if rest:
        name = words.plural("institutions.rest" if ticked else "institutions.none-ticked", len(rest))
        lines.append(_line(name, _together(rest, calls.calls), calls.calls, words))
    caption, under = (
        words.say("institutions.table.caption"),
        words.say("institutions.table.under", calls=words.calls(calls.calls)),
    )
    notes = [words.say("institutions.table.note")] if _has_absence(lines) else []
    return DataTable(
        caption, _columns(calls, words), lines, under, total_line(calls, words), notes, long=True
    )


def _columns(calls: CallSet, words: Words) -> list[Column]:
    blended = words.other("labels.blended")
    per_call = [Column(str(call), blended) for call in calls.calls] if len(calls.calls) > 1 else []
    return [
        Column(words.other("labels.institution").capitalize(), number=False),
        Column(blended.capitalize()),
        Column(words.other("labels.mobilities").capitalize()),
        Column(words.other("labels.share").capitalize(), main=True, blended=True),
        *per_call,
    ]


def institution_name(row: Mapping[str, Any], words: Words) -> str:
    """Return the name of an institution, its OID, or words where the register has neither."""
    return str(row["institution"] or row["institution_oid"] or words.say("institutions.unknown"))


def _line(
    name: str, row: Mapping[str, Any], calls: Sequence[int], words: Words, *, places: int = 1
) -> list[Cell]:
    k, n = row["blended"], row["mobilities"]
    share = None if row["share"] is None else words.share(k, n, places)
    main = Cell(share) if share else Cell(words.other("labels.undefined"), absent=True)
    per_call = [_in_call(row["calls"].get(str(call)), words) for call in calls] if len(calls) > 1 else []
    return [Cell(name), Cell(words.count(k)), Cell(words.count(n)), main, *per_call]


def _in_call(counts: Mapping[str, Any] | None, words: Words) -> Cell:
    if counts is None:
        return Cell(words.other("labels.no-project"), absent=True)
    return Cell(words.count(counts["blended"]))


def _together(rows: Sequence[Mapping[str, Any]], calls: Sequence[int]) -> dict[str, Any]:
    """Add rows up; a call in which none of them had a project stays absent."""
    per_call: dict[str, Any] = {}
    for call in map(str, calls):
        there = [row["calls"][call] for row in rows if row["calls"].get(call)]
        per_call[call] = (
            {name: sum(c[name] for c in there) for name in ("blended", "mobilities")} if there else None
        )
    sums = {name: sum(row[name] for row in rows) for name in ("blended", "mobilities")}
    share = None if all(row["share"] is None for row in rows) else sums["blended"] / sums["mobilities"]
    return sums | {"share": share, "calls": per_call}


def total_line(calls: CallSet, words: Words) -> list[Cell]:
    """Return the line of all institutions together, with the share in two decimals."""
    rows = calls.institutions.as_rows()
    name = words.plural("institutions.all", calls.institutions.institutions)
    return _line(name, _together(rows, calls.calls), calls.calls, words, places=2)


def _has_absence(lines: Sequence[Sequence[Cell]]) -> bool:
    return any(cell.absent for line in lines for cell in line)
