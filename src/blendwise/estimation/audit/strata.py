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
from blendwise.language import say

__all__ = [
    "OTHERS_TICKED",
    "TOGETHER",
    "Strata",
    "StratumNames",
    "strata",
    "strata_of_register",
    "stratum_name",
]

TOGETHER = ""
"""The institution of a stratum that holds the ticks of several."""

OTHERS_TICKED = "other/ticked"
"""The name of the stratum with the ticks of all institutions that tick little."""

_MOST_NAMES, _MOST_PARTS = 10, 3


def stratum_name(institution: str, ticked: bool) -> str:
    """Return the name of an institution's stratum.

    >>> stratum_name("A", False)
    'A/unticked'
    """
    return f"{institution}/{'ticked' if ticked else 'unticked'}"


@dataclass(frozen=True, slots=True)
class StratumNames:
    """Names of strata for a sentence or a table: what a program calls `A/unticked` is "A (unticked)" to a reader."""

    names: tuple[str, ...]

    def sentence(self, language: str) -> str:
        """Return the names in words, of ten strata at most.

        >>> StratumNames(("A/unticked", OTHERS_TICKED)).sentence("en")
        'A (unticked), other institutions (ticked)'
        """
        return _some([_in_words(name, language) for name in self.names], _MOST_NAMES, ", ", language)


def _in_words(name: str, language: str) -> str:
    """Say one stratum; strata that were put together have a plus between them."""
    return _some([_part_in_words(part, language) for part in name.split(" + ")], _MOST_PARTS, " + ", language)


def _part_in_words(part: str, language: str) -> str:
    if part == OTHERS_TICKED:
        return say("audit.strata.others-ticked", language)
    institution, _, status = part.rpartition("/")
    known = status in ("ticked", "unticked") and institution
    return say(f"audit.strata.{status}", language, institution=institution) if known else part


def _some(words: Sequence[str], most: int, between: str, language: str) -> str:
    """Join the first words, and say how many more there are."""
    shown = between.join(words[:most])
    more = len(words) - most
    return shown if more <= 0 else say("audit.strata.more", language, names=shown, n=more)


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

    def named(self, which: NDArray[np.bool_]) -> StratumNames:
        """Return the names of the strata where `which` holds, for a sentence."""
        return StratumNames(tuple(self.names[row] for row in np.flatnonzero(which)))


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
            raise UserError("audit.double-stratum", name=StratumNames((name,)))
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
        (stratum_name(name, False), name, False, n - k)
        for name, k, n in zip(institutions, ticked, total, strict=True)
    ]
    large = [
        (stratum_name(name, True), name, True, k)
        for name, k in zip(institutions, ticked, strict=True)
        if k >= many
    ]
    others = [(OTHERS_TICKED, TOGETHER, True, ticked[ticked < many].sum())]
    rows = [row for row in (*unticked, *large, *others) if row[3] > 0]
    if not rows:
        raise UserError("audit.no-strata")
    names, owners, marks, sizes = zip(*rows, strict=True)
    return strata(names, owners, marks, np.array(sizes))
