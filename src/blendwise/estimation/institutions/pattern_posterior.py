"""How well the common pattern is known: the posterior of (a, b) as weights on a grid.

The prior is p(a, b) ∝ (a + b)^(−5/2), which on (logit μ, ln(a + b)) gains the Jacobian a·b. It is improper; the
posterior is proper as soon as one institution has both hits and misses.

Source: Gelman et al. (2013), Bayesian Data Analysis, third edition, section 5.3.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit, log_expit, logit

from blendwise.estimation.institutions.beta_binomial import (
    BetaBinomialFit,
    Pattern,
    Tables,
    log_likelihood,
    tables_of,
)
from blendwise.estimation.institutions.counts import Pairs
from blendwise.estimation.institutions.mixture import Hyper
from blendwise.estimation.institutions.quadrature import Grid, posterior_grid
from blendwise.estimation.result import Array

__all__ = ["MANY", "is_proper", "pattern_grid", "pattern_hyper", "start_of"]

MANY = 1000
"""With more institutions the pattern is known so well that its posterior is near normal: few nodes do."""

FINE, COARSE = (60, 80), (11, 11)
LIGHT, LIGHT_COARSE = 1e-7, 1e-4
"""A node that weighs less than this part of the heaviest is left out."""


def is_proper(pairs: Pairs) -> bool:
    """Tell whether the posterior exists: some institution has both hits and misses."""
    return bool(((pairs.hits > 0) & (pairs.hits < pairs.trials)).any())


def start_of(fit: BetaBinomialFit) -> tuple[float, float]:
    """Return a place (logit μ, ln(a + b)) near the top of the posterior."""
    size = float(np.log(fit.a + fit.b)) if fit.pattern is Pattern.SPREAD else 3.0
    return float(logit(np.clip(fit.mean, 1e-9, 1 - 1e-9))), size


def pattern_grid(tables: Tables, start: tuple[float, float], nodes: tuple[int, int]) -> Grid:
    """Return the posterior of (logit μ, ln(a + b)) as weights on a grid (BDA3, equations 5.9-5.10)."""

    def log_posterior(mean: Array, size: Array) -> Array:
        prior = log_expit(mean) + log_expit(-mean) - size / 2
        return log_likelihood(tables, expit(mean), np.exp(size)) + prior

    return posterior_grid(log_posterior, start, nodes)


def pattern_hyper(pairs: Pairs, fit: BetaBinomialFit, nodes: tuple[int, int] | None = None) -> Hyper | None:
    """Return the values of the pattern with their weights; None where the posterior does not exist."""
    if not is_proper(pairs):
        return None
    chosen = nodes or (FINE if pairs.institutions <= MANY else COARSE)
    grid = pattern_grid(tables_of(pairs), start_of(fit), chosen)
    return replace(values_of(grid, LIGHT), coarse=values_of(grid.thinned(), LIGHT_COARSE))


def values_of(grid: Grid, light: float) -> Hyper:
    """Return the nodes of a grid that weigh more than `light` of the heaviest, as values of (a, b)."""
    mean, size, weight = grid.worthwhile(light)
    return Hyper(expit(mean) * np.exp(size), expit(-mean) * np.exp(size), weight)
