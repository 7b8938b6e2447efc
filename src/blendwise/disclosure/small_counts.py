"""Small count rounding: only small counts are rounded, to 0 or the base, so that totals stay nearly true.

The idea of Langsrud and Heldal (2018), "An algorithm for small count rounding of tabular data" (Privacy in
Statistical Databases, CD proceedings); the search is our own. It takes tables of millions of cells, where
suppression would hide too much and controlled rounding take too long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from blendwise.disclosure.system import Mask, Vector
from blendwise.errors import UserError

__all__ = ["margins", "small_count_rounding"]

Numbers = npt.NDArray[np.int64]
_MOST_ROUNDS = 500
_SHARE_AT_ONCE = 100
"""One in this many cells of a total that could be turned are, so that large totals don't take them one by one."""


def margins(shape: tuple[int, ...]) -> list[Numbers]:
    """List, for a table of this shape, which total each cell is in: a list per kind of total.

    All kinds are there: over one dimension, over two, and so on to the grand total.

    >>> [kind.tolist() for kind in margins((2, 2))]
    [[0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1]]
    """
    places = np.indices(shape).reshape(len(shape), -1)
    axes = range(len(shape))
    kept = [axis for size in range(len(shape)) for axis in combinations(axes, size)]
    return [
        np.ravel_multi_index([places[a] for a in chosen], [shape[a] for a in chosen])
        if chosen
        else np.zeros(places.shape[1], dtype=np.int64)
        for chosen in kept
    ]


def small_count_rounding(counts: npt.ArrayLike, groups: Sequence[Numbers], *, base: int) -> Numbers:
    """Round counts of 1 to `base` − 1 to 0 or `base`; larger ones stay.

    `counts` are the inner cells, `groups` tell for each kind of total which one a cell is in (see
    `margins`); publish the rounded cells and totals that are added up from them. The rounding is chosen so
    that the squared changes of cells and totals together are small: a local optimum, not the best there is.

    Raises UserError for a base below 2.

    Formula: cells of 1 to base - 1 to 0 or base, chosen for small squared changes of cells and totals
      together.
    Source: Langsrud and Heldal (2018).
    Shapes: a row of counts, and per kind of total the group of each.
    Unit: counts.
    Assumes: totals are added up from the rounded cells.
    Not for: few cells, where `controlled_rounding` is exact.

    >>> small_count_rounding([1, 2, 3, 1], margins((2, 2)), base=5).tolist()
    [0, 0, 5, 0]
    """
    if base < 2:
        raise UserError("disclosure.base-too-small", value=base)
    counts = np.asarray(counts, dtype=np.int64)
    small = np.flatnonzero((counts > 0) & (counts < base))
    kinds = [np.arange(small.size), *(np.unique(group[small], return_inverse=True)[1] for group in groups)]
    raised = np.zeros(small.size, dtype=np.bool_)
    lacking = [
        np.bincount(kind, weights=counts[small].astype(np.float64)).astype(np.float64) for kind in kinds
    ]
    for _ in range(_MOST_ROUNDS):
        turned = _improving(raised, kinds, lacking, base)
        if not turned.size:
            break
        for kind, lacks in zip(kinds, lacking, strict=True):
            np.subtract.at(lacks, kind[turned], _steps(raised[turned], base))
        raised[turned] ^= True
    rounded = counts.copy()
    rounded[small] = np.where(raised, base, 0)
    return rounded


def _steps(raised: Mask, base: int) -> Vector:
    """Return by how much each cell grows when it is turned: a raised one falls, another rises."""
    return np.where(raised, -float(base), float(base))


def _improving(raised: Mask, kinds: Sequence[Numbers], lacking: Sequence[Vector], base: int) -> Numbers:
    """Choose cells that bring the totals closer when they are turned together; none at a local optimum."""
    lack = np.sum([lacks[kind] for kind, lacks in zip(kinds, lacking, strict=True)], axis=0)
    gain = 2 * np.where(raised, -lack, lack) - base * len(kinds)
    chosen = np.flatnonzero(gain > 0)
    chosen = chosen[np.argsort(-gain[chosen], kind="stable")]
    for kind, lacks in zip(kinds, lacking, strict=True):
        together = np.bincount(kind[chosen], minlength=lacks.size) // _SHARE_AT_ONCE
        quota = np.maximum(np.maximum(np.abs(lacks) // (2 * base), together), 1)
        chosen = chosen[_within_quota(kind[chosen], quota)]
    for size in _halves(chosen.size):
        turned = chosen[:size]
        if _brings_closer(turned, raised, kinds, lacking, base):
            return turned
    return chosen[:0]


def _within_quota(kind: Numbers, quota: Vector) -> Mask:
    """Keep, in order, no more cells of each total than its quota."""
    order = np.argsort(kind, kind="stable")
    starts = np.flatnonzero(np.diff(kind[order], prepend=-1))
    rank = np.arange(kind.size) - np.repeat(starts, np.diff(np.append(starts, kind.size)))
    kept = np.empty(kind.size, dtype=np.bool_)
    kept[order] = rank < quota[kind[order]]
    return kept


def _halves(size: int) -> Iterator[int]:
    while size:
        yield size
        size //= 2


def _brings_closer(
    turned: Numbers, raised: Mask, kinds: Sequence[Numbers], lacking: Sequence[Vector], base: int
) -> bool:
    difference, steps = 0.0, _steps(raised[turned], base)
    for kind, lacks in zip(kinds, lacking, strict=True):
        touched, place = np.unique(kind[turned], return_inverse=True)
        change = np.bincount(place, weights=steps)
        difference += float(change @ (change - 2 * lacks[touched]))
    return difference < 0
