"""The inconsistent rows as a table, to be written to a file."""

from __future__ import annotations

import polars as pl

from blendwise.language import say
from blendwise.tablecheck.result import InconsistentRow, TableCheck, ends
from blendwise.tablecheck.rounding import UNLIMITED

__all__ = ["COLUMNS", "descriptions", "inconsistent_frame"]

COLUMNS = (
    "row",
    "label",
    "numerator",
    "denominator",
    "printed",
    "computed",
    "numerator_first",
    "numerator_last",
    "denominator_first",
    "denominator_last",
    "explanation",
)
_TEXTS = ("label", "printed", "explanation")


def inconsistent_frame(check: TableCheck, language: str) -> pl.DataFrame:
    """Return a row per inconsistent row; `printed` is text that keeps its zeros, ranges include both ends."""
    types = {name: pl.String if name in _TEXTS else pl.Int64 for name in COLUMNS} | {"computed": pl.Float64}
    return pl.DataFrame([_row(row, language) for row in check.inconsistent], schema=types, orient="row")


def descriptions(language: str) -> dict[str, str]:
    """Return what each column means, in a language."""
    return {name: say(f"tablecheck.meaning.{name}", language) for name in COLUMNS}


def _row(row: InconsistentRow, language: str) -> tuple[object, ...]:
    found = row.as_dict(language)
    fitting = (ends(row.numerators) or {}, ends(row.denominators) or {})
    limits = (_storable(some.get(end)) for some in fitting for end in ("first", "last"))
    first = row.explanations[0].sentence(language) if row.explanations else None
    return (*(found[name] for name in COLUMNS[:6]), *limits, first)


def _storable(limit: int | None) -> int | None:
    """Leave out a limit that no table holds: it comes of a percentage with very many decimals."""
    return None if limit is None or limit > UNLIMITED else limit
