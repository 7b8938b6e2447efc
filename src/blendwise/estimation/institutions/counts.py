"""The table every comparison starts from: a row per institution, its hits, its trials, their unit.

Every computation works on the distinct pairs of hits and trials: 500,000 institutions have a few tens of
thousands of them, and equal institutions get equal answers whatever their place in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.result import Array, Scope, check_counts
from blendwise.records import Unit

__all__ = ["InstitutionCounts", "Pairs", "institution_counts", "pairs_of"]

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InstitutionCounts:
    """What was registered, a row per institution; an institution without trials has no share."""

    names: tuple[str, ...]
    hits: Integers
    trials: Integers
    unit: Unit
    scope: Scope

    def __len__(self) -> int:
        return len(self.names)

    @property
    def rates(self) -> Array:
        """The registered share of each institution; NaN where there are no trials."""
        undefined = np.full(len(self), np.nan)
        return np.asarray(np.divide(self.hits, self.trials, out=undefined, where=self.trials > 0))

    @property
    def within(self) -> Scope:
        """The scope without its number of institutions, for sentences that count them themselves."""
        return replace(self.scope, institutions=None)

    def row(self, institution: str) -> int:
        """Return the row of an institution; raises UserError for a name that is not in the table."""
        try:
            return self.names.index(institution)
        except ValueError:
            raise unknown_name(institution, "institution", self.names) from None


def institution_counts(
    names: Sequence[str],
    hits: ArrayLike,
    trials: ArrayLike,
    *,
    unit: Unit = Unit.MOBILITIES,
    scope: Scope | None = None,
) -> InstitutionCounts:
    """Return the checked table of institutions that every function of this package takes.

    `hits` and `trials` are whole numbers, one per name, each hit a part of its trials. No trials is
    allowed: that institution stays visible and its figures are undefined, never 0.
    Raises UserError for no institutions, a name that occurs twice, another number of names than
    numbers, counts
    that cannot be, or institutions as their own unit.

    Formula: counts kept beside their names; nothing is estimated.
    Source: Spiegelhalter (2005), on what a funnel needs.
    Shapes: a name, hits and trials per institution.
    Unit: `unit`.
    Assumes: every institution stands in the table once, those without a tick included.
    Not for: groups of institutions as one row.

    >>> institution_counts(["A", "B"], [1, 0], [40, 0]).rates
    array([0.025,   nan])
    """
    if unit is Unit.INSTITUTIONS:
        raise UserError("institutions.unit")
    h, t = check_counts(np.atleast_1d(hits), np.atleast_1d(trials), whole=True)
    if len(names) != h.size or not len(names):
        raise UserError("institutions.names", names=len(names), counts=h.size)
    _refuse_doubles(names)
    return InstitutionCounts(
        names=tuple(names),
        hits=_fixed(h.ravel()),
        trials=_fixed(t.ravel()),
        unit=unit,
        scope=scope or Scope(),
    )


def _refuse_doubles(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for row, name in enumerate(names):
        if name in seen:
            raise UserError("institutions.double", name=name, at=row + 1)
        seen.add(name)


def _fixed(values: Array) -> Integers:
    whole = values.astype(np.int64)
    whole.setflags(write=False)
    return whole


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The distinct pairs of hits and trials, without the institutions that have no trials.

    `times` counts the institutions of a pair; `place` gives each institution its pair, -1 for none.
    """

    hits: Integers
    trials: Integers
    times: Integers
    place: Integers

    def __len__(self) -> int:
        return self.hits.size

    @property
    def institutions(self) -> int:
        """How many institutions have trials."""
        return int(self.times.sum())

    def spread(self, values: Array) -> Array:
        """Give each institution the value of its pair, NaN where it has none (last axis: pairs)."""
        padded = np.concatenate([values, np.full((*values.shape[:-1], 1), np.nan)], axis=-1)
        return padded[..., self.place]

    def where(self, kept: NDArray[np.bool_]) -> Pairs:
        """Return the pairs that are kept; the others lose their place."""
        new = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
        return Pairs(self.hits[kept], self.trials[kept], self.times[kept], new[self.place])


def pairs_of(counts: InstitutionCounts) -> Pairs:
    """Return the distinct pairs of a table, in order of trials and then hits.

    Raises UserError where no institution has any trials: there is nothing to compare.
    """
    some = counts.trials > 0
    if not some.any():
        raise UserError("institutions.no-trials")
    base = int(counts.hits.max()) + 1
    codes = counts.trials[some] * base + counts.hits[some]
    distinct, inverse, times = np.unique(codes, return_inverse=True, return_counts=True)
    place = np.full(len(counts), -1, dtype=np.int64)
    place[some] = inverse
    return Pairs(distinct % base, distinct // base, times.astype(np.int64), place)
