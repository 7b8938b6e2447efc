"""How sure is a share: k of n.

The intervals here treat every trial as independent. That is right for a sample drawn at random (an audit,
respondents), and **wrong** for the ticks of a register, which come in bunches per institution: use
`blendwise.estimation.clusters` for those. `unclustered_share` is there for whoever asks for it by name.

All interval functions take `hits` and `trials` of any shape that fit together, and return `Limits` of that
shape; a place with no trials is NaN, "undefined". Hits and trials may be fractions, so that effective sizes
(a count divided by a design effect) can be used; only the finite population needs whole numbers.

Sources: Wilson 1927 (J. Am. Stat. Assoc. 22, 209); Clopper and Pearson 1934 (Biometrika 26, 404); Agresti and
Coull 1998 (Am. Stat. 52, 119); Newcombe 1998 (Stat. Med. 17, 857), whose method numbers are quoted below;
Brown, Cai and DasGupta 2001 (Stat. Sci. 16, 101).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from blendwise.estimation.result import (
    Array,
    Estimate,
    Limits,
    Scope,
    check_counts,
    check_level,
    check_numbers,
)
from blendwise.records import Question, Unit

__all__ = [
    "BinomialLimits",
    "agresti_coull",
    "clopper_pearson",
    "finite_population",
    "finite_population_share",
    "jeffreys",
    "mid_p",
    "unclustered_share",
    "wilson",
    "wilson_corrected",
]


class BinomialLimits(Protocol):
    """What every interval function of this module looks like from outside."""

    __name__: str

    def __call__(self, hits: ArrayLike, trials: ArrayLike, *, level: float = ...) -> Limits:
        """Return the limits of hits / trials."""


def _checked(hits: ArrayLike, trials: ArrayLike, level: float) -> tuple[Array, Array, float]:
    """Return hits, trials and alpha; without trials both are NaN, which formulas pass on."""
    h, t = check_counts(hits, trials)
    empty = t == 0
    return np.where(empty, np.nan, h), np.where(empty, np.nan, t), 1 - check_level(level)


def _at_ends(h: Array, t: Array, low: ArrayLike, high: ArrayLike) -> Limits:
    """Put the limits at 0 where nothing was hit, at 1 where all was, not outside by rounding."""
    return Limits(np.where(h == 0, 0.0, np.clip(low, 0, 1)), np.where(h == t, 1.0, np.clip(high, 0, 1)))


def wilson(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Wilson's score interval: the shares that a score test would not reject. Closed form.

    Misleads: slightly too short very near 0 and 1 (the lower limit at one hit).
    Source: Wilson 1927; Newcombe 1998, method 3.

    Formula: centre (p + z^2/2n) / (1 + z^2/n), half-width z/(1 + z^2/n) sqrt(p (1 - p)/n + z^2/4n^2).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.

    >>> limits = wilson(81, 263)
    >>> print(f"{limits.low:.6f} {limits.high:.6f}")
    0.255289 0.366210
    """
    h, t, alpha = _checked(hits, trials, level)
    z2 = stats.norm.isf(alpha / 2) ** 2
    centre = (h + z2 / 2) / (t + z2)
    half = np.sqrt(z2 * (h * (t - h) / t + z2 / 4)) / (t + z2)
    return _at_ends(h, t, centre - half, centre + half)


