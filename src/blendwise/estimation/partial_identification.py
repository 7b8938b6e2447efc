"""Chance around bounds: a confidence interval for a share that lies somewhere between two estimated bounds.

The two ends are estimates with a standard error each. The interval covers the true share wherever it lies
between them; that asks for less than covering both ends at once.

Sources: Imbens and Manski (2004) Econometrica 72:1845-1857; Stoye (2009) Econometrica 77:1299-1315.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import ndtr, ndtri

from blendwise.errors import UserError
from blendwise.estimation.result import check_level, check_numbers
from blendwise.records import Question

__all__ = ["BoundsInterval", "imbens_manski", "stoye"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundsInterval:
    """An interval around two bounds. `critical_low` and `critical_high` count standard errors outward."""

    question: ClassVar[Question] = Question.TRUTH
    low: float
    high: float
    level: float
    critical_low: float
    critical_high: float


def _checked(low: float, high: float, se_low: float, se_high: float, level: float) -> tuple[float, float]:
    check_numbers("bounds", [low, high], least=-math.inf)
    check_numbers("standard errors", [se_low, se_high])
    if low > high:
        raise UserError("bounds.crossed", low=low, high=high)
    return high - low, 1 - check_level(level)


def imbens_manski(
    low: float, high: float, *, se_low: float, se_high: float, level: float = 0.95
) -> BoundsInterval:
    """Return the interval of Imbens and Manski around the bounds `low` and `high`.

    `se_low` and `se_high` are the standard errors of the two bounds. One critical value c solves
    Phi(c + width / largest error) - Phi(-c) = level: 1.645 for wide bounds, 1.96 when they meet (for 95 %).
    It misleads when the width is itself imprecise and may be near 0: then use `stoye`.

    Formula: low - c se_low to high + c se_high, c from Phi(c + width / largest se) - Phi(-c) = level.
    Source: Imbens and Manski (2004).
    Shapes: single numbers.
    Unit: that of the bounds.
    Errors: UserError for bounds that are crossed and errors below 0.
    Assumes: both bounds are estimated, about normal.

    >>> found = imbens_manski(21 / 106, 63 / 106, se_low=0.038715, se_high=0.047690)
    >>> print(f"{found.critical_low:.6f} {found.low:.4f} {found.high:.4f}")
    1.644854 0.1344 0.6728
    """
    width, alpha = _checked(low, high, se_low, se_high, level)
    widest_error = max(se_low, se_high)
    apart = width / widest_error if widest_error else math.inf
    most = float(-ndtri(alpha / 2)) + 1e-9
    critical = float(brentq(lambda c: ndtr(c + apart) - ndtr(-c) - level, 0, most, xtol=1e-14))
    return BoundsInterval(
        low=low - critical * se_low,
        high=high + critical * se_high,
        level=level,
        critical_low=critical,
        critical_high=critical,
    )


def _both_below(x: float, y: float, correlation: float) -> float:
    """P(X <= x, Y <= y) of two standard normals: Gauss-Legendre on Plackett's integral (Drezner 1978)."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    angle = math.asin(max(-1.0, min(1.0, correlation))) * (nodes + 1) / 2
    sine = np.sin(angle)
    density = np.exp(-(x * x - 2 * x * y * sine + y * y) / (2 * np.maximum(np.cos(angle) ** 2, 1e-300)))
    area = math.asin(max(-1.0, min(1.0, correlation))) / 2 * float(weights @ density)
    return float(ndtr(x) * ndtr(y)) + area / (2 * math.pi)


def _smallest_high(c_low: float, apart: tuple[float, float], correlation: float, level: float) -> float:
    """Return the smallest upper critical value with which both ends are covered, given the lower one."""

    def short(c_high: float) -> float:
        at_low = _both_below(c_low, c_high + apart[1], -correlation)
        at_high = _both_below(c_low + apart[0], c_high, -correlation)
        return min(at_low, at_high) - level

    if short(40.0) < 0:
        return math.inf
    return float(brentq(short, -40.0, 40.0, xtol=1e-10))


def stoye(
    low: float,
    high: float,
    *,
    se_low: float,
    se_high: float,
    correlation: float,
    level: float = 0.95,
) -> BoundsInterval:
    """Return Stoye's interval, which holds up when the width of the bounds is itself imprecise.

    `correlation` is that of the two estimated bounds (from -1 to 1). The two critical values are chosen so
    that the interval is as short as possible and covers each end at `level` (Stoye 2009, section 3, his
    second interval). For well separated bounds it equals `imbens_manski`.

    Formula: as `imbens_manski` with a c for each end, the shortest that covers both at `level`.
    Source: Stoye (2009).
    Shapes: single numbers.
    Unit: that of the bounds.
    Errors: UserError for bounds that are crossed and errors below 0.
    Assumes: both bounds are estimated, about normal.
    Not for: bounds without chance in them: those hold for certain.

    >>> found = stoye(0.2, 0.6, se_low=0.04, se_high=0.05, correlation=0.5)
    >>> print(f"{found.low:.4f} {found.high:.4f}")
    0.1342 0.6822
    """
    width, alpha = _checked(low, high, se_low, se_high, level)
    check_numbers("correlation", correlation, least=-1, most=1)
    if min(se_low, se_high) == 0:
        return imbens_manski(low, high, se_low=se_low, se_high=se_high, level=level)
    apart = (width / se_low, width / se_high)
    least, most = float(-ndtri(alpha)) - 1e-12, float(-ndtri(alpha / 2)) + 1

    def length(c_low: float) -> float:
        return se_low * c_low + se_high * _smallest_high(c_low, apart, correlation, level)

    best = minimize_scalar(length, bounds=(least, most), method="bounded", options={"xatol": 1e-9})
    c_low = float(best.x)
    c_high = _smallest_high(c_low, apart, correlation, level)
    return BoundsInterval(
        low=low - c_low * se_low,
        high=high + c_high * se_high,
        level=level,
        critical_low=c_low,
        critical_high=c_high,
    )
