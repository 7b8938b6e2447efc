"""What an outsider can work out of a table with hidden cells.

The same attack that `protect` runs on its own output, for any table: one of another publisher, an old one
of our own, or one in which cells were hidden by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse

from blendwise.disclosure.audit import Outlook, intervals
from blendwise.disclosure.cells import Cells, numbered
from blendwise.disclosure.earlier import Earlier, told_before
from blendwise.disclosure.layout import completed
from blendwise.disclosure.policy import ColumnRules, Policy
from blendwise.disclosure.rounding_attack import with_shares
from blendwise.disclosure.seen import SeenTable
from blendwise.disclosure.system import Vector
from blendwise.errors import UserError
from blendwise.language import decimal, plural, say

__all__ = ["Attack", "Conclusion", "Means", "attack"]


class Means(StrEnum):
    """What a conclusion rests on."""

    SUMS = "sums"
    SHARES = "shares"
    """A printed share, perhaps with the sums."""
    EARLIER = "earlier"
    """A table that went out before shows it."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Between which values a hidden cell lies; `high` is None when there is no most.

    It `leaks` when the value is known exactly, when it is known to be below the threshold of its column,
    or when it is known more closely than the column's margin.
    """

    labels: tuple[str, ...]
    column: str
    low: float
    high: float | None
    means: Means
    leaks: bool

    @property
    def is_exact(self) -> bool:
        """Whether only one value is possible."""
        return self.high is not None and self.high - self.low < 1e-6


@dataclass(frozen=True, slots=True)
class Attack:
    """All hidden cells of a table with what can be concluded about each."""

    dimensions: tuple[str, ...]
    conclusions: tuple[Conclusion, ...]
    earlier: int = 0
    """How many earlier tables were laid beside it."""

    @property
    def leaks(self) -> tuple[Conclusion, ...]:
        """The conclusions by which something leaks."""
        return tuple(conclusion for conclusion in self.conclusions if conclusion.leaks)

    def sentence(self, language: str) -> str:
        """Say in one sentence how many hidden cells leak, and how many of them exactly."""
        if not self.conclusions:
            return say("disclosure.attack.nothing-hidden", language)
        exact = sum(conclusion.is_exact for conclusion in self.leaks)
        total = len(self.conclusions)
        if self.earlier and not self.leaks:
            return say("disclosure.attack.safe-beside-earlier", language, total=total)
        return plural("disclosure.attack.leaks", len(self.leaks), language, total=total, exact=exact)

    def to_polars(self) -> pl.DataFrame:
        """Return a row per hidden cell: its labels and column, the least and the most, and whether it leaks."""
        rows = [
            {**dict(zip(self.dimensions, c.labels, strict=True)), **_figures(c)} for c in self.conclusions
        ]
        schema = dict.fromkeys(self.dimensions, pl.String) | {
            "column": pl.String, "least": pl.Float64, "most": pl.Float64, "means": pl.String, "leaks": pl.Boolean
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema)

    def to_text(self, language: str) -> pl.DataFrame:
        """Return the same for people: headings and words in a language, whole numbers without decimals."""
        rows = [
            (
                *c.labels,
                c.column,
                _number(c.low, language),
                "" if c.high is None else _number(c.high, language),
                say(f"disclosure.attack.means.{c.means.value}", language),
                say(f"format.{'yes' if c.leaks else 'no'}", language),
            )
            for c in self.conclusions
        ]
        headings = [say(f"disclosure.attack.heading.{name}", language) for name in _HEADINGS]
        schema = dict.fromkeys((*self.dimensions, *headings), pl.String)
        return pl.DataFrame(rows, schema=schema, orient="row")


_HEADINGS = ("column", "least", "most", "means", "leaks")


def _number(value: float, language: str) -> str:
    return decimal(value, language, places=0 if value == round(value) else 2)


def _figures(conclusion: Conclusion) -> dict[str, Any]:
    return {
        "column": conclusion.column,
        "least": conclusion.low,
        "most": conclusion.high,
        "means": conclusion.means.value,
        "leaks": conclusion.leaks,
    }


def attack(table: SeenTable, policy: Policy, *, earlier: Sequence[Earlier] = ()) -> Attack:
    """Work out of a table with hidden cells all that can be.

    The policy says what adds up; sums and shares that can be found are used as well. Its rules say what
    counts as a leak; `earlier` tables on the same cells are laid beside it. Raises UserError when the shown
    figures contradict each other.

    A table is not safe because this finds nothing: other tables on the same cells are not seen here.

    Formula: the least and most each hidden cell can be by two linear programs, then by what printed shares
      allow.
    Source: Fischetti and Salazar (2001); Brown and Heathers (2017).
    Shapes: a table: a row per combination of labels, a column per count, amount or share.
    Unit: that of the policy's columns.
    Assumes: what is printed is right.
    Not for: clearing a table for publication: `protect` does that.

    >>> from blendwise.disclosure.policy import Dimension
    >>> from blendwise.disclosure.seen import from_data
    >>> shown = {"school": ["A", "B", "Total"], "blended": [None, 9, 12], "blended_hidden": [True, False, False]}
    >>> policy = Policy((Dimension("school"),), {"blended": ColumnRules(below=5)})
    >>> attack(from_data(pl.DataFrame(shown)), policy).leaks[0].low
    3.0
    """
    policy = completed(policy, table.frame, hidden=table.hidden)
    cells = numbered(table.frame, policy, hidden=table.hidden)
    outlook = _with_words(_outlook(cells), cells, table)
    asked = outlook.hidden & ~cells.unprinted
    told = told_before(cells, policy, earlier)
    outlook = outlook.knowing(asked & ~np.isnan(told), told)
    low, high = intervals(outlook, asked)
    if np.isnan(low[asked]).any():
        raise UserError("disclosure.contradictory")
    texts = {s.column: _printed(table.frame[s.column]) for s in policy.shares}
    least, most = intervals(with_shares(outlook, cells, policy.shares, texts), asked)
    closer = (least > low + 1e-6) | (most < high - 1e-6)
    least, most = np.where(np.isnan(least), low, least), np.where(np.isnan(most), high, most)
    found = tuple(
        _conclusion(cells, policy, cell, least, most, _means(told[cell], bool(closer[cell])))
        for cell in np.flatnonzero(asked).tolist()
    )
    return Attack(tuple(dimension.column for dimension in policy.dimensions), found, len(earlier))


def _means(told: float, by_shares: bool) -> Means:
    if not np.isnan(told):
        return Means.EARLIER
    return Means.SHARES if by_shares else Means.SUMS


def _outlook(cells: Cells) -> Outlook:
    return Outlook(cells.values, cells.system, cells.whole, sparse.csr_array((0, cells.values.size)))


def _with_words(outlook: Outlook, cells: Cells, table: SeenTable) -> Outlook:
    """Use what a hidden cell itself says, such as "<5"."""
    high = outlook.system.high.copy()
    for name in cells.columns:
        if name in table.most:
            high[cells.column(name)] = table.most[name]
    return replace(outlook, system=replace(outlook.system, high=high))


def _printed(column: pl.Series) -> list[str | None]:
    return [None if value is None else str(value) for value in column.to_list()]


def _conclusion(
    cells: Cells, policy: Policy, cell: int, low: Vector, high: Vector, means: Means
) -> Conclusion:
    labels, column = cells.place(cell)
    least, most = float(low[cell]), float(high[cell])
    return Conclusion(
        labels=labels,
        column=column,
        low=least,
        high=most if np.isfinite(most) else None,
        means=means,
        leaks=_leaks(policy.columns[column], least, most),
    )


def _leaks(rules: ColumnRules, low: float, high: float) -> bool:
    if rules.margin is not None:
        return high - low < rules.margin - 1e-6
    return high - low < 1e-6 or (rules.below is not None and high < rules.below)
