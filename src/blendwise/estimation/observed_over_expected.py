"""How sure is a count, beside what was expected: limits of a Poisson mean.

All functions take counts of any shape and return `Limits` of that shape; divide both by what was expected for
the limits of observed over expected. They treat every counted unit as independent of the others.

Two different limits go by the name of Byar: `byar` and `rothman_byar` say which is which.

Sources: Garwood 1936 (Biometrika 28, 437); Breslow and Day 1987 (IARC Sci. Publ. 82); Rothman and Boice 1979
(Epidemiologic Analysis with a Programmable Calculator).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from blendwise.estimation.result import Array, Limits, check_level, check_numbers

__all__ = ["byar", "garwood", "rothman_byar"]


def garwood(observed: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the exact limits of a Poisson mean from a count. Source: Garwood 1936.

    Divide by what was expected for the limits of observed over expected.

    Formula: half the chi-squared quantiles with 2 O and 2 O + 2 degrees of freedom.
    Shapes: counts of any shape; limits of that shape.
    Unit: counts.
    Errors: UserError for counts below 0, by place.
    Assumes: a Poisson count: independent rare events.
    Not for: events that come in bunches, as ticks do.

    >>> limits = garwood(10)
    >>> print(f"{limits.low:.6f} {limits.high:.6f}")
    4.795389 18.390356
    """
    count, alpha = check_numbers("observed", observed), 1 - check_level(level)
    low = np.where(count == 0, 0.0, special.gammaincinv(count, alpha / 2))
    return Limits(low, np.asarray(special.gammainccinv(count + 1, alpha / 2)))


def byar(observed: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Byar's approximation to Garwood's limits, with observed + 1 in the upper one.

    Source: Breslow and Day 1987, equation 2.13. Not the variant of `rothman_byar`.

    Formula: O (1 - 1/(9 O) - z/(3 sqrt O))^3, and the same with O + 1 and + z.
    Shapes: counts of any shape; limits of that shape.
    Unit: counts.
    Errors: UserError for counts below 0, by place.
    Assumes: a Poisson count: independent rare events.
    Not for: events that come in bunches, as ticks do.
    """
    count = check_numbers("observed", observed)
    return Limits(_byar(count, -1, level), _byar(count + 1, 1, level))


def rothman_byar(observed: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Rothman's variant, with observed + ½ in both limits: shorter, like a mid-p interval.

    Source: Rothman and Boice 1979. R's epitools::pois.byar returns this one.

    Formula: as `byar` with O + 1/2 in both limits.
    Shapes: counts of any shape; limits of that shape.
    Unit: counts.
    Errors: UserError for counts below 0, by place.
    Assumes: a Poisson count: independent rare events.
    Not for: events that come in bunches, as ticks do.
    """
    count = check_numbers("observed", observed)
    low = np.where(count == 0, 0.0, _byar(count + 0.5, -1, level))
    return Limits(low, _byar(count + 0.5, 1, level))


def _byar(count: Array, side: int, level: float) -> Array:
    z = side * stats.norm.isf((1 - check_level(level)) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        limit = count * (1 - 1 / (9 * count) + z / (3 * np.sqrt(count))) ** 3
    return np.asarray(np.where(count == 0, 0.0, np.maximum(limit, 0)))
