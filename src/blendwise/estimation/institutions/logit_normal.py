"""The hierarchical model with another shape: log-odds of institutions that are normal instead of Beta rates.

A second opinion on `hierarchical`: where the two agree the shape of the pattern does not matter. Its priors
are proper, so it also answers when there is no hit at all. Quadrature twice over: a grid for the pattern
(μ, ln σ), and for each institution Gauss-Hermite nodes laid at the top of its own integrand.

Priors: logistic(μ) uniform on 0 to 1; σ half-normal with scale 2.5 (log-odds).
Sources: Liu and Pierce (1994), Biometrika 81, 624-629 (nodes at the top); Gelman
et al. (2013), Bayesian Data Analysis, section 5.4; Gelman (2006), Bayesian Analysis 1, 515-534 (half-normal
and half-t for σ).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, expit, log_expit, logit

from blendwise.estimation.institutions.comparison import Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, Pairs
from blendwise.estimation.institutions.outside_pattern import Split
from blendwise.estimation.institutions.pattern_posterior import MANY
from blendwise.estimation.institutions.quadrature import Grid, posterior_grid
from blendwise.estimation.institutions.shrinkage import ShrunkenRates, outside_words, split_of
from blendwise.estimation.result import Array, check_level

__all__ = ["logit_normal"]

NODES = 32
PRIOR_SCALE = 2.5
FINE, COARSE = (40, 48), (11, 11)
LIGHT = 1e-6
PLACES = 1001
BLOCK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Integrals:
    """Per pair and pattern: log-likelihood, mean of the rate and its square, mean and sd of log-odds."""

    log_likelihood: Array
    rate: Array
    square: Array
    place: Array
    spread: Array


def _integrals(pairs: Pairs, mean: Array, sd: Array) -> _Integrals:
    """Integrate over each institution's log-odds, for each pattern (arrays: pairs by patterns)."""
    top, width = _tops(pairs, mean, sd)
    node, weight = np.polynomial.hermite.hermgauss(NODES)
    x = top[..., None] + np.sqrt(2) * width[..., None] * node
    logs = _log_integrand(pairs, mean, sd, x) + node**2 + np.log(weight)
    height = logs.max(axis=-1, keepdims=True)
    share = np.exp(logs - height)
    total = share.sum(axis=-1)
    share /= total[..., None]
    rate = expit(x)
    place = (share * x).sum(axis=-1)
    spread = np.sqrt((share * np.square(x - place[..., None])).sum(axis=-1))
    log_likelihood = height[..., 0] + np.log(total * width / sd / np.sqrt(np.pi))
    return _Integrals(
        log_likelihood, (share * rate).sum(axis=-1), (share * rate**2).sum(axis=-1), place, spread
    )


def _log_integrand(pairs: Pairs, mean: Array, sd: Array, x: Array) -> Array:
    """Return ln of likelihood times normal density, without constants (pairs by patterns by places)."""
    hits, trials = pairs.hits[:, None, None], pairs.trials[:, None, None]
    z = (x - mean[:, None]) / sd[:, None]
    return np.asarray(hits * x + trials * log_expit(-x) - z**2 / 2)


def _tops(pairs: Pairs, mean: Array, sd: Array) -> tuple[Array, Array]:
    """Return the top of each integrand and its width there, by Newton: it has one top."""
    hits, trials = pairs.hits[:, None], pairs.trials[:, None]
    raw = logit((pairs.hits + 0.5) / (pairs.trials + 1.0))[:, None]
    x = np.where(trials > 0, np.clip(raw, mean - 4 * sd, mean + 4 * sd), mean)
    for _ in range(60):
        rate = expit(x)
        curve = trials * rate * (1 - rate) + sd**-2.0
        step = np.clip((hits - trials * rate - (x - mean) / sd**2) / curve, -3.0, 3.0)
        x = x + step
        if np.abs(step).max() < 1e-6:
            break
    rate = expit(x)
    return x, 1 / np.sqrt(trials * rate * (1 - rate) + sd**-2.0)


