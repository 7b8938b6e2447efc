"""The first page: the finding, what it rests on, and three figures."""

from __future__ import annotations

from blendwise.indicators import Figure
from blendwise.reporting.charts import dot_field, dots_per
from blendwise.reporting.report.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    DataTable,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
)
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["section"]


def section(contents: Contents, words: Words) -> Section:
    """Say the main finding, show it as dots, and give three figures."""
    main = contents.main
    blocks: list[Block] = [Paragraph(_lead(main, words), form="lead")]
    if main.total.denominator:
        blocks.append(_dots(main.total, words))
    blocks.append(
        KeyFigures([_registered(main.total, words), _against_plan(main, words), _without(main, words)])
    )
    return Section("opening", headline(main.total, words), blocks)


def headline(figure: Figure, words: Words) -> str:
    """Return the finding as a heading: about 1 in so many, or the counts where that reads badly."""
    k, n = figure.numerator, figure.denominator
    if n == 0:
        return words.say("opening.nothing")
    if k == 0:
        return words.say("opening.none", n=n)
    if n / k < 2:
        return words.say("opening.counts", k=k, n=n)
    return words.say("opening.one-in", r=round(n / k))


def _lead(main: CallSet, words: Words) -> str:
    pledged = main.institutions.total_row["pledged"]
    sentences = [words.bound(main.total.sentence(words.language))]
    if pledged is not None:
        sentences.append(words.say("opening.pledged", p=int(pledged)))
    return " ".join(sentences)


def _dots(total: Figure, words: Words) -> Chart:
    per = dots_per(total.denominator)
    label = words.say(
        "opening.dots.label", per=per, k=-(-total.numerator // per), n=-(-total.denominator // per)
    )
    columns = [Column("", number=False), Column(words.other("labels.mobilities"))]
    rows = [
        [Cell(words.say("opening.dots.ticked")), Cell(words.count(total.numerator))],
        [Cell(words.say("opening.dots.unticked")), Cell(words.count(total.denominator - total.numerator))],
    ]
    drawing = dot_field(total.numerator, total.denominator, name="dots", label=label)
    table = DataTable(words.say("opening.dots.table"), columns, rows)
    return Chart("", "", drawing, table, [words.plural("opening.dots.note", per)], numbered=False)


def _registered(total: Figure, words: Words) -> KeyFigure:
    text = words.say("opening.figures.registered", k=total.numerator, n=total.denominator)
    return _figure(total.numerator, total.denominator, text, words, places=2, blended=True)


def _against_plan(main: CallSet, words: Words) -> KeyFigure:
    """Set registration against the budget's expectation, else the pledge, else say that nothing is known."""
    row = main.participants.total_row
    registered, pledged, expected = row["with_participants"], row["pledged"], row["expected_by_budget"]
    if expected is not None and round(expected):
        text = words.say("opening.figures.expected", k=registered, e=round(expected), p=int(pledged))
        return _figure(registered, expected, text, words)
    if pledged:
        text = words.say("opening.figures.pledged", k=registered, p=int(pledged))
        return _figure(registered, pledged, text, words)
    return KeyFigure("–", "", words.say("opening.figures.no-plan"))


def _without(main: CallSet, words: Words) -> KeyFigure:
    if not main.influences or not main.influences[0].rest[1]:
        return KeyFigure("–", "", words.say("opening.figures.no-others"))
    (k, n), name = main.influences[0].rest, main.influences[0].institution
    return _figure(k, n, words.say("opening.figures.without", k=k, n=n, name=name), words, places=2)


def _figure(
    numerator: float, denominator: float, text: str, words: Words, *, places: int = 1, blended: bool = False
) -> KeyFigure:
    if not denominator:
        return KeyFigure("–", "", text, blended)
    return KeyFigure(words.percent(numerator / denominator, places).removesuffix("%"), "%", text, blended)
