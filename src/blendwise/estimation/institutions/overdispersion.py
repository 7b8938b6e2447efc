"""How much wider than chance do institutions spread? z-scores, winsorising, φ and τ².

z compares each share with the target on a scale: raw, arcsine or logit. φ̂ is the mean of z²; 1 is chance.
τ² is the variance between institutions that the surplus stands for, by the method of moments.

Sources: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, sections 5.1-5.3 and appendix;
Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351; DerSimonian and Laird (1986).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from blendwise.errors import UserError
from blendwise.estimation.institutions.counts import Integers
from blendwise.estimation.result import Array

__all__ = [
    "ARCSINE",
    "LOGIT",
    "RAW",
    "Scale",
    "between_variance",
    "dispersion",
    "standard_errors",
    "winsorise",
    "z_scores",
]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale to measure distance from the target on.

    `of` maps hits and trials to the scale, `target` a rate, `back` a place on the scale to a rate, and
    `error` gives the standard error of one trial at a target rate.
    """

    name: str
    of: Callable[[Array, Array], Array]
    target: Callable[[float], float]
    back: Callable[[Array], Array]
    error: Callable[[float], float]


RAW = Scale(
    "raw",
    of=lambda hits, trials: hits / trials,
    target=lambda rate: rate,
    back=lambda place: np.clip(place, 0.0, 1.0),
    error=lambda rate: float(np.sqrt(rate * (1 - rate))),
)
"""The share itself. Normal limits go below zero for rates of a few per cent; they are cut off at 0."""

ARCSINE = Scale(
    "arcsine",
    of=lambda hits, trials: np.arcsin(np.sqrt(hits / trials)),
    target=lambda rate: float(np.arcsin(np.sqrt(rate))),
    back=lambda place: np.sin(np.clip(place, 0.0, np.pi / 2)) ** 2,
    error=lambda _: 0.5,
)
"""The arcsine of the root of the share: its standard error is 1/(2√n) whatever the rate."""

LOGIT = Scale(
    "logit",
    of=lambda hits, trials: logit((hits + 0.5) / (trials + 1.0)),
    target=lambda rate: float(logit(rate)),
    back=expit,
    error=lambda rate: float(1 / np.sqrt(rate * (1 - rate))),
)
"""The log-odds, with half a hit and half a miss added so that 0 has a place."""


def standard_errors(trials: Integers, target: float, scale: Scale) -> Array:
    """Return the standard error of each institution's share at the target, on the scale."""
    return np.asarray(scale.error(target) / np.sqrt(trials))


def z_scores(hits: Integers, trials: Integers, target: float, scale: Scale) -> Array:
    """Return how many standard errors each institution is from the target, on the scale."""
    place = scale.of(hits.astype(float), trials.astype(float))
    return (place - scale.target(target)) / standard_errors(trials, target, scale)


def winsorise(z: Array, share: float) -> Array:
    """Pull the lowest and the highest `share` of the scores in to the quantiles there.

    Quantiles are R's type 7, as in the published examples. A share of 0 leaves the scores as they are.

    >>> winsorise(np.array([-9.0, 0.0, 1.0, 2.0, 30.0]), 0.25).tolist()
    [0.0, 0.0, 1.0, 2.0, 2.0]
    """
    if not 0 <= share < 0.5:
        raise UserError("institutions.winsorise", value=share)
    low, high = np.quantile(z, [share, 1 - share], method="linear")
    return np.clip(z, low, high)


def dispersion(z: Array) -> float:
    """Return φ̂, the mean of z²: 1 when only chance is at work, more when institutions differ."""
    return float(np.mean(np.square(z)))


def between_variance(phi: float, weights: Array) -> float:
    """Return τ̂² = max(0, (Kφ̂ − (K − 1)) / (Σw − Σw²/Σw)), with w the inverse of each squared standard error.

    Of one institution nothing can be said: 0.
    """
    k, total = weights.size, float(weights.sum())
    spread = total - float(weights @ weights) / total
    return max(0.0, (k * phi - (k - 1)) / spread) if spread > 0 else 0.0
