"""The groups from which checks are drawn separately: strata, each within one tick status.

Institutions are strata and not clusters: a few mobilities of *every* institution are checked, so that the
large differences between institutions do not enter the error. Where an institution ticks much, its ticks are
a stratum of their own; the ticks of all others are one stratum together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.result import Array, check_counts, check_numbers

__all__ = ["TOGETHER", "Strata", "strata", "strata_of_register"]

TOGETHER = ""
"""The institution of a stratum that holds the ticks of several."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strata:
    """A row per stratum: its name, its institution (`TOGETHER` for several), tick status and size."""

    names: tuple[str, ...]
    institutions: tuple[str, ...]
    ticked: NDArray[np.bool_]
    sizes: Array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def mobilities(self) -> float:
        """Count the mobilities of all strata."""
        return float(self.sizes.sum())

    @property
    def ticks(self) -> float:
        """Count the mobilities with a tick."""
        return float(self.sizes[self.ticked].sum())

    def row(self, name: str) -> int:
        """Return the row of a stratum; raises UserError for a name that is not there."""
        try:
            return self.names.index(name)
        except ValueError:
            raise unknown_name(name, "audit.stratum", self.names) from None

    def named(self, which: NDArray[np.bool_]) -> str:
        """Return the names of the strata where `which` holds, for a sentence."""
        return ", ".join(self.names[row] for row in np.flatnonzero(which)[:10])


def strata(
    names: Sequence[str], institutions: Sequence[str], ticked: Sequence[bool], sizes: ArrayLike
) -> Strata:
    """Return checked strata: unique names, sizes of at least 1.

    Formula: names, owners, tick status and sizes kept together; nothing is estimated.
    Source: Cochran (1977), chapter 5.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: mobilities.
    Errors: UserError for no strata, a name twice and a size below 1.
    Assumes: strata do not overlap and cover the register.
    Not for: strata made after looking at the verdicts.

    >>> strata(["A/unticked", "A/ticked"], ["A", "A"], [False, True], [90, 10]).mobilities
    100.0
    """
    if not len(names):
        raise UserError("audit.no-strata")
    count = (len(names),)
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UserError("audit.double-stratum", name=name)
        seen.add(name)
    check_numbers("institutions", np.zeros(len(institutions)), shape=count)
    marks = check_numbers("ticked", np.asarray(ticked, dtype=np.float64), most=1, shape=count)
    return Strata(
        names=tuple(names),
        institutions=tuple(institutions),
        ticked=marks == 1,
        sizes=_whole_sizes(sizes, count),
    )


def _whole_sizes(sizes: ArrayLike, count: tuple[int]) -> Array:
    array = check_numbers("sizes", sizes, least=1, shape=count)
    return check_counts(array, array, hits_name="sizes", trials_name="mobilities", whole=True)[0]


def strata_of_register(
    institutions: Sequence[str], ticks: ArrayLike, mobilities: ArrayLike, *, many: int = 10
) -> Strata:
    """Return the strata of a register, a row per institution with its ticks and its mobilities.

    Unticked mobilities: a stratum per institution, `<institution>/unticked`. Ticked ones: a stratum per
    institution with at least `many` ticks, `<institution>/ticked`, and one for all others, `other/ticked`.

    Formula: per institution its unticked mobilities, and its ticks where there are `many`; all other ticks
      together.
    Source: Cochran (1977), chapter 5A.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: mobilities.
    Errors: UserError for more ticks than mobilities, by institution, and for an empty register.
    Assumes: none.
    Not for: a register that changes between plan and draw: `draw` refuses it.

    >>> strata_of_register(["A", "B", "C"], [12, 3, 0], [40, 50, 60]).names
    ('A/unticked', 'B/unticked', 'C/unticked', 'A/ticked', 'other/ticked')
    """
    ticked, total = check_counts(ticks, mobilities, hits_name="ticks", trials_name="mobilities", whole=True)
    check_numbers("institutions", np.zeros(len(institutions)), shape=ticked.shape)
    unticked = [
        (f"{name}/unticked", name, False, n - k)
        for name, k, n in zip(institutions, ticked, total, strict=True)
    ]
    large = [
        (f"{name}/ticked", name, True, k) for name, k in zip(institutions, ticked, strict=True) if k >= many
    ]
    others = [("other/ticked", TOGETHER, True, ticked[ticked < many].sum())]
    rows = [row for row in (*unticked, *large, *others) if row[3] > 0]
    if not rows:
        raise UserError("audit.no-strata")
    names, owners, marks, sizes = zip(*rows, strict=True)
    return strata(names, owners, marks, np.array(sizes))
