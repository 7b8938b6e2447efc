"""The correction with beliefs on sensitivity and specificity: Bayes by quadrature, without simulation.

Source: Gelman and Carpenter (2020) J. R. Stat. Soc. C 69:1269-1283 (the model). The integrals over both rates
are Gauss-Legendre on the quantiles of the beliefs; nodes are doubled until the limits stand still.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import betaincinv, xlog1py, xlogy

from blendwise.errors import UserError
from blendwise.estimation.misclassification.rates import (
    checked_register,
    corrected,
    refuse_useless,
    specificity_warnings,
)
from blendwise.estimation.result import Array, Estimate, Scope, check_counts, check_numbers

__all__ = ["Belief", "bayes", "from_checks", "strip"]

COARSE, NODES = 20, (40, 80, 160)
STANDS_STILL = 1e-3
"""Stop doubling when both limits change by less than this part of the interval's width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed of a rate before seeing the ticks: a Beta with this mean, worth this many checks.

    `worth` is the equivalent sample size: 60 means "as sure as after 60 checks". Infinity means certain.
    `counted` says that it comes from checks and from nothing thought beforehand: the words name what it rests on.
    """

    mean: float
    worth: float = math.inf
    counted: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        check_numbers("mean", self.mean, most=1)
        if not self.worth > 0:
            raise UserError("misclassification.belief-worth", worth=self.worth)

    @property
    def ground(self) -> str:
        """Tell what the belief rests on: it is certain, counted, or thought."""
        certain = math.isinf(self.worth) or self.mean in (0, 1)
        return "counted" if self.counted else "certain" if certain else "thought"

    def quantiles(self, at: Array) -> Array:
        """Return the quantiles of the belief at the probabilities `at`."""
        if self.mean in (0, 1) or math.isinf(self.worth):
            return np.full_like(at, self.mean)
        return np.asarray(betaincinv(self.mean * self.worth, (1 - self.mean) * self.worth, at))

    def nodes(self, count: int) -> tuple[Array, Array]:
        """Return points and weights for an average over the belief; one point when it is certain."""
        if self.mean in (0, 1) or math.isinf(self.worth):
            return np.array([self.mean]), np.ones(1)
        points, weights = np.polynomial.legendre.leggauss(count)
        return self.quantiles((points + 1) / 2), weights / 2


def from_checks(right: int, checked: int) -> Belief:
    """Return the belief after so many right of so many checks, starting from "anything is as likely".

    Formula: Beta(1 + right, 1 + wrong).
    Source: Bayes (1763); Laplace (1774).
    Shapes: single numbers.
    Unit: checks.
    Errors: UserError for more right than checks.
    Assumes: checks drawn at random.
    Not for: checks of another register, country or year.

    >>> from_checks(300, 300)
    Belief(mean=0.9966887417218543, worth=302.0)
    """
    hits, trials = check_counts(right, checked, hits_name="right", trials_name="checked", whole=True)
    return Belief(mean=float((hits + 1) / (trials + 2)), worth=float(trials + 2), counted=True)


@dataclass(frozen=True, slots=True)
class _Posterior:
    """The density of the true share on a grid, and its distribution function at the same points."""

    shares: Array
    density: Array
    below: Array

    def quantile(self, at: float) -> float:
        return float(np.interp(at, self.below, self.shares))

    def mean(self) -> float:
        return float(np.trapezoid(self.shares * self.density, self.shares))

    def shortest(self, level: float) -> tuple[float, float]:
        """Return the shortest interval with this much of the posterior."""
        starts = np.linspace(0, 1 - level, 4001)
        low, high = (
            np.interp(starts, self.below, self.shares),
            np.interp(starts + level, self.below, self.shares),
        )
        best = int(np.argmin(high - low))
        return float(low[best]), float(high[best])


def _log_likelihood(
    shares: Array, register: tuple[float, float], sensitivity: Belief, specificity: Belief, count: int
) -> Array:
    """Average the binomial likelihood over both beliefs, per true share; in logs, up to a constant."""
    ticks, n = register
    right, right_weight = sensitivity.nodes(count)
    clean, clean_weight = specificity.nodes(count)
    weight = np.outer(right_weight, clean_weight).ravel()
    hit, miss = np.repeat(right, len(clean)), np.tile(1 - clean, len(right))
    top = xlogy(ticks, ticks / n) + xlog1py(n - ticks, -ticks / n)
    found = np.empty_like(shares)
    for start in range(0, len(shares), 64):
        part = shares[start : start + 64, None]
        ticked = part * hit + (1 - part) * miss
        logs = xlogy(ticks, ticked) + xlog1py(n - ticks, -ticked) - top
        highest = logs.max(axis=1)
        safe = np.where(np.isfinite(highest), highest, 0.0)
        with np.errstate(divide="ignore"):
            found[start : start + 64] = safe + np.log(np.exp(logs - safe[:, None]) @ weight)
    return found


def _grid(
    register: tuple[float, float], sensitivity: Belief, specificity: Belief, prior: Belief, count: int
) -> _Posterior:
    """Find where the posterior lives on a coarse grid, then lay a fine one there."""
    end = np.linspace(-14, 0, 200)
    shares = np.unique(np.concatenate([[0.0], np.exp(end), 1 - np.exp(end), np.linspace(0, 1, 200)]))
    for points in (400, 1000):
        density = _density(shares, register, sensitivity, specificity, prior, COARSE)
        alive = np.flatnonzero(density > density.max() * 1e-12)
        first, last = max(alive[0] - 1, 0), min(alive[-1] + 1, len(shares) - 1)
        shares = np.linspace(shares[first], shares[last], points)
    density = _density(shares, register, sensitivity, specificity, prior, count)
    steps = np.diff(shares) * (density[1:] + density[:-1]) / 2
    below = np.concatenate([[0.0], np.cumsum(steps)])
    return _Posterior(shares, density / below[-1], below / below[-1])


def _density(
    shares: Array,
    register: tuple[float, float],
    sensitivity: Belief,
    specificity: Belief,
    prior: Belief,
    count: int,
) -> Array:
    logs = _log_likelihood(shares, register, sensitivity, specificity, count)
    a, b = prior.mean * prior.worth - 1, (1 - prior.mean) * prior.worth - 1
    inside = np.clip(shares, 1e-12, 1 - 1e-12)
    logs = logs + xlogy(a, inside) + xlog1py(b, -inside)
    return np.asarray(np.exp(logs - logs.max()))


def bayes(
    ticks: int,
    mobilities: int,
    *,
    sensitivity: Belief,
    specificity: Belief,
    prior: Belief | None = None,
    level: float = 0.95,
    despite_specificity: bool = False,
    scope: Scope | None = None,
) -> Estimate:
    """Correct a registered share with beliefs on sensitivity, specificity and the true share itself.

    `sensitivity` and `specificity` are beliefs: from checks (`from_checks`), or a mean with the number of
    checks it is worth. `prior` is the belief on the true share, by default "anything is as likely".
    The value is the posterior mean; the interval is the central one; `details` holds the median and the
    shortest interval (`shortest_low`, `shortest_high`).

    Misleads: with little knowledge of specificity the answer is the belief and not the ticks; show `strip`
    beside it. Errors: UserError when all ticks could be wrong.

    Formula: the posterior of the true share p given ticks ~ Binomial(mobilities, p Se + (1 - p)(1 - Sp)),
      summed over a grid and over quantiles of both beliefs.
    Source: Gelman and Carpenter (2020).
    Shapes: single numbers.
    Unit: mobilities, and a share of them.
    Assumes: sensitivity and specificity are the same at all institutions.

    >>> found = bayes(259, 15738, sensitivity=from_checks(20, 60), specificity=Belief(mean=1))
    >>> print(f"{found.value:.3f} {found.low:.3f} {found.high:.3f}")
    0.052 0.036 0.077
    """
    register = checked_register(ticks, mobilities, level)
    refuse_useless(sensitivity.mean, specificity.mean)
    wrong_most = 1 - float(specificity.quantiles(np.array([0.05]))[0])
    warnings = specificity_warnings(
        register[0] / register[1], wrong_most, despite_specificity=despite_specificity
    )
    flat = prior or Belief(mean=0.5, worth=2)
    posterior, steady = _steady(register, sensitivity, specificity, flat, level)
    shortest_low, shortest_high = posterior.shortest(level)
    return corrected(
        value=posterior.mean(),
        low=posterior.quantile((1 - level) / 2),
        high=posterior.quantile((1 + level) / 2),
        level=level,
        register=register,
        rates={
            "sensitivity": sensitivity.mean,
            "specificity": specificity.mean,
            "median": posterior.quantile(0.5),
            "shortest_low": shortest_low,
            "shortest_high": shortest_high,
        },
        method="bayes-quadrature",
        assumption=_rests_on(sensitivity, specificity),
        warnings=warnings if steady else (*warnings, "misclassification.warnings.not-steady"),
        scope=scope,
    )


_GROUNDS = {
    ("certain", "certain"): "known-rates",
    ("counted", "counted"): "sampled-rates",
    ("counted", "certain"): "sampled-sensitivity",
    ("certain", "counted"): "sampled-specificity",
}
"""What the words say that both rates rest on; any other pair is what was thought beforehand."""


def _rests_on(sensitivity: Belief, specificity: Belief) -> str:
    return _GROUNDS.get((sensitivity.ground, specificity.ground), "believed-rates")


def _steady(
    register: tuple[float, float], sensitivity: Belief, specificity: Belief, prior: Belief, level: float
) -> tuple[_Posterior, bool]:
    ends = [(1 - level) / 2, (1 + level) / 2]
    posterior = _grid(register, sensitivity, specificity, prior, NODES[0])
    for count in NODES[1:]:
        finer = _grid(register, sensitivity, specificity, prior, count)
        old, new = [np.array([p.quantile(end) for end in ends]) for p in (posterior, finer)]
        posterior = finer
        if np.abs(new - old).max() <= STANDS_STILL * (new[1] - new[0]):
            return posterior, True
    return posterior, False


def strip(
    ticks: int,
    mobilities: int,
    sensitivities: Sequence[Belief],
    specificities: Sequence[Belief],
    *,
    level: float = 0.95,
    scope: Scope | None = None,
) -> tuple[tuple[Estimate, ...], ...]:
    """Return the answer for every pair of beliefs: a row per sensitivity, a column per specificity.

    Shows how far the answer is the belief. Nothing is refused here; the warnings stand with each answer.

    Formula: `bayes` for each pair.
    Source: Gelman and Carpenter (2020).
    Shapes: two lists of beliefs; a row per sensitivity, a column per specificity.
    Unit: mobilities, and a share of them.
    Errors: UserError for counts that are impossible.
    Assumes: sensitivity and specificity are the same at all institutions.
    Not for: choosing the cell that pleases.

    >>> clean = [Belief(mean=1), Belief(mean=0.995, worth=300)]
    >>> rows = strip(259, 15738, [Belief(mean=0.3, worth=60)], clean)
    >>> print(" ".join(f"{found.value:.3f}" for found in rows[0]))
    0.060 0.043
    """
    return tuple(
        tuple(
            bayes(
                ticks,
                mobilities,
                sensitivity=right,
                specificity=clean,
                level=level,
                despite_specificity=True,
                scope=scope,
            )
            for clean in specificities
        )
        for right in sensitivities
    )
