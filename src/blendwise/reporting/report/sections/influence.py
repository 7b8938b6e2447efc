"""How much the total hangs on a few institutions."""

from __future__ import annotations

from fractions import Fraction

from blendwise.indicators import Influence, effective_number
from blendwise.reporting.charts import CHOSEN, Shift, without_each
from blendwise.reporting.report.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Chart,
    Column,
    DataTable,
    Paragraph,
    Section,
)
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["section", "top_sentence"]

_SHOWN = 6


def section(contents: Contents, words: Words) -> Section | None:
    """Say who has most of the ticks, and what the share is without each of the most influential."""
    main = contents.main
    if not main.total.numerator or len(main.influences) < 2:
        return None
    top = _by_ticks(main)[0]
    blocks: list[Block] = [
        Paragraph(top_sentence(main, words)),
        _bars(main, words),
        Paragraph(_left_out(main, words)),
        _chart(main, words),
    ]
    return Section(
        "influence",
        words.say("influence.heading", share=top.share_of_ticks, name=top.institution),
        blocks,
        sheet=True,
    )


def _by_ticks(calls: CallSet) -> list[Influence]:
    return sorted(calls.influences, key=lambda i: (-i.numerator, i.denominator, i.institution))


def top_sentence(calls: CallSet, words: Words) -> str:
    """Say which part of all ticks and of all mobilities the institution with most ticks has."""
    top = _by_ticks(calls)[0]
    return words.other(
        "indicators.concentration.top", inst=top.institution, s1=top.share_of_ticks, k=top.numerator, K=top.total[0],
        s2=top.share_of_all, n=top.denominator, N=top.total[1], scope=calls.total.scope(words.language),
    )  # fmt: skip


def _bars(main: CallSet, words: Words) -> Bars:
    ticked = [i for i in _by_ticks(main) if i.numerator]
    first, rest = ticked[:_SHOWN], ticked[_SHOWN:]
    longest = max(first[0].numerator, sum(i.numerator for i in rest))
    bars = [Bar(i.institution, i.numerator / longest, "registered", words.count(i.numerator)) for i in first]
    if rest:
        together = sum(i.numerator for i in rest)
        bars.append(
            Bar(
                words.plural("influence.bars.rest", len(rest)),
                together / longest,
                "registered",
                words.count(together),
            )
        )
    even = effective_number([i.numerator for i in ticked])
    notes = [words.say("influence.bars.even", k=main.total.numerator, e=even)]
    return Bars(
        words.say("influence.bars.caption", k=main.total.numerator),
        words.say("influence.bars.under"),
        bars,
        notes,
    )


def _left_out(main: CallSet, words: Words) -> str:
    first, second = main.influences[:2]
    sentence = words.bound(first.sentence(words.language))
    return f"{sentence} {words.say('influence.others', d=abs(second.difference or Fraction(0)))}"


def _chart(main: CallSet, words: Words) -> Chart:
    chosen = [i for i in main.influences if i.rest[1]][:CHOSEN]
    shifts = [Shift(i.institution, i.rest[0] / i.rest[1]) for i in chosen]
    label = words.bound(chosen[0].sentence(words.language))
    drawing = without_each(
        shifts, float(main.total.value or 0), name="without", label=label, language=words.language
    )
    columns = [
        Column(words.say("influence.table.without"), number=False),
        Column(words.other("labels.blended").capitalize()),
        Column(words.other("labels.mobilities").capitalize()),
        Column(words.other("labels.share").capitalize(), main=True, blended=True),
    ]
    rows = [
        [
            Cell(i.institution),
            Cell(words.count(i.rest[0])),
            Cell(words.count(i.rest[1])),
            Cell(words.percent(Fraction(*i.rest))),
        ]
        for i in chosen
    ]
    table = DataTable(words.say("influence.table.caption"), columns, rows)
    notes = [words.plural("influence.chart.note", len(main.influences) - len(chosen))]
    return Chart(
        words.say("influence.chart.caption"), words.say("influence.chart.under"), drawing, table, notes
    )
