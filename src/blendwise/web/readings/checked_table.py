"""What the page needs that checks a table from a report; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from blendwise.tablecheck import Section, TableCheck, check_table, read_table, sections
from blendwise.tablecheck.frame import inconsistent_frame

__all__ = ["CheckedRow", "CheckedTable", "checked_table"]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row whose percentage no rounding of its counts gives."""

    label: str
    numerator: int
    denominator: int
    printed: str
    computed: str
    numerators: tuple[int, int] | None
    """The first and last count that would fit this total; None where no count does."""
    denominators: tuple[int, int] | None
    """The first and last total that would fit this count; None where no total does."""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table that was checked, in the reader's language."""

    headline: str
    rows: tuple[CheckedRow, ...]
    sections: tuple[Section, ...]
    """What else was found, most important first."""
    check: TableCheck
    """Everything, as the library and the command line give it."""

    def as_dict(self, language: str) -> dict[str, object]:
        """Return what the command line gives as JSON."""
        return self.check.as_dict(language)

    def frame(self, language: str) -> pl.DataFrame:
        """Return the inconsistent rows as a table to take along."""
        return inconsistent_frame(self.check, language)


def checked_table(source: str | bytes, roles: Mapping[str, str], language: str) -> CheckedTable:
    """Check a pasted text or the content of a file. Raises UserError where there is no table in it."""
    check = check_table(read_table(source), roles=dict(roles))
    found = inconsistent_frame(check, language).rows(named=True)
    rows = tuple(
        CheckedRow(
            label=row.label or str(row.row), numerator=row.numerator, denominator=row.denominator,
            printed=row.printed.plain.replace(".", ",") if language == "nl" else row.printed.plain,
            computed=row.computed_text(language), numerators=_range(cells, "numerator"),
            denominators=_range(cells, "denominator"),
        )
        for row, cells in zip(check.inconsistent, found, strict=True)
    )  # fmt: skip
    return CheckedTable(check.headline(language), rows, sections(check, language), check)


def _range(cells: Mapping[str, int | None], name: str) -> tuple[int, int] | None:
    first, last = cells[f"{name}_first"], cells[f"{name}_last"]
    return None if first is None or last is None else (first, last)
