"""Blaker's exact interval for a share: within Clopper-Pearson's, still covering at least the level.

Source: Blaker (2000) Can. J. Stat. 28:783-798. Where the accepted shares have a gap, the ends are those of
the whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.special import betaincinv as beta_quantile

from blendwise.estimation.result import Limits, check_counts, check_level
from blendwise.records import Question

__all__ = ["blaker"]


def _at_least(hits: float, trials: float, share: float) -> float:
    return 1.0 if hits <= 0 else float(betainc(hits, trials - hits + 1, share))


def _at_most(hits: float, trials: float, share: float) -> float:
    return 0.0 if hits < 0 else 1.0 if hits >= trials else float(betainc(trials - hits, hits + 1, 1 - share))


def _low(hits: float, trials: float, alpha: float) -> float:
    """Return the lowest accepted share: upper tail plus the largest lower tail not above it exceeds alpha.

    Between two shares at which the lower tail gains an outcome, that sum first falls and then rises, so its
    largest values stand at the two ends; a crossing within such a piece lies on the rising part.
    """
    if hits == 0:
        return 0.0
    share = float(beta_quantile(hits, trials - hits + 1, alpha / 2))
    below = -1.0
    while _at_most(below + 1, trials, share) <= _at_least(hits, trials, share):
        below += 1
    while True:

        def accepted(at: float, below: float = below) -> float:
            return _at_least(hits, trials, at) + _at_most(below, trials, at) - alpha

        def next_outcome(at: float, below: float = below) -> float:
            return _at_least(hits, trials, at) - _at_most(below + 1, trials, at)

        if accepted(share) >= 0:
            return share
        end = brentq(next_outcome, share, 1.0, xtol=1e-15) if below + 1 < hits else 1.0
        if accepted(end) >= 0:
            return float(brentq(accepted, share, end, xtol=1e-15))
        share, below = float(end), below + 1


def blaker(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Blaker's interval for whole hits out of trials, of any shape; NaN where there are no trials.

    Misleads: less easy to explain than Clopper-Pearson, and not always nested in the level. R's usual code
    walks inward from Clopper-Pearson in steps of 0.0001 and stops a step early; these ends are exact.

    Formula: the shares whose tail and the largest opposite tail no likelier add up to more than 1 - level.
    Source: Blaker (2000).
    Shapes: whole numbers or arrays of one shape; limits of that shape.
    Unit: a share of trials.
    Errors: UserError for fractions and for more hits than trials, by place.
    Assumes: every trial is a chance of its own.

    >>> limits = blaker(45, 150)
    >>> print(f"{limits.low:.6f} {limits.high:.6f}")
    0.228298 0.379257
    """
    h, t = check_counts(hits, trials, whole=True)
    alpha = 1 - check_level(level)
    pairs = np.stack([h.ravel(), t.ravel()], axis=1)
    low = [_low(x, n, alpha) if n else np.nan for x, n in pairs]
    high = [1 - _low(n - x, n, alpha) if n else np.nan for x, n in pairs]
    return Limits(np.reshape(low, h.shape), np.reshape(high, h.shape), Question.TRUTH)
