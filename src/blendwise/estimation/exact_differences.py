"""Does the difference between two small groups exceed chance: exact tests, and an exact interval on demand.

For independent groups of independent units. `fisher` and `fisher_mid_p` work on whole columns; Barnard,
Boschloo and the unconditional interval look at every possible table: one table at a time, groups up to 1,000.

Sources: Fisher 1935 (J. R. Stat. Soc. 98, 39); Barnard 1947 (Biometrika 34, 123); Boschloo 1970 (Stat. Neerl.
24, 1); Chan and Zhang 1999 (Biometrics 55, 1202); Lydersen, Fagerland and Laake 2009 (Stat. Med. 28, 1159).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from blendwise.errors import UserError
from blendwise.estimation.chance_test import Alternative, ChanceTest
from blendwise.estimation.differences import score_statistic
from blendwise.estimation.result import Array, Limits, check_counts, check_level, check_same_shape
from blendwise.records import Unit

__all__ = ["Alternative", "barnard", "boschloo", "exact_unconditional", "fisher", "fisher_mid_p"]

_LARGEST = 1000


def fisher(
    hits: ArrayLike,
    trials: ArrayLike,
    base_hits: ArrayLike,
    base_trials: ArrayLike,
    *,
    unit: Unit = Unit.MOBILITIES,
) -> ChanceTest:
    """Test two-sidedly by Fisher: all tables with these margins that are no likelier than this.

    Misleads: large p for small groups; `fisher_mid_p` is closer to its level. NaN for an empty group.

    Formula: the sum of the hypergeometric chances of all tables no likelier than this.
    Source: Fisher (1935).
    Shapes: numbers or arrays of one shape.
    Unit: a p, or a difference of shares.
    Errors: UserError for impossible counts, by place.
    Assumes: two independent groups of independent units.

    >>> print(f"{fisher(7, 15, 12, 15).p:.4f}")
    0.1281
    """
    p, own = _conditional(hits, trials, base_hits, base_trials)
    return _two_groups(own, p, "fisher", unit, np.asarray(trials) + np.asarray(base_trials))


def _two_groups(
    statistic: ArrayLike,
    p: ArrayLike,
    method: str,
    unit: Unit,
    size: ArrayLike,
    sided: Alternative = "two-sided",
) -> ChanceTest:
    return ChanceTest(
        estimand="estimation.test.same-chance",
        statistic=np.asarray(statistic),
        p=np.asarray(p),
        sided=sided,
        unit=unit,
        size=np.asarray(size),
        method=method,
        assumptions=("estimation.assumption.groups-independent", "estimation.assumption.units-independent"),
        warnings=() if unit is Unit.INSTITUTIONS else ("estimation.warning.units-in-bunches",),
    )


def fisher_mid_p(
    hits: ArrayLike,
    trials: ArrayLike,
    base_hits: ArrayLike,
    base_trials: ArrayLike,
    *,
    unit: Unit = Unit.MOBILITIES,
) -> ChanceTest:
    """Test as `fisher`, its p less half the probability of the observed table.

    Misleads: can dip just below its level. Source: Lydersen, Fagerland and Laake 2009.

    Formula: `fisher` less half of the chance of the table itself.
    Shapes: numbers or arrays of one shape.
    Unit: a p, or a difference of shares.
    Errors: UserError for impossible counts, by place.
    Assumes: two independent groups of independent units.
    """
    p, observed = _conditional(hits, trials, base_hits, base_trials)
    size = np.asarray(trials) + np.asarray(base_trials)
    return _two_groups(observed, p - observed / 2, "fisher-mid-p", unit, size)


def _conditional(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike
) -> tuple[Array, Array]:
    """Return per table the probability of all that are no likelier, and its own, with both margins fixed."""
    h, t, bh, bt = _checked(hits, trials, base_hits, base_trials)
    total = h + bh
    first, last = np.maximum(0, total - bt), np.minimum(t, total)
    possible = first[..., None] + np.arange(np.max(last - first, initial=0) + 1, dtype=np.float64)
    log_p = np.where(
        possible <= last[..., None],
        _log_ways(t[..., None], possible) + _log_ways(bt[..., None], total[..., None] - possible),
        -np.inf,
    )
    p = special.softmax(log_p, axis=-1)
    own = np.take_along_axis(p, (h - first)[..., None].astype(int), axis=-1)
    # Tables that are equally likely differ by rounding only: 1e-7, as in R's fisher.test.
    no_likelier = np.sum(p, axis=-1, where=p <= own * (1 + 1e-7))
    empty = (t == 0) | (bt == 0)
    return np.where(empty, np.nan, np.minimum(no_likelier, 1)), np.where(empty, np.nan, own[..., 0])


def _checked(
    hits: ArrayLike, trials: ArrayLike, base_hits: ArrayLike, base_trials: ArrayLike
) -> tuple[Array, ...]:
    h, t = check_counts(hits, trials, whole=True)
    bh, bt = check_counts(
        base_hits, base_trials, hits_name="base_hits", trials_name="base_trials", whole=True
    )
    return check_same_shape(hits=h, trials=t, base_hits=bh, base_trials=bt)


def _log_ways(of: Array, chosen: Array) -> Array:
    """Return the log of the number of ways to choose; places outside the support are never read."""
    inside = np.clip(chosen, 0, of)
    return np.asarray(-np.log1p(of) - special.betaln(inside + 1, of - inside + 1))


def _one_table(hits: int, trials: int, base_hits: int, base_trials: int) -> list[list[int]]:
    """Return the table with a column per group, small enough to look at every other one."""
    counts = _checked(hits, trials, base_hits, base_trials)
    h, t, bh, bt = (int(count) for count in counts)
    for name, size in (("trials", t), ("base_trials", bt)):
        if not 0 < size <= _LARGEST:
            raise UserError("estimation.not-for-exact", name=name, value=size, most=_LARGEST)
    return [[h, bh], [t - h, bt - bh]]


def barnard(
    hits: int,
    trials: int,
    base_hits: int,
    base_trials: int,
    *,
    alternative: Alternative = "two-sided",
    unit: Unit = Unit.MOBILITIES,
) -> ChanceTest:
    """Test by Barnard's exact test with the pooled z: the largest p over every common share. By SciPy.

    Errors: UserError for an empty group or one above 1,000. Source: Barnard 1947.

    Formula: the largest chance over every common share of a pooled z at least as extreme.
    Shapes: single numbers.
    Unit: a p, or a difference of shares.
    Assumes: two independent groups of independent units.
    Not for: groups of institutions; more than some hundreds per group, where it takes long.

    >>> test = barnard(7, 15, 12, 15, alternative="less")
    >>> print(f"{test.statistic:.6f} {test.p:.5f}")
    -1.894338 0.03408
    """
    table = _one_table(hits, trials, base_hits, base_trials)
    found = stats.barnard_exact(table, alternative=alternative)
    return _two_groups(found.statistic, found.pvalue, "barnard", unit, trials + base_trials, alternative)


def boschloo(
    hits: int,
    trials: int,
    base_hits: int,
    base_trials: int,
    *,
    alternative: Alternative = "two-sided",
    unit: Unit = Unit.MOBILITIES,
) -> ChanceTest:
    """Test by Boschloo's exact test, never weaker than Fisher's whose p is its statistic. By SciPy.

    Errors: UserError for an empty group or one above 1,000. Source: Boschloo 1970.

    Formula: the largest chance over every common share of a Fisher p at most the one seen.
    Shapes: single numbers.
    Unit: a p, or a difference of shares.
    Assumes: two independent groups of independent units.
    Not for: groups of institutions; more than some hundreds per group, where it takes long.
    """
    table = _one_table(hits, trials, base_hits, base_trials)
    found = stats.boschloo_exact(table, alternative=alternative)
    return _two_groups(found.statistic, found.pvalue, "boschloo", unit, trials + base_trials, alternative)


def exact_unconditional(
    hits: int, trials: int, base_hits: int, base_trials: int, *, level: float = 0.95, shares: int = 401
) -> Limits:
    """Return the exact interval of the difference: both one-sided exact score tests inverted.

    For each difference the tables with a score at least as extreme are added up, and the largest such chance
    over `shares` base shares is taken. Central: each side holds at most half of 1 − level. Slow: it looks at
    every table, so two groups of 34 take half a second and two groups of 300 a quarter of a minute.

    Errors: UserError for an empty group or one above 1,000. Source: Chan and Zhang 1999.

    Formula: the differences that neither one-sided exact score test rejects at (1 - level)/2.
    Shapes: single numbers.
    Unit: a p, or a difference of shares.
    Assumes: two independent groups of independent units.
    Not for: many rows: one table at a time.
    """
    _one_table(hits, trials, base_hits, base_trials)
    half = (1 - check_level(level)) / 2
    low = _exact_low(hits, trials, base_hits, base_trials, half, shares)
    high = -_exact_low(base_hits, base_trials, hits, trials, half, shares)
    return Limits(np.asarray(low), np.asarray(high))


def _exact_low(h: int, t: int, bh: int, bt: int, half: float, shares: int) -> float:
    """Return the smallest difference that is not rejected as too small: coarse steps first, then halving.

    The chance does not rise steadily with the difference; the coarse steps find the outermost crossing.
    """
    found = h / t - bh / bt
    if found == -1:
        return -1.0
    ladder = np.linspace(-1, found, 42)[1:]
    not_rejected = next(
        i for i, d in enumerate(ladder) if d == found or _chance(h, t, bh, bt, d, shares) > half
    )
    low, high = (-1.0 if not_rejected == 0 else float(ladder[not_rejected - 1])), float(ladder[not_rejected])
    while high - low > 1e-6:
        middle = (low + high) / 2
        if _chance(h, t, bh, bt, middle, shares) > half:
            high = middle
        else:
            low = middle
    return high


def _chance(h: int, t: int, bh: int, bt: int, difference: float, shares: int) -> float:
    """Return the largest chance, over the base share, of a score at least as high as that of the table."""
    every, base_every = np.arange(t + 1.0)[:, None], np.arange(bt + 1.0)[None, :]
    score = score_statistic(every, t, base_every, bt, difference=difference)
    extreme = score >= score[h, bh] - 1e-9
    q = np.linspace(max(0.0, -difference), min(1.0, 1 - difference), shares)[:, None]
    first = stats.binom.pmf(every.T, t, np.clip(q + difference, 0, 1))
    base = stats.binom.pmf(base_every, bt, q)
    return float(np.max(np.sum((first @ extreme) * base, axis=1)))
