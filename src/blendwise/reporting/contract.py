"""What goes with every result that leaves the program as a table: which question, of what, of whom, and how.

`Contract.on` puts it on a table, in each row; `missing` says what a table lacks, and `estimates.answer` refuses a
table that lacks anything. The denominator is a column of its own, since it differs by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from blendwise.indicators import CallChange, Figures
from blendwise.language import say
from blendwise.records import Question, Unit

__all__ = ["CONTRACT", "Contract", "change_frame", "contract_meanings", "contract_of", "missing", "table_of"]

CONTRACT = ("question", "sentence", "unit", "scope", "population", "method", "version")
"""The columns that every result has beside its numbers; of denominators there may be one per call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What is the same in every row; the sentence and the denominator are of the row itself."""

    question: Question
    unit: Unit
    scope: str
    method: str
    population: str = "census"
    version: str = "1"

    def on(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a table with this in each of its rows."""
        plain = {name: str(value) for name, value in asdict(self).items()}
        return frame.with_columns(**{name: pl.lit(value) for name, value in plain.items()})


def contract_of(figures: Figures, method: str, language: str, *, unit: Unit | None = None) -> Contract:
    """Return the contract of counts from the register."""
    total = figures.total
    scope = f"{figures.query.population.words(language)}, {total.scope(language)}"
    return Contract(question=total.question, unit=unit or figures.query.unit, scope=scope, method=method)


def table_of(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a table; without any it still has the columns that every row has."""
    if not rows:
        return pl.DataFrame(schema={"denominator": pl.Int64, "sentence": pl.String})
    return pl.DataFrame(rows, infer_schema_length=None)


def change_frame(figures: Figures, change: CallChange, language: str) -> pl.DataFrame:
    """Return what changed between two calls as a row, with a denominator per call."""
    row = change.as_dict() | {"sentence": change.sentence(language)}
    return contract_of(figures, change.method, language).on(table_of([row]))


def missing(frame: pl.DataFrame) -> list[str]:
    """Return what a table of results lacks."""
    lacking = [name for name in CONTRACT if name not in frame.columns]
    return lacking if any(c.startswith("denominator") for c in frame.columns) else [*lacking, "denominator"]


def contract_meanings(frame: pl.DataFrame, language: str) -> Mapping[str, str]:
    """Return what those columns mean, for the data dictionary beside a file."""
    names = [name for name in (*CONTRACT, "denominator") if name in frame.columns]
    return {name: say(f"estimates.columns.{name}", language) for name in names}
