"""What changed: between calls of the same institutions, and between two snapshots."""

from __future__ import annotations

from blendwise.indicators import CallChange, SnapshotChange
from blendwise.reporting.charts import Movement, calls_apart
from blendwise.reporting.report.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    DataTable,
    Heading,
    Paragraph,
    Section,
)
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.sections.institutions import institution_name
from blendwise.reporting.report.words import Words

__all__ = ["section", "since_blocks", "ticked_in_both"]


def section(contents: Contents, words: Words) -> Section | None:
    """Compare each call with the next, and the register with what it said before."""
    main = contents.main
    comparable = [change for change in main.changes if change.difference is not None]
    blocks: list[Block] = []
    for change in comparable:
        blocks += [
            Paragraph(words.bound(change.sentence(words.language))),
            Paragraph(_ticks(main, change, words)),
        ]
        if movements := ticked_in_both(main, change, words):
            blocks.append(_chart(movements, change, words))
    blocks += [Heading(words.say("change.since.heading")), *_since(contents, words)]
    return Section("change", _heading(comparable, words), blocks, sheet=bool(comparable))


def _heading(comparable: list[CallChange], words: Words) -> str:
    if not comparable:
        return words.say("change.heading.plain")
    change = comparable[-1]
    (k1, k2), (n1, n2), (a, b) = change.numerators, change.denominators, change.calls
    return words.say("change.heading.calls", i=change.institutions, a=a, b=b, s1=k1 / n1, s2=k2 / n2)


def ticked_in_both(calls: CallSet, change: CallChange, words: Words) -> list[Movement]:
    """Return the ticks of institutions with a project in both calls and a tick in at least one."""
    found = []
    for row in calls.institutions.as_rows():
        before, after = (row["calls"].get(str(call)) for call in change.calls)
        if before and after and (before["blended"] or after["blended"]):
            found.append(Movement(institution_name(row, words), before["blended"], after["blended"]))
    return found


def _ticks(calls: CallSet, change: CallChange, words: Words) -> str:
    moved = ticked_in_both(calls, change, words)
    same = sum(m.before == m.after for m in moved)
    (a, b), (k1, k2) = change.calls, change.numerators
    return words.say(
        "change.ticks", a=a, b=b, k1=k1, k2=k2, i=len(moved), u=change.rose, d=change.fell, e=same
    )


def _chart(movements: list[Movement], change: CallChange, words: Words) -> Chart:
    a, b = change.calls
    most = max(movements, key=lambda m: (abs(m.after - m.before), m.institution))
    label = words.say(
        "change.chart.label",
        name=most.institution,
        a=a,
        b=b,
        k1=most.before,
        k2=most.after,
        u=change.rose,
        d=change.fell,
    )
    drawing = calls_apart(
        movements, change.calls, name=f"calls-{a}-{b}", label=label, language=words.language
    )
    columns = [
        Column(words.other("labels.institution").capitalize(), number=False),
        Column(str(a), words.other("labels.blended")),
        Column(str(b), words.other("labels.blended"), main=True, blended=True),
    ]
    rows = [[Cell(m.institution), Cell(words.count(m.before)), Cell(words.count(m.after))] for m in movements]
    table = DataTable(words.say("change.chart.table", a=a, b=b), columns, rows)
    under = words.say("change.chart.under", i=len(movements))
    return Chart(
        words.say("change.chart.caption", a=a, b=b), under, drawing, table, [words.say("change.chart.note")]
    )


def _since(contents: Contents, words: Words) -> list[Block]:
    if contents.compared is None:
        return [Paragraph(words.say("change.since.one-snapshot"))]
    if contents.main.since is None:
        earlier = contents.compared[0]
        return [
            Paragraph(
                words.say("change.since.not-these", date=earlier.date, calls=words.calls(earlier.calls))
            )
        ]
    return since_blocks(contents.main.since, words)


def since_blocks(change: SnapshotChange, words: Words) -> list[Block]:
    """Say what is new, gone, newly ticked and un-ticked, and give the same as a table."""
    columns = [
        Column(words.say("change.since.what"), number=False),
        Column(words.other("labels.mobilities").capitalize(), main=True),
    ]
    numbers = {
        "before": change.total - change.new + change.gone, "new": change.new, "gone": change.gone,
        "after": change.total, "ticked": change.ticked, "unticked": change.unticked,
    }  # fmt: skip
    days = {"before": change.days[0], "after": change.days[1]}
    rows = [
        [
            Cell(words.say(f"change.since.rows.{name}", date=days.get(name, change.days[1]))),
            Cell(words.count(number)),
        ]
        for name, number in numbers.items()
    ]
    table = DataTable(words.say("change.since.caption"), columns, rows, words.say("change.since.under"))
    return [Paragraph(words.bound(change.sentence(words.language))), table]
