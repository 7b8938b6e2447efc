"""The companion of the two-phase estimate: a hierarchical beta-binomial model, without simulation.

Strata of one tick status have true shares that are alike to an unknown degree: Beta(a, b). What is known of
(a, b) lies on a grid of (logit of the mean, log of a + b); the unchecked mobilities of a stratum are
beta-binomial given (a, b) and its checks. The prior is proper, so that an audit without any find has an
answer too: the mean is Beta(½, ½), and a + b has density s / (s + a + b)² with s = `TYPICAL_SIZE`, its
median. Never an independent Jeffreys prior per stratum: over many small strata it adds half a find to each,
and the sum is far too high (measured in `benchmarks/coverage_audit.py`).

Source: Gelman et al. (2013) Bayesian Data Analysis, section 5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, expit, log_expit

from blendwise.estimation.institutions.beta_binomial import log_likelihood, tables_of
from blendwise.estimation.institutions.counts import Pairs, institution_counts, pairs_of
from blendwise.estimation.institutions.mixture import Hyper, Mixture
from blendwise.estimation.institutions.quadrature import posterior_grid
from blendwise.estimation.result import Array
from blendwise.records import Question

__all__ = ["GroupPosterior", "group_posterior", "limits_of_sum"]

TYPICAL_SIZE = 10.0
"""Prior median of a + b: what the ticks of the register show (7.7 with its outlier, 28 without)."""

NODES = (48, 32)
LIGHT = 1e-7
"""A node that weighs less than this part of the heaviest is left out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupPosterior:
    """What is known of a group of strata: per node of (a, b) its weight, and mean and variance of the total.

    The total counts the truly blended among the unchecked; `found` were found among the checked.
    """

    question: ClassVar[Question] = Question.TRUTH
    found: float
    unchecked: float
    weight: Array
    mean: Array
    variance: Array
    shares: Mixture | None = None
    """The true share of each stratum; None when there is nothing left to know."""

    @property
    def expected(self) -> float:
        """Return the posterior mean of all truly blended of the group."""
        return self.found + float(self.weight @ self.mean)


def group_posterior(
    names: Sequence[str], sizes: Array, checked: Array, blended: Array, *, nodes: tuple[int, int] = NODES
) -> GroupPosterior:
    """Return the posterior of a group of strata; a stratum without checks borrows from the others."""
    left = sizes - checked
    if not left.any():
        still = np.zeros(1)
        return GroupPosterior(
            found=float(blended.sum()), unchecked=0.0, weight=np.ones(1), mean=still, variance=still
        )
    pairs = pairs_of(institution_counts(names, blended, checked))
    hyper = _hyper(pairs, nodes)
    pairs = _with_unchecked(pairs)
    mean, variance = _moments(pairs, left, hyper)
    return GroupPosterior(
        found=float(blended.sum()),
        unchecked=float(left.sum()),
        weight=hyper.weight,
        mean=mean,
        variance=variance,
        shares=Mixture(pairs, np.zeros(len(pairs), dtype=bool), hyper),
    )


def _hyper(pairs: Pairs, nodes: tuple[int, int]) -> Hyper:
    tables = tables_of(pairs)

    def log_posterior(mean: Array, size: Array) -> Array:
        prior = (log_expit(mean) + log_expit(-mean)) / 2 + size - 2 * np.log(TYPICAL_SIZE + np.exp(size))
        return np.asarray(log_likelihood(tables, expit(mean), np.exp(size)) + prior)

    share = (pairs.hits @ pairs.times + 0.5) / (pairs.trials @ pairs.times + 1)
    start = (float(np.log(share) - np.log1p(-share)), float(np.log(TYPICAL_SIZE)))
    mean, size, weight = posterior_grid(log_posterior, start, nodes).worthwhile(LIGHT)
    return Hyper(expit(mean) * np.exp(size), expit(-mean) * np.exp(size), weight)


def _with_unchecked(pairs: Pairs) -> Pairs:
    """Give strata without checks a pair of their own: no hits, no trials."""
    return Pairs(
        np.append(pairs.hits, 0),
        np.append(pairs.trials, 0),
        np.append(pairs.times, int((pairs.place < 0).sum())),
        np.where(pairs.place < 0, len(pairs), pairs.place),
    )


def _moments(pairs: Pairs, left: Array, hyper: Hyper) -> tuple[Array, Array]:
    """Return mean and variance of the beta-binomial total of the unchecked, per node of (a, b).

    Strata with the same checks share their terms, so the cost grows with distinct results, not with strata.
    """
    unchecked = np.bincount(pairs.place, left, minlength=len(pairs))
    squares = np.bincount(pairs.place, left**2, minlength=len(pairs))
    size = (hyper.a + hyper.b)[:, None] + pairs.trials
    share = (hyper.a[:, None] + pairs.hits) / size
    spread = share * (1 - share) / (size + 1)
    return share @ unchecked, (spread * size) @ unchecked + spread @ squares


def limits_of_sum(first: GroupPosterior, second: GroupPosterior, level: float) -> tuple[float, float]:
    """Return the central interval of all truly blended of two groups.

    Per node of the first group the total is a Beta on what can still be, with the mean and variance of the
    beta-binomial sum; the second group, much the smaller or the better known, adds its own mean and variance.
    """
    found, most = first.found + second.found, first.unchecked + second.unchecked
    if most == 0:
        return found, found
    centre = float(second.weight @ second.mean)
    around = float(second.weight @ (second.variance + (second.mean - centre) ** 2))
    mean = np.clip((first.mean + centre) / most, 1e-12, 1 - 1e-12)
    spread = np.clip(
        (first.variance + around) / most**2, mean * (1 - mean) * 1e-12, mean * (1 - mean) * 0.999
    )
    size = mean * (1 - mean) / spread - 1

    def below(share: float) -> float:
        return float(first.weight @ betainc(mean * size, (1 - mean) * size, share))

    ends = [
        brentq(lambda share, at=at: below(share) - at, 0.0, 1.0, xtol=1e-13)
        for at in ((1 - level) / 2, (1 + level) / 2)
    ]
    return found + most * float(ends[0]), found + most * float(ends[1])
