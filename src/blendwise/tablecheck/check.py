"""The whole check of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blendwise.tablecheck.claims import Claims, read_claims
from blendwise.tablecheck.explanations import Case, Explanation, explain_rows
from blendwise.tablecheck.figures import Figures, Row, figures_of
from blendwise.tablecheck.order import order_of
from blendwise.tablecheck.reading import read_table
from blendwise.tablecheck.result import InconsistentRow, TableCheck
from blendwise.tablecheck.roles import find_roles
from blendwise.tablecheck.rounding import CUT_OFF, NEAREST, Rounding
from blendwise.tablecheck.statements import KINDS
from blendwise.tablecheck.sums import sums_of
from blendwise.tablecheck.table import Note, Table
from blendwise.tablecheck.values import Scope

__all__ = ["check_table"]


def check_table(
    table: Table | str | Path,
    *,
    claims: Claims | str | Path | Mapping[str, Any] | None = None,
    roles: Mapping[str, str | Sequence[str]] | None = None,
) -> TableCheck:
    r"""Check whether a published table agrees with itself.

    Parameters
    ----------
    table
        A table from `read_table`, or what that reads: a path, or a text with line breaks.
    claims
        What a report says about the table: a claims file (TOML), or the same as a mapping.
    roles
        Headers by role (`numerator`, `denominator`, `percentage`, `label`, `parts`) where the guess from
        headers and content is not wanted. They go before those of the claims file.

    Returns
    -------
    A `TableCheck`. All arithmetic is exact. A row is inconsistent when its percentage is no rounding to the
    nearest of its counts, halves in either direction; when all rows fit if decimals were cut off, they are
    consistent, with a note that says so.

    Raises
    ------
    UserError
        For a table or claims file that cannot be read, a role that stays ambiguous, or words where numbers
        belong; the message says where, why it matters and what to do.

    Notes
    -----
    It misleads where the printed table was copied with mistakes: look at the original before telling anyone.
    "Inconsistent" says that the figures cannot all hold, never which one is off. After Brown and Heathers
    (2017), "The GRIM test", Social Psychological and Personality Science 8(4), doi:10.1177/1948550616673876.

    Examples
    --------
    >>> check = check_table("school  blended  total  %\nLandstede  7  796  0.4\nScalda  11  244  4.5")
    >>> [(row.label, row.numerators, row.denominators) for row in check.inconsistent]
    [('Landstede', range(3, 4), range(1556, 2001))]
    """
    read = table if isinstance(table, Table) else read_table(table)
    stated = claims if isinstance(claims, Claims) else read_claims(claims or {})
    figures = figures_of(read, find_roles(read, {**stated.columns, **(roles or {})}))
    total = _column_total(figures)
    rows = [case for row in figures.rows if (case := _case(row, figures, total))]
    rounding = _rounding(rows)
    cases = [case for case in rows if not case.fits(case.numerator, case.denominator, rounding=rounding)]
    mechanisms, explained = explain_rows(cases)
    scope = Scope(figures, stated.figures)
    return TableCheck(
        figures=figures,
        rounding=rounding,
        checked=len(rows),
        inconsistent=tuple(_inconsistent(case, explained[case.row.number]) for case in cases),
        undefined=tuple(row for row in figures.rows if row.denominator == 0 and row.printed),
        mechanisms=mechanisms,
        sums=sums_of(figures),
        order=order_of(figures),
        statements=tuple(KINDS[entry.kind].check(entry, scope) for entry in stated.entries),
        notes=_notes(figures, rounding, len(rows)),
    )


def _case(row: Row, figures: Figures, total: int | None) -> Case | None:
    """Return a row with all three figures; None when one is lacking or the denominator is 0."""
    if row.numerator is None or not row.denominator or row.printed is None:
        return None
    return Case(row, figures, row.numerator, row.denominator, row.printed, total)


def _column_total(figures: Figures) -> int | None:
    every = [row.numerator for row in figures.groups]
    return None if None in every else sum(value or 0 for value in every)


def _rounding(rows: Sequence[Case]) -> Rounding:
    """Take cutting off for the way of rounding only when it fits every row and rounding does not."""
    for rounding in (NEAREST, CUT_OFF):
        if all(case.fits(case.numerator, case.denominator, rounding=rounding) for case in rows):
            return rounding
    return NEAREST


def _inconsistent(case: Case, explanations: tuple[Explanation, ...]) -> InconsistentRow:
    row = case.row
    return InconsistentRow(
        row.number, row.label, case.numerator, case.denominator, case.printed, case.figures.per, explanations
    )


def _notes(figures: Figures, rounding: Rounding, checked: int) -> tuple[Note, ...]:
    notes = list(figures.notes)
    if rounding is CUT_OFF:
        notes.append(Note("cut-off"))
    unchecked = len(figures.rows) - checked
    if unchecked:
        notes.append(Note("unchecked", {"n": unchecked}))
    return tuple(notes)
