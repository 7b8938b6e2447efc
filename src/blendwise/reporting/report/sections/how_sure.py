"""How sure are we: the three questions, what chance explains, who stands out, and what would tell more."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import polars as pl

from blendwise.records import Unit
from blendwise.reporting.report.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    DataTable,
    Facts,
    Heading,
    NotComparable,
    Paragraph,
    Section,
    Term,
)
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.sections.questions import process
from blendwise.reporting.report.words import Words

if TYPE_CHECKING:
    from blendwise.estimation.institutions import InstitutionCounts
    from blendwise.reporting.estimates.compare import CallComparison
    from blendwise.reporting.estimates.funnel import SideBySide

__all__ = ["section"]

_MARGIN = 0.01
_QUESTIONS = ("count", "process", "truth")
_FEWEST = 3
"""Fewer institutions than this show no pattern to stand out from."""


def section(contents: Contents, words: Words) -> Section | None:
    """Say how far each figure goes; nothing without SciPy, or where there is no share to be sure of."""
    main = contents.main
    if not main.total.numerator or not find_spec("scipy"):
        return None
    blocks: list[Block] = [_questions(words), *_chance(main, words)]
    if _with_mobilities(main) >= _FEWEST:
        blocks += _institutions(main, words)
    for other in contents.others:
        blocks += _calls(main, other, words)
    blocks += _truth(main, words)
    return Section("how-sure", words.other("how_sure.heading"), blocks, sheet=True)


def _questions(words: Words) -> Facts:
    return Facts(
        [
            Term(words.say(f"questions.{name}.name"), words.other(f"how_sure.questions.{name}"))
            for name in _QUESTIONS
        ]
    )


def _with_mobilities(main: CallSet) -> int:
    return int((main.institutions.rows["mobilities"] > 0).sum())


def _counts(main: CallSet, words: Words) -> InstitutionCounts:
    from blendwise.reporting.estimates.counts import counts_of

    return counts_of(main.institutions, words.language)


def _chance(main: CallSet, words: Words) -> list[Block]:
    """Say between what the share could have lain, and how little so many mobilities of few institutions say."""
    estimate = process(main)
    blocks: list[Block] = [Heading(words.other("how_sure.chance.heading"))]
    if estimate is None or estimate.low is None:
        return [*blocks, Paragraph(words.say("questions.process.unknown"))]
    blocks.append(Paragraph(words.bound(estimate.sentence(words.language))))
    if (size := estimate.details.get("effective_size")) is not None:
        values = {"n": estimate.denominator, "size": size, "i": estimate.clusters}
        blocks.append(Paragraph(words.other("how_sure.chance.effective", **values)))
    notes = (estimate.assumption_sentence(words.language), *estimate.warning_sentences(words.language))
    return [*blocks, Paragraph(words.bound(" ".join(notes)), "note")]


def _institutions(main: CallSet, words: Words) -> list[Block]:
    from blendwise.reporting.estimates.charts import funnel_chart
    from blendwise.reporting.estimates.funnel import SideBySide

    found = SideBySide(_counts(main, words))
    drawn = funnel_chart(found, words.language, name="how-sure-funnel")
    exact = found.exact.sentence(words.language)
    return [
        Heading(words.other("how_sure.funnel.heading")),
        Paragraph(words.bound(f"{found.wide.sentence(words.language)} {found.outside.sentence(words.language)}")),
        Chart(
            words.other("how_sure.funnel.caption"), words.other("how_sure.funnel.under"), drawn.drawing,
            _funnel_table(found, words), [words.other("how_sure.funnel.note")],
        ),
        Paragraph(words.bound(f"{exact} {' '.join(found.exact.warning_sentences(words.language))}"), "note"),
    ]  # fmt: skip


def _funnel_table(found: SideBySide, words: Words) -> DataTable:
    counts, limits = found.counts, found.wide.bands[-1].limits
    rows = [
        [Cell(name), Cell(words.count(int(k))), Cell(words.count(int(n))), Cell(words.share(int(k), int(n)) or ""),
         Cell(f"{words.percent(float(low), 1)}–{words.percent(float(high), 1)}")]
        for name, k, n, low, high in zip(
            counts.names, counts.hits, counts.trials, limits.low, limits.high, strict=True
        ) if n
    ]  # fmt: skip
    columns = [
        Column(words.other(f"labels.{head}").capitalize(), number=head != "institution", main=head == "share")
        for head in ("institution", "blended", "mobilities", "share")
    ]
    columns.append(Column(words.other("estimates.funnel.limits").capitalize()))
    return DataTable(words.other("how_sure.funnel.table"), columns, rows, long=True)


def _calls(main: CallSet, other: CallSet, words: Words) -> list[Block]:
    """Say that the sets can't be compared one to one, and what the institutions in both tell."""
    from blendwise.reporting.estimates.compare import comparison_of, counts_sentence, refusal
    from blendwise.reporting.estimates.counts import of_calls

    if not main.names & other.names or not other.total.denominator:
        return []
    found = comparison_of(
        of_calls(main.institutions, main.calls),
        of_calls(other.institutions, other.calls),
        unit=Unit.MOBILITIES,
    )
    blocks: list[Block] = [
        Heading(words.other("how_sure.calls.heading", before=found.before.label, after=found.after.label))
    ]
    if not found.comparable:
        strong = words.other("how_sure.calls.strong")
        blocks.append(NotComparable(strong, words.bound(refusal(found, words.language))))
    contrast = found.contrast
    said = (counts_sentence(found, words.language), contrast.sentence(words.language))
    notes = " ".join(
        [contrast.assumption_sentence(words.language), *contrast.warning_sentences(words.language)]
    )
    blocks += [Paragraph(words.bound(" ".join(said))), Paragraph(words.bound(notes), "note")]
    return [*blocks, *_outliers(found, words), Paragraph(words.other("estimates.compare.caution"), "note")]


