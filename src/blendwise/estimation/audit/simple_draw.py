"""How many checks a draw from all mobilities together needs: the rule of thumb beside the planner."""

from __future__ import annotations

import math

from scipy.special import ndtri

from blendwise.estimation.result import check_level, check_numbers

__all__ = ["simple_checks", "simple_size"]


def simple_size(margin: float, population: int, *, expected: float = 0.5, level: float = 0.95) -> float:
    """Return the checks for a margin when drawn at random from all together, as a fraction.

    n0 = z² p(1 - p) / margin², then n0 / (1 + (n0 - 1)/N) (Cochran 1977, 4.1; Krejcie and Morgan 1970, who
    round to the nearest). A guarantee rounds up: `simple_checks`.
    """
    d = float(check_numbers("margin", margin, least=1e-9, most=1))
    p = float(check_numbers("expected", expected, most=1))
    n0 = float(ndtri((1 + check_level(level)) / 2)) ** 2 * p * (1 - p) / d**2
    return n0 / (1 + (n0 - 1) / float(check_numbers("population", population, least=1)))


def simple_checks(margin: float, population: int, *, expected: float = 0.5, level: float = 0.95) -> int:
    """Return the checks for a margin when drawn at random from all together, rounded up.

    Formula: `simple_size`, rounded up.
    Source: Cochran (1977), section 4.4.
    Shapes: single numbers.
    Unit: mobilities.
    Errors: UserError for a margin outside 0 to 1 or a population below 1.
    Assumes: checks drawn at random from all together.
    Not for: strata (`plan_by_margin`).

    >>> simple_checks(0.05, 40)
    37
    """
    return min(math.ceil(simple_size(margin, population, expected=expected, level=level) - 1e-9), population)
