"""The steps before calibration: base weights, unknown eligibility, those who did not answer.

Sources: Kalton and Flores-Cervantes (2003) J. Off. Stat. 19:81-97; Valliant, Dever, Kreuter (2018) Practical
Tools for Designing and Weighting Survey Samples, ch. 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from blendwise.errors import UserError
from blendwise.estimation.result import Array, check_numbers
from blendwise.estimation.weighting.weights import FEW_ANSWERS, Weights, cell_totals, checked_weights

__all__ = ["base_weights", "collapse_cells", "nonresponse_weights", "spread_unknown"]


def base_weights(chances: ArrayLike) -> Weights:
    """Return one over the chance of being drawn, per unit drawn.

    Formula: 1 / chance of being drawn.
    Source: Horvitz and Thompson (1952).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError for a chance of 0 or above 1, by place.
    Assumes: units were drawn with the chances given.
    Not for: units that chose themselves.

    >>> base_weights([0.5, 0.25]).values
    array([2., 4.])
    """
    chance = np.atleast_1d(check_numbers("chances", chances, most=1))
    if (chance == 0).any():
        raise UserError("survey_numbers.no-chance", at=int(np.argmin(chance)) + 1)
    return Weights(values=1 / chance, step="base")


def _handed_over(weights: Array, giving: Array, taking: Array, cells: ArrayLike, what: str) -> Array:
    """Give the weight of `giving` units to the `taking` units of their cell, in proportion."""
    names, where, given = cell_totals(cells, weights * giving)
    held = np.bincount(where, weights * taking, minlength=len(names))
    empty = (given > 0) & (held == 0)
    if empty.any():
        raise UserError(
            f"survey_numbers.{what}", names=", ".join(n for n, e in zip(names, empty, strict=True) if e)
        )
    factor = 1 + np.divide(given, held, out=np.zeros_like(given), where=held > 0)
    return np.where(taking > 0, weights * factor[where], 0.0)


def spread_unknown(
    weights: Weights | ArrayLike, *, known: ArrayLike, eligible: ArrayLike, cells: ArrayLike | None = None
) -> Weights:
    """Hand the weight of units of unknown eligibility to those that are known, then drop the ineligible.

    `known` and `eligible` are 1 or 0 per unit, `cells` a label per unit within which weight is handed over.
    This takes the eligible share among the unknown to be that among the known of the same cell.

    Formula: weight x (known and unknown / known) within a cell.
    Source: Kalton and Flores-Cervantes (2003).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: the unknown are as often eligible as the known of the cell.
    Not for: cells without anybody known.

    >>> spread_unknown([2, 2, 2, 2], known=[1, 1, 1, 0], eligible=[1, 1, 0, 0]).values.round(3)
    array([2.667, 2.667, 0.   , 0.   ])
    """
    base = checked_weights(weights)
    sure = check_numbers("known", known, most=1, shape=base.shape)
    fits = check_numbers("eligible", eligible, most=1, shape=base.shape)
    labels = np.zeros(len(base)) if cells is None else cells
    spread = _handed_over(base, 1 - sure, sure, labels, "nobody-known")
    return Weights(values=spread * fits, step="eligibility")


def nonresponse_weights(
    weights: Weights | ArrayLike, *, answered: ArrayLike, cells: ArrayLike | None = None
) -> Weights:
    """Hand the weight of those who did not answer to those of their cell who did.

    `answered` is 1 or 0 per unit, `cells` a label per unit: units within a cell should be alike, both in
    answering and in what they would say. A cell in which nobody answered is an error and not dropped: join it
    first with `collapse_cells`.

    Formula: weight x (all weight of the cell / weight of those who answered).
    Source: Kalton and Flores-Cervantes (2003).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: within a cell those who answered are like those who did not.
    Not for: cells made of the answers themselves.

    >>> nonresponse_weights([1, 1, 1, 1], answered=[1, 0, 1, 1], cells=["a", "a", "b", "b"]).values
    array([2., 0., 1., 1.])
    """
    base = checked_weights(weights)
    said = check_numbers("answered", answered, most=1, shape=base.shape)
    labels = np.zeros(len(base)) if cells is None else cells
    values = _handed_over(base, 1 - said, said * (base > 0), labels, "nobody-answered")
    done = Weights(values=values, step="nonresponse")
    few = len(done.counting) < FEW_ANSWERS and len(np.unique(np.asarray(labels, dtype=str))) > 2
    return replace(done, warnings=("survey_numbers.warnings.too-many-cells",)) if few else done


def collapse_cells(cells: Sequence[str], answered: ArrayLike, *, least: int = 5) -> list[str]:
    """Join cells with fewer than `least` answers with the next cell in the order of their labels.

    Give labels whose order means something ("user, small", "user, middle"): neighbours are joined, and the
    label of a joined cell names all its parts.

    Formula: a cell with too few answers joined with its next neighbour, until all have enough.
    Source: Kalton and Flores-Cervantes (2003).
    Shapes: an entry per unit.
    Unit: labels.
    Errors: UserError for labels that do not fit the answers.
    Assumes: neighbours are alike.
    Not for: labels whose order means nothing.

    >>> collapse_cells(["a", "a", "b", "c", "c"], [1, 1, 1, 1, 1], least=2)
    ['a', 'a', 'b + c', 'b + c', 'b + c']
    """
    said = check_numbers("answered", answered, most=1, shape=(len(cells),))
    names, _, counts = cell_totals(list(cells), said)
    groups: list[list[str]] = []
    held = 0.0
    for name, count in zip(names, counts, strict=True):
        if groups and held < least:
            groups[-1].append(name)
            held += count
        else:
            groups.append([name])
            held = count
    if len(groups) > 1 and held < least:
        groups[-2:] = [groups[-2] + groups[-1]]
    label = {name: " + ".join(group) for group in groups for name in group}
    return [label[cell] for cell in cells]