def wilson_corrected(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Wilson's interval with a continuity correction, close to Clopper-Pearson. Closed form.

    Misleads: wider than it needs to be. Source: Newcombe 1998, method 4.

    Formula: Wilson's, with 1/2n off the lower and onto the upper side.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t, alpha = _checked(hits, trials, level)
    z = stats.norm.isf(alpha / 2)
    low = 2 * h + z**2 - 1 - z * np.sqrt(np.maximum(z**2 - 2 - 1 / t + 4 * h / t * (t - h + 1), 0))
    high = 2 * h + z**2 + 1 + z * np.sqrt(np.maximum(z**2 + 2 - 1 / t + 4 * h / t * (t - h - 1), 0))
    return _at_ends(h, t, low / (2 * (t + z**2)), high / (2 * (t + z**2)))


def clopper_pearson(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the exact interval: it covers at least `level` for every share. For guarantees and audits.

    Misleads: wider than it needs to be, most of all with few trials. Source: Clopper and Pearson 1934.

    Formula: quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t, alpha = _checked(hits, trials, level)
    return _at_ends(
        h, t, special.betaincinv(h, t - h + 1, alpha / 2), special.betainccinv(h + 1, t - h, alpha / 2)
    )


def mid_p(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the mid-p interval: exact tails that count half of the observed probability.

    The best average coverage among the nearly exact ones, and the partner of mid-p tests.
    Misleads: can dip just below `level`. Source: Newcombe 1998, method 6.

    Formula: the shares at which P(X > x) + P(X = x)/2, and its mirror, is alpha / 2.
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t, alpha = _checked(hits, trials, level)
    return _at_ends(h, t, _mid_p_low(h, t, alpha / 2), 1 - _mid_p_low(t - h, t, alpha / 2))


def _mid_p_low(h: Array, t: Array, tail: float) -> Array:
    """Solve P(X > h | share) + P(X = h | share) / 2 = tail by Newton's method from Jeffreys' limit.

    Every step stays between the shares known to be too low and too high. Both are NaN, and so is the answer,
    where nothing was hit.
    """
    h = np.where(h == 0, np.nan, h)
    log_ways = -np.log1p(t) - special.betaln(h + 1, t - h + 1)
    low, high = np.zeros_like(t), np.ones_like(t)
    share = special.betaincinv(h + 0.5, t - h + 0.5, tail)
    for _ in range(60):
        exactly = np.exp(log_ways + special.xlogy(h, share) + special.xlog1py(t - h, -share))
        excess = special.betainc(h + 1, t - h, share) + exactly / 2 - tail
        low, high = np.where(excess < 0, share, low), np.where(excess < 0, high, share)
        with np.errstate(divide="ignore"):  # far from the answer the slope can round to 0
            step = share - excess / (exactly / 2 * (h / share + (t - h) / (1 - share)))
        step = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        settled = np.abs(step - share) <= 1e-14 * step
        share = step
        if np.all(settled | np.isnan(share)):
            break
    return np.asarray(share)


def jeffreys(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the equal-tailed interval under Jeffreys' prior, with 0 and 1 as limits at the ends.

    Misleads: never for many small strata added up, where its prior piles up and the sum is far too high.
    Source: Brown, Cai and DasGupta 2001, with their rule for the end points.

    Formula: quantiles of Beta(x + 1/2, n - x + 1/2).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t, alpha = _checked(hits, trials, level)
    a, b = h + 0.5, t - h + 0.5
    return _at_ends(h, t, special.betaincinv(a, b, alpha / 2), special.betainccinv(a, b, alpha / 2))


def agresti_coull(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Return the interval of "add z²/2 hits and z²/2 misses", for a check by hand; cut off at 0 and 1.

    Misleads: wider than Wilson's near 0 and 1. Source: Agresti and Coull 1998.

    Formula: Wald's interval on (x + z^2/2) / (n + z^2).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: shares of `trials`.
    Errors: UserError for counts that are impossible, by place. No trials: NaN.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t, alpha = _checked(hits, trials, level)
    z = stats.norm.isf(alpha / 2)
    size = t + z**2
    centre = (h + z**2 / 2) / size
    half = z * np.sqrt(centre * (1 - centre) / size)
    return Limits(np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1))


def finite_population(
    hits: ArrayLike, drawn: ArrayLike, population: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Return the exact limits of the number of positives in a population from which `drawn` were drawn.

    A number M belongs to the interval if neither P(X >= hits | M) nor P(X <= hits | M), hypergeometric, is at
    most alpha / 2. Both ends are numbers of the population, not shares. Drawn all: the interval is the fact.
    For "at most" with one-sided 95 %, take `level=0.90`.

    Assumes a simple random draw without replacement. Bisects on M: about log2(population) tails per row, each
    distinct row once. The interval of R's samplingbook::Sprop is one unit wider at both ends.

    Formula: the numbers M at which neither hypergeometric tail of the hits is at most alpha / 2.
    Source: Katz (1953); Wright (1991).
    Shapes: numbers or arrays of one shape (a single number is repeated); limits of that shape.
    Unit: units of the population.
    Errors: UserError for fractions, and for more drawn than there are, by place. Nothing drawn: everything is
      possible.
    Not for: units that chose themselves.

    >>> limits = finite_population(45, 100, 300)
    >>> print(limits.low, limits.high)
    111.0 160.0
    """
    h, n = check_counts(hits, drawn, trials_name="drawn", whole=True)
    n, size = check_counts(n, population, hits_name="drawn", trials_name="population", whole=True)
    half = (1 - check_level(level)) / 2
    h, n, size = np.broadcast_arrays(h, n, size)
    rows, where = np.unique(np.stack([h.ravel(), n.ravel(), size.ravel()]), axis=1, return_inverse=True)
    hit, of, among = rows
    low, high = _fewest(hit, of, among, half), among - _fewest(of - hit, of, among, half)
    return Limits(low[where].reshape(h.shape), high[where].reshape(h.shape), Question.TRUTH)


def _fewest(h: Array, n: Array, size: Array, half: float) -> Array:
    """Return the smallest number of positives under which at least `h` of `n` has a chance above `half`."""
    low, high = h - 1, size - (n - h)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = stats.hypergeom.sf(h - 1, size, middle, n) > half
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(high)


def unclustered_share(
    hits: float,
    trials: float,
    *,
    unit: Unit,
    scope: Scope | None = None,
    level: float = 0.95,
    limits: BinomialLimits = wilson,
) -> Estimate:
    """Estimate a share as if every trial were a chance of its own; for a register this is too narrow.

    Answers: had each mobility been ticked by a chance of its own, between what would the share have lain?
    Misleads: for the register always, since ticks come in bunches per institution; it warns. For 259 of
    15,738 it says 1.46 to 1.86 %, where the interval by institution says 0.5 to 3.8 %.
    Errors: UserError for counts that are impossible. No trials: value None.

    Formula: hits / trials with Wilson's limits.
    Source: Wilson (1927).
    Shapes: single numbers.
    Unit: `unit`, and a share of it.
    Assumes: every trial is a chance of its own, with one chance for all.
    """
    h, t = check_counts(hits, trials)
    found = limits(h, t, level=level)
    known = float(t) > 0
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.unclustered-share",
        scope=scope or Scope(),
        value=float(h / t) if known else None,
        low=float(found.low) if known else None,
        high=float(found.high) if known else None,
        level=level if known else None,
        numerator=float(h),
        denominator=float(t),
        unit=unit,
        population="census",
        method=limits.__name__.replace("_", "-"),
        assumptions=("estimation.assumption.units-independent",),
        warnings=("estimation.warning.institutions-ignored",),
    )


def finite_population_share(
    hits: int, drawn: int, population: int, *, unit: Unit, scope: Scope | None = None, level: float = 0.95
) -> Estimate:
    """Estimate which share of a population has a trait, from units drawn at random: exact, hypergeometric.

    Answers: of these 42 institutions, how many have it, if 2 of 15 drawn at random do? `details` holds the
    limits as numbers (`fewest`, `most`) and the `size` of the population.
    Misleads: when the units drawn were not drawn at random (who answers a questionnaire is not); show the
    bounds beside it. Errors: UserError for impossible or fractional counts. Nothing drawn: value None.

    Formula: hits / drawn; limits by `finite_population` over the population.
    Source: Katz (1953); Wright (1991).
    Shapes: single numbers.
    Unit: `unit`.
    Assumes: units were drawn at random without replacement.
    """
    found = finite_population(hits, drawn, population, level=level)
    check_numbers("population", population, least=1)
    known = drawn > 0
    return Estimate(
        question=Question.TRUTH,
        estimand="estimation.share-of-population",
        scope=scope or Scope(),
        value=hits / drawn if known else None,
        low=float(found.low) / population if known else None,
        high=float(found.high) / population if known else None,
        level=level if known else None,
        numerator=float(hits),
        denominator=float(drawn),
        unit=unit,
        population="sample",
        method="hypergeometric",
        assumptions=("estimation.assumption.drawn-at-random",),
        details={"fewest": float(found.low), "most": float(found.high), "size": float(population)},
    )
