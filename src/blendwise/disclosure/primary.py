"""Which cells are sensitive by themselves, and how uncertain an outsider must be left about them.

Sources: Hundepool, Domingo-Ferrer, Franconi et al., *Statistical Disclosure Control* (2012), chapter 4:
the rules (section 4.2.2) and the protection that each needs (table 4.3). Parameters of the rules are
confidential: who knows them can reckon back, so no published table carries them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from blendwise.disclosure.system import Mask, System, Vector

__all__ = [
    "Sensitive",
    "any_of",
    "dominance",
    "group_disclosure",
    "p_percent",
    "prior_posterior",
    "threshold",
]

Contributions = npt.NDArray[np.float64]
"""Cells × contributors: the largest contributions to each cell, largest first; NaN where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Sensitive:
    """Which cells are sensitive, and the protection interval of each.

    An outsider must hold at least everything from `low` to `high` possible. Where `mask` is false the two
    have no meaning.
    """

    mask: Mask
    low: Vector
    high: Vector


def any_of(rules: Sequence[Sensitive]) -> Sensitive:
    """Combine rules: sensitive by any of them, protected as widely as the widest of them asks."""
    low = np.min([np.where(rule.mask, rule.low, np.inf) for rule in rules], axis=0)
    high = np.max([np.where(rule.mask, rule.high, -np.inf) for rule in rules], axis=0)
    return Sensitive(np.any([rule.mask for rule in rules], axis=0), low, high)


def threshold(
    counts: Vector, *, below: int, zeros: bool = False, least: float = 0, margin: int | None = None
) -> Sensitive:
    """Mark counts of 1 to `below` − 1: fewer than `below`, so `below` itself is not sensitive.

    `zeros` marks zeros too (a zero can tell that nobody belongs to a group). `least` is the smallest
    number a hidden cell can be: 1 where zeros are always shown. Without `margin` an outsider may not tell
    where below the threshold a cell lies, nor that it lies below it: everything from `least` to `below`
    must stay possible. With it, `margin` either way is enough.

    Beware: other programs read "2" as "at most 2"; here `below=3` marks 1 and 2.

    >>> found = threshold(np.array([0.0, 1, 4, 5]), below=5)
    >>> found.mask.tolist(), found.high[1]
    ([False, True, True, False], np.float64(5.0))
    """
    small = (counts < below) & ((counts > 0) | zeros)
    if margin is not None:
        return Sensitive(small, np.maximum(counts - margin, least), counts + margin)
    return Sensitive(small, np.full(counts.size, float(least)), np.full(counts.size, float(below)))


def dominance(totals: Vector, contributions: Contributions, *, n: int, k: float) -> Sensitive:
    """Mark cells where the `n` largest contributors hold more than `k` percent of the total.

    >>> dominance(np.array([366.0]), np.array([[280.0, 11.0]]), n=2, k=75).mask.tolist()
    [True]
    """
    top = _largest(contributions, n).sum(axis=1)
    return _within(totals, top * 100 / k - totals)


def p_percent(totals: Vector, contributions: Contributions, *, p: float) -> Sensitive:
    """Mark cells where the second contributor can estimate the first to within `p` percent.

    That is so when all others together are less than p/100 of the largest; with one or two contributors
    always. Preferred to dominance: it bounds what someone can find out.

    >>> p_percent(np.array([366.0, 100.0]), np.array([[280.0, 11.0], [30.0, 20.0]]), p=70).mask.tolist()
    [True, False]
    """
    return prior_posterior(totals, contributions, p=p, q=100)


def prior_posterior(totals: Vector, contributions: Contributions, *, p: float, q: float) -> Sensitive:
    """Mark cells where knowledge of others to within `q` percent becomes knowledge to within `p` percent.

    The pq rule; with q = 100 it is the p% rule.
    """
    first, second = _largest(contributions, 2).T
    return _within(totals, first * p / q - (totals - first - second))


def group_disclosure(system: System, values: Vector, equations: npt.NDArray[np.int64]) -> Sensitive:
    """Mark cells that hold all of their total: then everybody in the group is known to belong there.

    `equations` are the rows of the system that divide a group. An outsider must hold it possible that at
    least one person of the group is elsewhere.
    """
    mask = np.zeros(values.size, dtype=np.bool_)
    for number in equations.tolist():
        start, stop = system.equations.indptr[number : number + 2]
        cells, signs = system.equations.indices[start:stop], system.equations.data[start:stop]
        total, parts = cells[signs < 0], cells[signs > 0]
        mask[parts[(values[parts] == values[total]) & (values[parts] > 0)]] |= parts.size > 1
    return Sensitive(mask, values - 1, values.copy())


def _largest(contributions: Contributions, n: int) -> Contributions:
    known = np.nan_to_num(contributions[:, :n])
    return np.pad(known, ((0, 0), (0, n - known.shape[1])))


def _within(totals: Vector, needed: Vector) -> Sensitive:
    return Sensitive((needed > 0) & (totals > 0), np.maximum(totals - needed, 0), totals + needed)