def _log_posterior(pairs: Pairs, mean: Array, log_sd: Array) -> Array:
    """Return the log posterior density of (μ, ln σ), for arrays of any one shape."""
    m, s = mean.ravel(), log_sd.ravel()
    size = max(1, BLOCK // (NODES * len(pairs)))
    found = [
        pairs.times @ _integrals(pairs, m[i : i + size], np.exp(s[i : i + size])).log_likelihood
        for i in range(0, m.size, size)
    ]
    prior = log_expit(mean) + log_expit(-mean) + log_sd - np.exp(2 * log_sd) / (2 * PRIOR_SCALE**2)
    return np.asarray(np.concatenate(found).reshape(mean.shape) + prior)


def _grid(split: Split) -> Grid:
    rest = split.rest
    pooled = (rest.times @ rest.hits + 0.5) / (rest.times @ rest.trials + 1.0)
    nodes = FINE if rest.institutions <= MANY else COARSE
    return posterior_grid(lambda m, s: _log_posterior(rest, m, s), (float(logit(pooled)), 0.0), nodes)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    mean: Array
    sd: Array
    low: Array
    high: Array


def _columns(pairs: Pairs, nodes: tuple[Array, Array, Array], level: float) -> _Columns:
    """Return the posterior of each pair's rate, in blocks of pairs."""
    size = max(1, BLOCK // (NODES * nodes[0].size))
    parts = [
        _block(pairs.where((np.arange(len(pairs)) // size) == i), nodes, level)
        for i in range(-(-len(pairs) // size))
    ]
    return _Columns(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in ("mean", "sd", "low", "high"))
    )


def _block(pairs: Pairs, nodes: tuple[Array, Array, Array], level: float) -> _Columns:
    mean, log_sd, weight = nodes
    found = _integrals(pairs, mean, np.exp(log_sd))
    rate, square = found.rate @ weight, found.square @ weight
    low, high = _limits(pairs, nodes, found, level)
    return _Columns(rate, np.sqrt(np.maximum(square - rate**2, 0.0)), low, high)


def _limits(
    pairs: Pairs, nodes: tuple[Array, Array, Array], found: _Integrals, level: float
) -> tuple[Array, Array]:
    """Return the central interval: the density on a row of places, summed and read off."""
    mean, log_sd, weight = nodes
    start = (found.place - 10 * found.spread).min(axis=1)
    stop = (found.place + 10 * found.spread).max(axis=1)
    lows, highs = [], []
    for row in range(len(pairs)):
        x = np.linspace(start[row], stop[row], PLACES)
        one = pairs.where(np.arange(len(pairs)) == row)
        logs = _log_integrand(one, mean, np.exp(log_sd), x)[0]
        density = (weight * np.exp(-found.log_likelihood[row] - log_sd)) @ np.exp(logs)
        below = np.concatenate([np.zeros(1), np.cumsum((density[1:] + density[:-1]) / 2)])
        at = np.interp([(1 - level) / 2, (1 + level) / 2], below / below[-1], x)
        lows.append(at[0])
        highs.append(at[1])
    return expit(np.array(lows)), expit(np.array(highs))


def logit_normal(
    counts: InstitutionCounts, *, level: float = 0.95, threshold: float | None = None
) -> ShrunkenRates:
    """Return shrunken rates under normal log-odds: a second opinion on `hierarchical`.

    Question: process. Deterministic. With no hit at all it still answers, and then leans on its priors: it
    says how high the rates could be, not how they differ. Made for up to a few thousand institutions.

    Formula: the posterior mean of the chance under normal log-odds, summed over a grid of mean, spread and
      chance.
    Source: Gelman and others (2013), chapter 5.
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: log-odds of institutions are normal; priors are proper and weak.
    Not for: the only answer: set it beside `hierarchical`.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> table = institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50])
    >>> logit_normal(table).mean.round(3).tolist()
    [0.018, 0.044, 0.054, 0.229]
    """
    check_level(level)
    split = split_of(counts, threshold)
    pairs = split.pairs
    nodes = _grid(split).worthwhile(LIGHT)
    found = _columns(pairs, nodes, level)
    own = _own(pairs, level)
    outside = pairs.spread(split.outside.astype(float))
    columns = {
        name: pairs.spread(np.where(split.outside, getattr(own, name), getattr(found, name)))
        for name in ("mean", "sd", "low", "high")
    }
    pattern_mean = _pattern_mean(nodes)
    values = {"mean": pattern_mean, "level": Level(level), "scope": counts.scope}
    return ShrunkenRates(
        counts=counts,
        method="logit-normal-hierarchical",
        population="model",
        said=(Sentence("shrinkage.summary", values),),
        assumptions=("own-rate", "one-population", "normal-log-odds"),
        warnings=outside_words(counts, outside),
        mean=columns["mean"],
        sd=columns["sd"],
        low=columns["low"],
        high=columns["high"],
        outside=outside,
        level=level,
        pattern_mean=pattern_mean,
    )


def _pattern_mean(nodes: tuple[Array, Array, Array]) -> float:
    """Return the expected mean rate of institutions."""
    mean, log_sd, weight = nodes
    node, share = np.polynomial.hermite.hermgauss(NODES)
    rates = expit(mean[:, None] + np.sqrt(2) * np.exp(log_sd)[:, None] * node)
    return float(weight @ (rates @ share) / np.sqrt(np.pi))


def _own(pairs: Pairs, level: float) -> _Columns:
    """Return what is known of a rate from its own counts alone (Jeffreys)."""
    a, b = pairs.hits + 0.5, pairs.trials - pairs.hits + 0.5
    mean = a / (a + b)
    low, high = (np.asarray(betaincinv(a, b, share)) for share in ((1 - level) / 2, (1 + level) / 2))
    return _Columns(mean, np.sqrt(mean * (1 - mean) / (a + b + 1)), low.astype(float), high.astype(float))
