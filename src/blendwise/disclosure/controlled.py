"""Controlled rounding: every figure a multiple of the base, and all sums still hold.

Source: Cox (1987), "A constructive procedure for unbiased controlled rounding", JASA 82(398),
doi:10.1080/01621459.1987.10478456, and Salazar-González, Lowthian, Young et al. (2004), "Getting the
best results in controlled rounding", for more dimensions, by integer programming. Rounding each figure by
itself leaks: a sum that no longer holds tells in which direction its parts were rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from blendwise.disclosure.system import System, Vector
from blendwise.errors import UserError

__all__ = ["Rounded", "controlled_rounding"]

_WIDEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """Rounded values, and by how many steps of the base a figure may lie beyond its nearest multiples.

    With `steps_beyond` 0 each figure is one of the two multiples around its true value, and a multiple
    stays as it is; more is needed only where the sums of three or more dimensions leave no other way.
    """

    values: Vector
    base: int
    steps_beyond: int


def controlled_rounding(values: Vector, system: System, *, base: int) -> Rounded:
    """Round counts to multiples of `base` (2 or more) so that every sum holds, as close as possible.

    The sum of the absolute changes is the least there is. In two dimensions there always is a rounding to
    one of the two nearest multiples. For tables of some thousands of cells at most; for larger ones see
    `small_count_rounding`. Raises UserError for a base below 2 and where no rounding is found.

    When it misleads: who knows one figure exactly, such as an institution its own, can narrow others.

    Formula: the multiples of `base` that add up, with the least sum of absolute changes, by integer
      programming.
    Source: Cox (1987).
    Shapes: a table: a row per combination of labels, a column per count, amount or share.
    Unit: counts.
    Assumes: the sums given are all there are.

    >>> from blendwise.disclosure.system import cross_table
    >>> values, system = cross_table([[1, 2], [3, 1]])
    >>> controlled_rounding(values, system, base=5).values.tolist()
    [0.0, 5.0, 5.0, 5.0, 0.0, 5.0, 5.0, 5.0, 10.0]
    """
    if base < 2:
        raise UserError("disclosure.base-too-small", value=base)
    for beyond in range(_WIDEST + 1):
        multiples = _nearest_multiples(values, system, base, beyond)
        if multiples is not None:
            return Rounded(multiples * base, base, beyond)
    raise UserError("disclosure.cannot-round", base=base)


def _nearest_multiples(values: Vector, system: System, base: int, beyond: int) -> Vector | None:
    """Choose a multiple per cell; None if the sums allow none. A helper per cell measures its change."""
    size, scaled = values.size, values / base
    eye = sparse.eye_array(size)
    sums = sparse.hstack([system.equations, sparse.csr_array(system.equations.shape)])
    above, below = sparse.hstack([eye, -eye]), sparse.hstack([-eye, -eye])
    none = np.zeros(system.equations.shape[0])
    found = milp(
        np.concatenate([np.zeros(size), np.ones(size)]),
        constraints=LinearConstraint(
            sparse.vstack([sums, above, below], format="csc"),
            np.concatenate([none, np.full(2 * size, -np.inf)]),
            np.concatenate([none, scaled, -scaled]),
        ),
        bounds=Bounds(
            np.concatenate([np.maximum(np.floor(scaled) - beyond, 0), np.zeros(size)]),
            np.concatenate([np.ceil(scaled) + beyond, np.full(size, np.inf)]),
        ),
        integrality=np.concatenate([np.ones(size), np.zeros(size)]),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    multiples = np.round(found.x[:size])
    if np.any(system.equations @ multiples):
        raise RuntimeError("the rounded figures do not add up")
    return multiples
