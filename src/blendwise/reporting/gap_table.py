"""The gap between pledge and registration as people read it: volume times mix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from blendwise.indicators import Figures, Gap, gap_of, say_of, value_in_words
from blendwise.language import count, percent, say
from blendwise.reporting.contract import contract_of, table_of
from blendwise.reporting.tables import text_table

__all__ = ["gap_frame", "gap_sentence", "gap_text"]

_COUNTS = ("applied", "pledged", "participants", "with_participants")


def gap_frame(figures: Figures, language: str) -> pl.DataFrame:
    """Return a row per group: four counts of participants, the three factors, and why one is undefined."""
    what, rows = figures.query.characteristic, []
    for row, figure in zip(figures.rows.iter_rows(named=True), figures, strict=True):
        split = gap_of(row)
        counts = {what if name == "with_participants" else name: row[name] for name in _COUNTS}
        factors = {"registered_of_pledged": split.total, "volume": split.volume, "mix": split.mix}
        group = {column: row[column] for column in figures.query.columns}
        said = {
            "denominator": row["pledged"],
            "sentence": _sentence(figures, row, figure.scope(language), language),
        }
        rows.append(group | counts | factors | {"why_undefined": split.undefined} | said)
    return contract_of(figures, Gap.method, language, unit=Gap.unit).on(table_of(rows))


def gap_sentence(figures: Figures, language: str) -> str:
    """Split the gap of the total in a sentence, or say why it cannot be split."""
    return _sentence(figures, figures.total_row, figures.total.scope(language), language)


def _sentence(figures: Figures, row: Mapping[str, Any], scope: str, language: str) -> str:
    split = gap_of(row)
    if split.undefined == "no-application":
        return str(
            figures.pledges_sentence(language) or say("indicators.chain.unknown", language, scope=scope)
        )
    if split.undefined:
        return say(f"gap.{split.undefined}", language, scope=scope)
    return say_of(
        "gap.sentence", figures.query.characteristic, language, scope=scope, p=row["pledged"], m=row["applied"],
        r=row["participants"], k=row["with_participants"], total=split.total, volume=split.volume, mix=split.mix,
    )  # fmt: skip


def gap_text(figures: Figures, language: str) -> str:
    """Return the sentence on the total and, where it was divided, a table with a line per group."""
    columns, what = figures.query.columns, figures.query.characteristic
    if not columns or figures.total_row["pledged"] is None:
        return gap_sentence(figures, language)
    names = (*columns, "applied", "pledged", "participants", what, "registered_of_pledged", "volume", "mix")
    lines = [
        [value_in_words(row[column], language) for column in columns] + _numbers(row, language)
        for row in figures.rows.iter_rows(named=True)
    ]
    total = [
        say("labels.total", language),
        *("" for _ in columns[1:]),
        *_numbers(figures.total_row, language),
    ]
    right = [i >= len(columns) for i in range(len(names))]
    table = text_table([say(f"labels.{name}", language) for name in names], [*lines, total], right)
    return "\n\n".join([gap_sentence(figures, language), table + "\n" + say("gap.unit", language)])


def _numbers(row: Mapping[str, Any], language: str) -> list[str]:
    split, undefined = gap_of(row), say("labels.undefined", language)
    counts = [undefined if row[name] is None else count(row[name], language) for name in _COUNTS]
    factors = (split.total, split.volume, split.mix)
    return counts + [undefined if f is None else percent(f, language, places=1) for f in factors]
