"""What chance does to the hits of one institution: the two laws, with their limits and tails.

`Binomial`: every trial has the same rate, at every institution. `BetaBinomial`: each institution has a rate
of its own, drawn from Beta(a, b). Both answer two questions in the same words, so that a funnel or a test
does not know which of the two it holds.

Sources: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix A.1.1 (limits between two whole
numbers); Lancaster (1961), JASA 56, 223-234 (mid-p).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import gammaln
from scipy.stats import binom

from blendwise.estimation.institutions.beta_binomial import BetaBinomialFit, Pattern
from blendwise.estimation.institutions.counts import Integers
from blendwise.estimation.result import Array

__all__ = ["BetaBinomial", "Binomial", "Law", "Tails", "law_of", "two_sided_mid_p"]


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """The chance of fewer hits than seen, of just as many, and of more."""

    fewer: Array
    same: Array
    more: Array


class Law(Protocol):
    """What both laws can tell."""

    @property
    def mean(self) -> float:
        """The share expected of an institution."""

    def limits(self, chances: Sequence[float], sizes: Integers) -> Array:
        """Return per chance and size the share that is fallen short of with that chance (0 to 1)."""

    def tails(self, hits: Integers, trials: Integers) -> Tails:
        """Return the chances of fewer, as many and more hits than given."""

    def no_hit(self, size: int) -> float:
        """Return the chance that an institution of this size has no hit at all."""


@dataclass(frozen=True, slots=True)
class Binomial:
    """One rate for every trial at every institution."""

    rate: float

    @property
    def mean(self) -> float:
        """The rate."""
        return self.rate

    def limits(self, chances: Sequence[float], sizes: Integers) -> Array:
        """Return the exact limits, interpolated between two whole numbers (array: chances by sizes)."""
        tail = np.asarray(chances)[:, None]
        if self.rate in (0.0, 1.0):  # all mass on one number: there is nothing to interpolate between
            return np.full((tail.size, np.size(sizes)), self.rate)
        at = np.asarray(binom.ppf(tail, sizes, self.rate))
        below = np.asarray(binom.cdf(at, sizes, self.rate))
        return _between(at, below, np.asarray(binom.pmf(at, sizes, self.rate)), tail, sizes)

    def tails(self, hits: Integers, trials: Integers) -> Tails:
        """Return the chances of fewer, as many and more hits than given."""
        return Tails(
            np.asarray(binom.cdf(hits - 1, trials, self.rate)),
            np.asarray(binom.pmf(hits, trials, self.rate)),
            np.asarray(binom.sf(hits, trials, self.rate)),
        )

    def no_hit(self, size: int) -> float:
        """Return the chance that an institution of this size has no hit at all."""
        return float((1 - self.rate) ** size)


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """A rate per institution, drawn from Beta(a, b)."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The mean rate of institutions."""
        return self.a / (self.a + self.b)

    def limits(self, chances: Sequence[float], sizes: Integers) -> Array:
        """Return the quantiles over the size, interpolated as Spiegelhalter does for the binomial."""
        distinct, place = np.unique(sizes, return_inverse=True)
        logs = self._logs(int(distinct.max(initial=0)))
        wanted = np.asarray(chances)
        found = np.empty((wanted.size, distinct.size))
        for column, size in enumerate(distinct):
            chance = _probabilities(logs, int(size))
            below = np.cumsum(chance)
            at = np.minimum(np.searchsorted(below, wanted), size)
            found[:, column] = _between(at, below[at], chance[at], wanted, size)
        return np.asarray(found[:, place])

    def tails(self, hits: Integers, trials: Integers) -> Tails:
        """Return the chances of fewer, as many and more hits, each summed from its own end."""
        logs = self._logs(int(trials.max(initial=0)))
        fewer, same, more = (np.empty(hits.size) for _ in range(3))
        order = np.argsort(trials, kind="stable")
        sizes, first = np.unique(trials[order], return_index=True)
        for size, rows in zip(sizes, np.split(order, first[1:]), strict=True):
            chance = _probabilities(logs, int(size))
            below, above = np.cumsum(chance), np.cumsum(chance[::-1])[::-1]
            k = hits[rows]
            fewer[rows] = np.where(k > 0, below[k - 1], 0.0)
            same[rows] = chance[k]
            more[rows] = np.where(k < size, above[np.minimum(k + 1, size)], 0.0)
        return Tails(fewer, same, more)

    def no_hit(self, size: int) -> float:
        """Return the chance that an institution of this size has no hit at all."""
        a, b = self.a, self.b
        return float(np.exp(_log_rise(b, size) - _log_rise(a + b, size)))

    def _logs(self, largest: int) -> tuple[Array, Array, Array, Array]:
        """Return Σ_{j<k} ln(1 + j/start) for k = 0 … largest of a, b and a + b, and ln k!."""
        j = np.arange(largest, dtype=float)
        rises = [_sums(np.log1p(j / start)) for start in (self.a, self.b, self.a + self.b)]
        k = np.arange(largest + 1, dtype=float)
        rises[0] += k * np.log(self.mean)
        rises[1] += k * np.log1p(-self.mean)
        return rises[0], rises[1], rises[2], gammaln(k + 1)


def _probabilities(logs: tuple[Array, Array, Array, Array], size: int) -> Array:
    """Return the chance of 0 … size hits."""
    hits, misses, trials, factorials = (table[: size + 1] for table in logs)
    rise = hits + misses[::-1] - trials[size]
    return np.asarray(np.exp(rise + factorials[size] - factorials - factorials[::-1]))


def _sums(terms: Array) -> Array:
    return np.concatenate([np.zeros(1), np.cumsum(terms)])


def _log_rise(start: float, size: int) -> float:
    """Return ln Γ(start+size) − ln Γ(start), whose terms are near each other for a huge start."""
    return float(gammaln(start + size) - gammaln(start))


def _between(at: Array, below: Array, chance: Array, wanted: Array, sizes: Integers | int) -> Array:
    """Return (r − α)/n with α = (F(r) − P)/(F(r) − F(r − 1)), within 0 and 1 (Spiegelhalter 2005)."""
    return np.clip((at - (below - wanted) / chance) / sizes, 0.0, 1.0)


def law_of(fit: BetaBinomialFit) -> Law:
    """Return the law of a fitted pattern; institutions at the extremes get a law with all its mass there."""
    if fit.pattern is Pattern.SPREAD:
        return BetaBinomial(fit.a, fit.b)
    if fit.pattern is Pattern.EXTREMES:
        return BetaBinomial(fit.mean * 1e-9, (1 - fit.mean) * 1e-9)
    return Binomial(fit.mean)


def two_sided_mid_p(tails: Tails) -> Array:
    """Return twice the smaller of the two one-sided mid-p values, at most 1."""
    return np.minimum(1.0, 2 * np.minimum(tails.fewer, tails.more) + tails.same)
