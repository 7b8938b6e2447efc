"""How much do institutions differ beyond chance? The beta-binomial distribution, by maximum likelihood.

Each institution has a rate of its own, drawn from Beta(a, b); its hits are binomial. Mean μ = a/(a+b),
intra-institution correlation ρ = 1/(a+b+1). The likelihood is summed over counts of counts:
Σ_i ln B-terms = Σ_j [A_j ln(a+j) + B_j ln(b+j) − C_j ln(a+b+j)] with A_j = #{hits > j}, B_j = #{misses > j},
C_j = #{trials > j}: its cost grows with the largest trials, not with the number of institutions.

Sources: Griffiths (1973), Biometrics 29, 637-648; Smith (1983), Applied Statistics 32, 196-204 (the counts of
counts); Tarone (1979), Biometrika 66, 585-590 (the slope at no over-dispersion).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from scipy.special import expit, gammaln, logit, xlog1py, xlogy

from blendwise.estimation.institutions.counts import InstitutionCounts, Integers, Pairs, pairs_of
from blendwise.estimation.result import Array
from blendwise.records import Question

__all__ = ["BetaBinomialFit", "Pattern", "fit_beta_binomial", "pattern_by_moments"]


LARGEST = 35.0
"""Above this ln(a + b) the beta-binomial is the binomial in every digit that is kept."""

SMALLEST = 1e-300
"""Below this a or b is as good as zero, and dividing by it is not."""


class Pattern(StrEnum):
    """What the data say about differences between institutions."""

    SPREAD = "spread"
    """Institutions differ beyond chance: a and b exist."""
    CHANCE = "chance"
    """No difference beyond chance is seen: one rate for all, a + b infinite."""
    NONE = "none"
    """There is no hit at all: a rate above zero cannot be estimated, nor how it differs."""
    ALL = "all"
    """Every trial is a hit: the mirror of none."""
    EXTREMES = "extremes"
    """Every institution has either no hit or only hits: a + b goes to zero."""


@dataclass(frozen=True, slots=True)
class BetaBinomialFit:
    """The common pattern of institutions: `a`, `b`, mean and correlation, or the reason there are none.

    `log_likelihood` holds the binomial coefficients. Where `pattern` is not SPREAD the limiting values are
    given: a and b infinite (CHANCE), or NaN where nothing can be said.
    """

    question: ClassVar[Question] = Question.PROCESS
    pattern: Pattern
    a: float
    b: float
    mean: float
    rho: float
    log_likelihood: float
    institutions: int


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Counts of counts: how many institutions have more than j hits, misses, trials."""

    hits: Array
    misses: Array
    trials: Array
    log_coefficients: float
    institutions: int

    def without(self, hits: int, trials: int, times: int = 1) -> Tables:
        """Return the tables without `times` institutions of these hits and trials."""
        misses = trials - hits
        coefficient = gammaln(trials + 1) - gammaln(hits + 1) - gammaln(misses + 1)
        return Tables(
            _less(self.hits, hits, times),
            _less(self.misses, misses, times),
            _less(self.trials, trials, times),
            self.log_coefficients - times * float(coefficient),
            self.institutions - times,
        )


def _less(table: Array, value: int, times: int) -> Array:
    fewer = table.copy()
    fewer[:value] -= times
    return fewer


def tables_of(pairs: Pairs) -> Tables:
    """Count the counts of the pairs, each as often as it occurs."""
    misses = pairs.trials - pairs.hits
    coefficients = gammaln(pairs.trials + 1) - gammaln(pairs.hits + 1) - gammaln(misses + 1)
    return Tables(
        _more_than(pairs.hits, pairs.times),
        _more_than(misses, pairs.times),
        _more_than(pairs.trials, pairs.times),
        float(pairs.times @ coefficients),
        pairs.institutions,
    )


def _more_than(values: Integers, times: Integers) -> Array:
    """Count for each j from 0 how many values exceed j."""
    if not values.size:
        return np.zeros(0)
    at = np.bincount(values, weights=times)
    return np.asarray(np.cumsum(at[::-1])[::-1][1:])


