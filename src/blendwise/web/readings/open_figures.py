"""What everybody may see: figures that went through disclosure control, and nothing else.

There is a fixed set of tables, without filters. Somebody who could choose calls, days or institutions freely
could subtract one table from another and so find what either one hides. All are in mobilities: a second unit on
the same people would give away what the first hides. Rows stand in the order of their names, since an order by
size would tell of hidden numbers which one is larger.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.disclosure import (
    ColumnRules,
    Dimension,
    Mark,
    Policy,
    PublishedTable,
    Share,
    Zeros,
    protect,
    read_policy,
)
from blendwise.errors import UserError
from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE, value_in_words
from blendwise.language import say
from blendwise.records import Unit
from blendwise.web.models import Agency
from blendwise.web.readings.call_choice import EVERYBODY, call_choice, days_of_register
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.register import remembered
from blendwise.web.readings.view import View

__all__ = [
    "DIVISIONS",
    "OpenFiguresPage",
    "OpenFinding",
    "OpenLine",
    "OpenTable",
    "line_name",
    "open_figures_page",
    "open_finding",
    "open_table",
    "own_rules",
]

DIVISIONS: Mapping[str, str] = {
    "by-call": "call",
    "by-institution": "institution",
    "by-activity-type": "activity-type",
}
"""The tables there are, by the name in their address, and how each is divided."""
TOTAL, NOT_FILLED_IN = "total", "not-filled-in"
_UNIT = Unit.MOBILITIES.value
_COUNTS = (_UNIT, "blended")


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A row as it may be seen; a number that is hidden is `Mark.HIDDEN`."""

    name: str
    mobilities: int | Mark
    blended: int | Mark
    is_total: bool

    @property
    def share(self) -> float | None:
        """The share of the shown numbers; None where one is hidden, or there are too few for a percentage."""
        n, k = self.mobilities, self.blended
        if isinstance(n, Mark) or isinstance(k, Mark) or n < FEWEST_FOR_A_PERCENTAGE:
            return None
        return k / n

    @property
    def is_hidden(self) -> bool:
        """Whether a number of it is hidden."""
        return Mark.HIDDEN in (self.mobilities, self.blended)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table for everybody; without a table it can't be shown safely."""

    division: str
    calls: tuple[int, ...]
    table: PublishedTable | None

    @property
    def address(self) -> str:
        """Its calls as the address has them: 2021-2022."""
        return "-".join(map(str, self.calls))

    @property
    def lines(self) -> tuple[OpenLine, ...]:
        """The rows, the total last."""
        if self.table is None:
            return ()
        place = {name: 1 + i for i, name in enumerate(self.table.columns)}
        return tuple(
            OpenLine(
                str(row[0]), _count(row[place[_UNIT]]), _count(row[place["blended"]]), str(row[0]) == TOTAL
            )
            for row in self.table.rows
        )

    @property
    def total(self) -> OpenLine | None:
        """The line of everything together."""
        return next((line for line in self.lines if line.is_total), None)

    @property
    def column(self) -> str:
        """What its rows are, as the library names that column."""
        return DIVISIONS[self.division].replace("-", "_")

    @property
    def highest(self) -> float:
        """The largest share of a row, to which bars are drawn."""
        return max((line.share or 0.0 for line in self.lines), default=0.0)

    @property
    def hidden(self) -> int:
        """How many numbers are hidden, shares not counted."""
        return sum(Mark.HIDDEN is n for line in self.lines for n in (line.mobilities, line.blended))

    def note(self, language: str) -> str:
        """Return the sentence on hidden numbers; empty where there are none."""
        return self.table.note(language) if self.table else ""

    def frame(self) -> pl.DataFrame:
        """Return the table as data: every number with the flag that tells whether it is hidden."""
        return pl.DataFrame() if self.table is None else self.table.to_polars()

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the table as plain values, with whom it is about."""
        about = {"division": self.division, "calls": self.calls, "shown": self.table is not None}
        if self.table is None:
            return about
        population = say("indicators.population.complete", language)
        return about | self.table.as_dict() | {"population": population, "note": self.note(language)}


@dataclass(frozen=True, slots=True)
class OpenFiguresPage:
    """The open figures of a set of calls."""

    agency: str
    calls: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    """The sets of calls there are tables of."""
    day: date
    """Of the newest snapshot."""
    tables: tuple[OpenTable, ...]

    @property
    def total(self) -> OpenLine | None:
        """Everything together, where it may be seen."""
        return next((t.total for t in self.tables if t.total and not t.total.is_hidden), None)


_ANY_DAY = date.min
"""The standard rules hold on every day, so that a table is not protected anew each morning."""


def open_figures_page(calls: tuple[int, ...] | None, on: date) -> OpenFiguresPage | None:
    """Return the open figures of a set of calls, without a choice of the largest; None where there are none.

    `on` is the day whose rules of disclosure hold.
    """
    sets = _sets()
    chosen = calls or next(iter(sets), None)
    if chosen is None or chosen not in sets:
        return None
    tables = tuple(open_table(division, chosen, on) for division in DIVISIONS)
    return OpenFiguresPage(Agency.current().name, chosen, sets, days_of_register()[0], tables)


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """The one finding for everybody."""

    calls: tuple[int, ...]
    day: date
    total: OpenLine


def open_finding(on: date) -> OpenFinding | None:
    """Return how many are ticked in the largest set of calls; None where that may not be seen, or nothing is known."""
    if not (sets := _sets()):
        return None
    total = open_table("by-call", sets[0], on).total
    if total is None or total.share is None:
        return None
    return OpenFinding(sets[0], days_of_register()[0], total)


def open_table(division: str, calls: tuple[int, ...], on: date) -> OpenTable:
    """Return one table. Raises LookupError where there is no such table."""
    if division not in DIVISIONS or calls not in _sets():
        raise LookupError(division)
    agency = Agency.current()
    day = on if agency.policy else _ANY_DAY
    return OpenTable(division, calls, _protected(division, calls, agency.policy, agency.smallest_count, day))


def _sets() -> tuple[tuple[int, ...], ...]:
    return call_choice(None, joined=False).sets if days_of_register() else ()


@remembered
def _protected(
    division: str, calls: tuple[int, ...], policy: str, smallest: int, on: date
) -> PublishedTable | None:
    """Protect a table; None where that can't be done, without a word on which cells stood in the way."""
    try:
        counted, rules = _counted(division, calls), _rules(division, policy, smallest, on)
        return protect(counted, rules, earlier=[_whole(counted, rules)])
    except UserError:
        return None


