"""From pledge to tick: what was pledged, what the budget made of that, what is registered; in participants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blendwise.indicators import gap_of
from blendwise.reporting.report.blocks import Bar, Bars, Block, Cell, Column, DataTable, Paragraph, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["chain_sentence", "section"]


def section(contents: Contents, words: Words) -> Section:
    """Show the three numbers, say how far apart they are, and split the gap into volume and mix."""
    main = contents.main
    row = main.participants.total_row
    blocks: list[Block] = [Paragraph(chain_sentence(main, words))]
    if row["pledged"]:
        blocks += [_bars(main, words), *_split(row, words), _by_call(main, words)]
    return Section("pledges", _heading(row, words), blocks, sheet=True)


def _heading(row: Mapping[str, Any], words: Words) -> str:
    if row["expected_by_budget"]:
        return words.say(
            "pledges.heading.expected", share=row["with_participants"] / row["expected_by_budget"]
        )
    return words.say("pledges.heading.plain")


def chain_sentence(calls: CallSet, words: Words) -> str:
    """Say what was pledged, expected and registered, or which of these is not known."""
    row = calls.participants.total_row
    pledged, expected, k = row["pledged"], row["expected_by_budget"], int(row["with_participants"])
    scope = calls.participants.total.scope(words.language)
    if pledged is None:
        return words.other("indicators.chain.unknown", scope=scope)
    if not pledged:
        return words.other("indicators.chain.none", scope=scope, k=k)
    if expected is None:
        return words.other("indicators.chain.no-budget", scope=scope, p=int(pledged), k=k)
    e = round(expected)
    form = "same" if k == e else "fewer" if k < e else "more"
    return words.other(f"indicators.chain.{form}", scope=scope, p=int(pledged), e=e, k=k, g=abs(k - e))


def _bars(main: CallSet, words: Words) -> Bars:
    row = main.participants.total_row
    pledged, expected, registered = (
        int(row["pledged"]),
        row["expected_by_budget"],
        int(row["with_participants"]),
    )
    longest = max(pledged, registered, expected or 0)
    budget = (
        Bar(words.say("pledges.bars.expected"), 1, "unknown", words.other("labels.undefined"))
        if expected is None
        else Bar(words.say("pledges.bars.expected"), expected / longest, "plan", words.count(round(expected)))
    )
    bars = [
        Bar(words.say("pledges.bars.pledged"), pledged / longest, "plan", words.count(pledged)),
        budget,
        Bar(
            words.say("pledges.bars.registered"), registered / longest, "registered", words.count(registered)
        ),
    ]
    beside = words.say("pledges.bars.beside", k=main.total.numerator)
    return Bars(words.say("pledges.bars.caption"), words.say("pledges.bars.under"), bars, [beside])


def _split(row: Mapping[str, Any], words: Words) -> list[Paragraph]:
    """Split the gap into volume and mix, where both are defined."""
    split = gap_of(row)
    if split.undefined:
        return [Paragraph(words.say(f"pledges.split.{split.undefined}"))]
    values = {"total": split.total, "volume": split.volume, "mix": split.mix}
    return [
        Paragraph(
            words.say(
                "pledges.split.sentence",
                r=int(row["participants"]),
                m=int(row["applied"] or 0),
                k=row["with_participants"],
                p=int(row["pledged"]),
                **values,
            )
        )
    ]


def _by_call(main: CallSet, words: Words) -> DataTable:
    people, stays = words.other("labels.participants"), words.other("labels.mobilities")
    columns = [
        Column(words.other("labels.call").capitalize(), number=False),
        Column(words.say("pledges.table.pledged"), people),
        Column(words.say("pledges.table.expected"), people),
        Column(words.say("pledges.table.registered"), people, main=True, blended=True),
        Column(words.say("pledges.table.registered"), stays, blended=True),
    ]
    rows = [_row(str(row["call"]), row, words) for row in main.by_call.rows.iter_rows(named=True)]
    total = _row(words.say("total"), main.participants.total_row, words)
    under = words.say("pledges.table.under")
    return DataTable(words.say("pledges.table.caption"), columns, rows, under, total)


def _row(name: str, row: Mapping[str, Any], words: Words) -> list[Cell]:
    return [
        Cell(name),
        known(row["pledged"], words),
        known(row["expected_by_budget"], words),
        Cell(words.count(row["with_participants"])),
        Cell(words.count(row["with_mobilities"])),
    ]


def known(value: float | None, words: Words) -> Cell:
    """Write a number, or say that it cannot be worked out: never a zero for what is not known."""
    if value is None:
        return Cell(words.other("labels.undefined"), absent=True)
    return Cell(words.count(round(value)))