def log_likelihood(tables: Tables, mean: Array, size: Array) -> Array:
    """Return the log-likelihood at each mean μ and size s = a + b (arrays of one shape).

    Written with ln(1 + j/a) instead of ln(a + j), so that nothing is lost for a tiny a or a huge b.
    """
    mean, size = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(size, dtype=float))
    whole = xlogy(tables.hits.sum(), mean) + xlog1py(tables.misses.sum(), -mean) + tables.log_coefficients
    part = _rising(tables.hits, mean * size) + _rising(tables.misses, (1 - mean) * size)
    return np.asarray(whole + part - _rising(tables.trials, size))


def _rising(table: Array, start: Array) -> Array:
    """Return Σ_j table_j ln(1 + j/start) for each start, in blocks that fit in the processor's cache."""
    flat, j = np.maximum(start.ravel(), SMALLEST), np.arange(table.size, dtype=float)
    block = max(1, 200_000 // max(1, table.size))
    sums = [np.log1p(j / flat[i : i + block, None]) @ table for i in range(0, flat.size, block)]
    return np.concatenate([np.zeros(0), *sums]).reshape(start.shape)


def gradient_and_hessian(tables: Tables, mean: float, size: float) -> tuple[Array, Array]:
    """Return the first and second derivatives of the log-likelihood by (logit μ, ln s).

    The derivative by ln s uses j/(a+j) instead of a/(a+j): the sums of the latter cancel to nothing for a
    huge s, those of the former shrink with it.
    """
    a, b = mean * size, (1 - mean) * size
    kept_a, lost_a, bend_a = _fractions(tables.hits, a)
    kept_b, lost_b, bend_b = _fractions(tables.misses, b)
    _, lost_s, bend_s = _fractions(tables.trials, size)
    gradient = [(1 - mean) * kept_a - mean * kept_b, lost_s - lost_a - lost_b]
    by_mean = (1 - mean) ** 2 * bend_a + mean**2 * bend_b - mean * (1 - mean) * (kept_a + kept_b)
    cross = (1 - mean) * bend_a - mean * bend_b
    return np.array(gradient), np.array([[by_mean, cross], [cross, bend_a + bend_b - bend_s]])


def _fractions(table: Array, start: float) -> tuple[float, float, float]:
    j = np.arange(table.size, dtype=float)
    kept, lost = start / (start + j), j / (start + j)
    return float(table @ kept), float(table @ lost), float(table @ (kept * lost))


def maximise(tables: Tables, start: tuple[float, float]) -> tuple[float, float]:
    """Return the (logit μ, ln s) of the highest likelihood, by damped Newton steps from `start`.

    A step goes uphill because the curvature is taken as negative in every direction (Nocedal and Wright
    2006, section 3.4), and is halved until the likelihood rises.
    """
    at = np.array(start)
    height = _height(tables, at)
    for _ in range(100):
        gradient, hessian = gradient_and_hessian(tables, float(expit(at[0])), float(np.exp(at[1])))
        values, vectors = np.linalg.eigh(hessian)
        step = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-12 * np.abs(values).max()))
        step /= max(1.0, float(np.abs(step).max()) / 2)
        for _ in range(40):
            higher = _height(tables, at + step)
            if higher >= height:
                break
            step /= 2
        else:
            break
        at, height = at + step, higher
        if np.abs(step).max() < 1e-11 or at[1] > LARGEST:
            break
    return float(at[0]), float(at[1])


def _height(tables: Tables, at: Array) -> float:
    return float(log_likelihood(tables, expit(at[0]), np.exp(at[1])))


def fit_tables(tables: Tables, start: tuple[float, float] | None = None) -> BetaBinomialFit:
    """Fit the common pattern to counts of counts; `start` (logit μ, ln s) spares the search for one."""
    hits, misses = float(tables.hits.sum()), float(tables.misses.sum())
    if not hits or not misses:
        return _degenerate(tables, Pattern.ALL if hits else Pattern.NONE, mean=float(bool(hits)))
    pooled = hits / (hits + misses)
    if _is_extremes(tables, pooled):
        return _degenerate(tables, Pattern.EXTREMES, mean=float(tables.hits[0] / tables.institutions))
    mean, size = maximise(tables, start or _start(tables, pooled))
    chance = float(xlogy(hits, pooled) + xlog1py(misses, -pooled)) + tables.log_coefficients
    reached = _height(tables, np.array([mean, size]))
    if size > LARGEST or reached <= chance + 1e-9:
        return BetaBinomialFit(Pattern.CHANCE, np.inf, np.inf, pooled, 0.0, chance, tables.institutions)
    share, total = float(expit(mean)), float(np.exp(size))
    return BetaBinomialFit(
        Pattern.SPREAD,
        share * total,
        float(expit(-mean)) * total,
        share,
        1 / (total + 1),
        reached,
        tables.institutions,
    )


