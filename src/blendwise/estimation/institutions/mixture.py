"""What is known of each institution's rate: a mixture of Beta distributions, one per value of the pattern.

Given the pattern (a, b) an institution's rate is Beta(a + hits, b + misses); an institution outside the
common pattern stands on its own, Beta(½ + hits, ½ + misses) (Jeffreys). The pattern itself is known through
weights on a few values of (a, b); with one value this is empirical Bayes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln, expit, log_expit

from blendwise.estimation.institutions.counts import Pairs
from blendwise.estimation.result import Array

__all__ = ["Hyper", "Mixture"]

BLOCK = 2_000_000
"""How many numbers a block may hold."""

SMALLEST = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Hyper:
    """Values of the pattern (a, b) with their weights, which add up to 1.

    `coarse` says the same with fewer values, for sums that cost much per value.
    """

    a: Array
    b: Array
    weight: Array
    coarse: Hyper | None = None

    @property
    def one(self) -> Hyper:
        """The pattern as a single value: the mean of its logit and of the log of its size."""
        if not np.isfinite(self.a).all():
            return self
        size, mean = np.log(self.a + self.b) @ self.weight, np.log(self.a / self.b) @ self.weight
        a, b = expit(mean) * np.exp(size), expit(-mean) * np.exp(size)
        return Hyper(np.array([a]), np.array([b]), np.ones(1))

    @property
    def mean(self) -> float:
        """The expected mean rate of institutions."""
        return float(self.weight @ (self.a / (self.a + self.b)))


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """What is known of the rate of an institution of each pair."""

    pairs: Pairs
    outside: NDArray[np.bool_]
    hyper: Hyper

    def shapes(self, rows: slice | NDArray[np.intp]) -> tuple[Array, Array]:
        """Return both shapes of the Beta distributions of these pairs (arrays: pairs by patterns)."""
        hits, misses = self.pairs.hits[rows], (self.pairs.trials - self.pairs.hits)[rows]
        own = self.outside[rows, None]
        return (
            np.where(own, 0.5, self.hyper.a) + hits[:, None],
            np.where(own, 0.5, self.hyper.b) + misses[:, None],
        )

    def moments(self) -> tuple[Array, Array]:
        """Return the mean and standard deviation of the rate of each pair."""
        found = [self._moments(rows) for rows in self._blocks()]
        mean, sd = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return mean, sd

    def _moments(self, rows: slice) -> tuple[Array, Array]:
        a, b = self.shapes(rows)
        size = a + b
        means = a / size
        mean = means @ self.hyper.weight
        within = (means * (b / size) / (size + 1)) @ self.hyper.weight
        between = np.square(means - mean[:, None]) @ self.hyper.weight
        return mean, np.sqrt(within + between)

    def quantile(self, share: float) -> Array:
        """Return the rate that lies below with probability `share`, for each pair."""
        places = [self._places(rows, share) for rows in self._blocks()]
        return np.asarray(expit(np.concatenate([np.zeros(0), *places])))

    def _blocks(self) -> list[slice]:
        size = max(1, BLOCK // self.hyper.weight.size)
        return [slice(i, i + size) for i in range(0, len(self.pairs), size)]

    def _places(self, rows: slice, share: float) -> Array:
        """Return the log-odds of the quantile: near 0 and near 1 a rate itself has too few digits."""
        if self.hyper.coarse:
            start = replace(self, hyper=self.hyper.coarse)._places(rows, share)
        else:
            start = self._first_places(rows, share)
        a, b = self.shapes(rows)
        return _newton(start, a, b, self.hyper.weight, share)

    def _first_places(self, rows: slice, share: float) -> Array:
        """Return the log-odds of the quantile of a Beta with the same moments."""
        mean, sd = self._moments(rows)
        size = mean * (1 - mean) / sd**2 - 1
        a, b = mean * size, (1 - mean) * size
        low, high = betaincinv(a, b, share), betaincinv(b, a, 1 - share)
        return np.log(np.maximum(low, SMALLEST)) - np.log(np.maximum(high, SMALLEST))


def _newton(at: Array, a: Array, b: Array, weight: Array, share: float) -> Array:
    """Move each place (log-odds) until the log of its smaller tail is that of `share`.

    A step squares the error, so that one taken within a ten-thousandth part is the last.
    """
    at, busy, logs, upper = at.copy(), np.arange(at.size), betaln(a, b), share > 0.5
    wanted = 1 - share if upper else share
    for _ in range(100):
        place, a_now, b_now = at[busy][:, None], a[busy], b[busy]
        mass = _tail(place, a_now, b_now, upper=upper) @ weight
        slope = np.exp(a_now * log_expit(place) + b_now * log_expit(-place) - logs[busy]) @ weight
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.log(mass / wanted) * mass / slope
        step = np.clip(np.nan_to_num(step, nan=1.0, posinf=2.0, neginf=-2.0), -2.0, 2.0)
        at[busy] += step if upper else -step
        busy = busy[np.abs(mass / wanted - 1) > 1e-4]
        if not busy.size:
            break
    return at


def _tail(place: Array, a: Array, b: Array, *, upper: bool) -> Array:
    """Return the chance above or below a place, from the end that the place is nearer to."""
    low = place[:, 0] <= 0
    tail = np.empty(a.shape)
    tail[low] = betainc(a[low], b[low], expit(place[low]))
    tail[~low] = betainc(b[~low], a[~low], expit(-place[~low]))
    other = low if upper else ~low
    tail[other] = 1 - tail[other]
    return tail