def _whole(counted: pl.DataFrame, rules: Policy) -> PublishedTable:
    """Return the total alone, which every table shows: one that hid it would be opened by the others.

    A total that is itself too small makes `protect` refuse the table.
    """
    shown = {name: ColumnRules(public=True) for name in rules.columns}
    label = Dimension(rules.dimensions[0].column)
    return protect(counted.tail(1), Policy(dimensions=(label,), columns=shown, shares=rules.shares))


def _counted(division: str, calls: tuple[int, ...]) -> pl.DataFrame:
    by = (DIVISIONS[division],)
    figures = divided_figures(EVERYBODY, View(calls=calls), by=by, joined=False).figures
    column = figures.query.columns[0]
    rows = figures.rows.select(
        pl.col(column).cast(pl.String).fill_null(NOT_FILLED_IN).alias(column),
        pl.col(_UNIT),
        pl.col(f"with_{_UNIT}").alias("blended"),
    )
    rows = rows.sort(pl.col(column).str.to_lowercase(), column)
    whole = {column: TOTAL, _UNIT: figures.total.denominator, "blended": figures.total.numerator}
    table = pl.concat([rows, pl.DataFrame([whole], schema=rows.schema)])
    share = pl.when(pl.col(_UNIT) > 0).then((100 * pl.col("blended") / pl.col(_UNIT)).round(2))
    return table.with_columns(share=share)


def _rules(division: str, policy: str, smallest: int, on: date) -> Policy:
    """Return the agency's rules for the two counts, laid over the form of our tables."""
    columns = {name: own_rules(policy, name, on) if policy else None for name in _COUNTS}
    standard = ColumnRules(below=smallest, zeros=Zeros.FREE)
    ruled = {name: replace(rules or standard, unit=Unit.MOBILITIES) for name, rules in columns.items()}
    column = DIVISIONS[division].replace("-", "_")
    dimension = Dimension(column, totals=((TOTAL, ()),), knows_own=division == "by-institution")
    share = Share("share", "blended", _UNIT, complement=True)
    return Policy(dimensions=(dimension,), columns=ruled, shares=(share,))


def own_rules(policy: str, column: str, on: date) -> ColumnRules | None:
    """Return what the agency's own rules, written as TOML, say of a column; None where they say nothing of it."""
    with tempfile.TemporaryDirectory(prefix="blendwise-") as folder:
        file = Path(folder) / "policy.toml"
        file.write_text(policy, encoding="utf-8")
        columns = read_policy(file, on=on).columns
    return columns.get(column, columns.get("*"))


def line_name(line: OpenLine, language: str) -> str:
    """Return the name of a row in a language: an activity type and the total have one in each."""
    if line.name in (TOTAL, NOT_FILLED_IN):
        return say(f"labels.{line.name}", language)
    return value_in_words(line.name, language)


def _count(cell: object) -> int | Mark:
    return cell if isinstance(cell, Mark) else int(str(cell))