def _outliers(found: CallComparison, words: Words) -> list[Block]:
    blocks: list[Block] = []
    for growth in found.outliers:
        first = words.other("estimates.compare.outlier", institution=growth.institution)
        alone = found.alone(growth)
        said = alone.sentence(words.language)
        notes = " ".join(
            [alone.assumption_sentence(words.language), *alone.warning_sentences(words.language)]
        )
        blocks.append(Paragraph(words.bound(f"{first} {growth.sentence(words.language)} {said}")))
        blocks.append(Paragraph(words.bound(notes), "note"))
    return blocks


def _truth(main: CallSet, words: Words) -> list[Block]:
    from blendwise.reporting.estimates.bounds import bounds_of
    from blendwise.reporting.estimates.charts import ladder_chart
    from blendwise.reporting.estimates.counts import scope_of

    total = main.total
    found = bounds_of(total.numerator, total.denominator, scope=scope_of(main.institutions))
    drawn = ladder_chart(found, words.language, name="how-sure-ladder")
    heads = ("assumed", "least", "most")
    columns = [
        Column(
            words.other(f"estimates.bounds.{head}").capitalize(),
            number=head != "assumed",
            main=head == "most",
        )
        for head in heads
    ]
    table = DataTable(words.other("how_sure.truth.table"), columns, _rungs(drawn.table, words))
    return [
        Heading(words.other("how_sure.truth.heading")),
        Paragraph(words.bound(found.rungs[-1].sentence(words.language))),
        Chart(words.other("how_sure.truth.caption"), words.other("how_sure.truth.under"), drawn.drawing, table,
              [words.other("how_sure.truth.note")]),
        Paragraph(_audit(main, words)),
    ]  # fmt: skip


def _rungs(table: pl.DataFrame, words: Words) -> Sequence[Sequence[Cell]]:
    return [
        [Cell(name), Cell(words.percent(low)), Cell(words.percent(high))]
        for name, low, high in table.iter_rows()
    ]


def _audit(main: CallSet, words: Words) -> str:
    """Say how many checks would tell the true share within a margin, if about as many are blended as thought."""
    from blendwise.estimation.audit import plan_by_margin, strata_of_register

    counts = _counts(main, words)
    plan = plan_by_margin(strata_of_register(counts.names, counts.hits, counts.trials), margin=_MARGIN)
    first = words.other("how_sure.truth.audit", margin=100 * _MARGIN)
    return f"{first} {words.bound(plan.sentence(words.language))}"