def _degenerate(tables: Tables, pattern: Pattern, *, mean: float) -> BetaBinomialFit:
    rho = 1.0 if pattern is Pattern.EXTREMES else np.nan
    top = tables.institutions * float(xlogy(mean, mean) + xlog1py(1 - mean, -mean))
    return BetaBinomialFit(pattern, np.nan, np.nan, mean, rho, top, tables.institutions)


def _is_extremes(tables: Tables, pooled: float) -> bool:
    """Tell whether every institution has no hit or only hits, and more so than chance explains."""
    some_hit, some_miss = (float(table[0]) for table in (tables.hits, tables.misses))
    return some_hit + some_miss == tables.institutions and chance_slope(tables, pooled) > 0


def chance_slope(tables: Tables, pooled: float) -> float:
    """Return Tarone's slope: above zero when the hits vary more than one common rate explains."""
    hits, misses, trials = (
        float(table @ np.arange(table.size)) for table in (tables.hits, tables.misses, tables.trials)
    )
    return hits / pooled + misses / (1 - pooled) - trials


def _start(tables: Tables, pooled: float) -> tuple[float, float]:
    """Return the best of a coarse grid: the likelihood can have a second, lower top."""
    sizes = np.linspace(-7.0, 21.0, 29)
    heights = log_likelihood(tables, np.full(sizes.size, pooled), np.exp(sizes))
    return float(logit(pooled)), float(sizes[int(np.argmax(heights))])


def fit_beta_binomial(counts: InstitutionCounts) -> BetaBinomialFit:
    """Estimate the common pattern of institutions by maximum likelihood.

    Question: process. Assumes one population of institutions: an institution far outside it (see
    `outside_pattern`) takes the estimate with it. Without any hit, with only hits, or with no difference
    beyond chance, `pattern` says so and a and b are infinite or NaN. Who has no trials is left out.

    Formula: the a and b with the largest sum of log beta-binomial chances, by counts of counts.
    Source: Griffiths (1973); Minka (2012).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Not for: a table with an institution far outside: leave it out first.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> fit = fit_beta_binomial(institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50]))
    >>> fit.pattern, round(fit.mean, 4), round(fit.rho, 4)
    (<Pattern.SPREAD: 'spread'>, 0.0821, 0.0999)
    """
    return fit_tables(tables_of(pairs_of(counts)))


def pattern_by_moments(counts: InstitutionCounts) -> tuple[float, float]:
    """Return the a and b whose mean and variance are those of the shares: for a check by hand.

    NaN where the shares do not vary, or vary more than any beta distribution does.

    Formula: a + b = m (1 - m) / v - 1 and a = m (a + b), m the mean and v the variance of hits / trials.
    Source: Gelman and others (2013), section 5.1.
    Shapes: an `InstitutionCounts`; two numbers.
    Unit: none; a / (a + b) is a share.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: institutions are of about one size, and large: the chance in a small one is taken for spread.
    Not for: estimating: `fit_beta_binomial` and `hierarchical` know how large each institution is.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> a, b = pattern_by_moments(institution_counts("ABC", [1, 2, 6], [20, 20, 20]))
    >>> print(f"{a:.3f} {b:.3f}")
    0.943 5.343
    """
    pairs = pairs_of(counts)
    shares = np.repeat(pairs.hits / pairs.trials, pairs.times)
    mean, variance = float(shares.mean()), float(shares.var(ddof=1)) if len(shares) > 1 else 0.0
    size = mean * (1 - mean) / variance - 1 if variance else np.nan
    return (mean * size, (1 - mean) * size) if size > 0 else (np.nan, np.nan)
