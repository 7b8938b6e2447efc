"""Lists of flagged institutions: how many tests were done, and what that does to the chance of a false flag.

Testing 42 institutions at 5 % flags two of them by chance alone. `holm` and `hochberg` keep the chance of any
false flag at the level: "which ones for sure". `benjamini_hochberg` and `benjamini_yekutieli` keep the share
of false flags in the list at the level: "where to look first". For describing institutions no correction is
needed: that is what funnels and intervals are for.

Sources: Holm (1979), Scandinavian Journal of Statistics 6, 65-70; Hochberg (1988), Biometrika 75, 800-802;
Benjamini and Hochberg (1995), JRSS B 57, 289-300; Benjamini and Yekutieli (2001), Annals of Statistics 29,
1165-1188; Heller and Gur (2011), arXiv:1112.3627 (mid-p values in lists).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, Pairs, pairs_of
from blendwise.estimation.institutions.laws import Binomial, law_of, two_sided_mid_p
from blendwise.estimation.institutions.outside_pattern import pattern_warnings, split_pattern, usual_threshold
from blendwise.estimation.result import Array, check_level, check_numbers

__all__ = [
    "Flags",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "flags_against_one_rate",
    "flags_against_pattern",
    "hochberg",
    "holm",
    "hommel",
]


def bonferroni(p_values: ArrayLike) -> Array:
    """Return p-values times the size of the family, at most 1.

    Formula: the least of 1 and p x family.
    Source: Dunn (1961).
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: none.
    Not for: anything that `holm` can do: it never flags fewer.

    >>> bonferroni([0.01, 0.04]).tolist()
    [0.02, 0.08]
    """
    p = _checked(p_values)
    return np.minimum(1.0, p * p.size)


def holm(p_values: ArrayLike) -> Array:
    """Return Holm's adjusted p-values: the chance of any false flag, whatever the dependence.

    Formula: the most over all smaller p of p x (family - place + 1).
    Source: Holm (1979).
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: none on dependence.
    Not for: "where to look first" (`benjamini_hochberg`).

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p, order, rank = _sorted(p_values)
    return _from_below(p * (p.size + 1 - rank), order)


def hochberg(p_values: ArrayLike) -> Array:
    """Return Hochberg's adjusted p-values: as Holm's, never larger, for independent tests.

    Formula: the least over all larger p of p x (family - place + 1).
    Source: Hochberg (1988).
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: independent tests.
    Not for: tests that depend on one another (`holm`).

    >>> hochberg([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    p, order, rank = _sorted(p_values)
    return _from_above(p * (p.size + 1 - rank), order)


def hommel(p_values: ArrayLike) -> Array:
    """Return Hommel's adjusted p-values: by closed testing with Simes, never larger than Hochberg's.

    Formula: the most over all groups of tests that hold this one of the least of p x size / place in the group.
    Source: Hommel (1988); Wright (1992), the algorithm.
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: tests independent, or positively dependent.
    Not for: tests that depend on one another otherwise (`holm`).

    >>> hommel([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    p, order, rank = _sorted(p_values)
    adjusted = np.full(p.size, float(np.min(p.size * p / rank, initial=1.0)))
    for size in range(p.size - 1, 1, -1):
        first = p.size - size + 1  # the group of this size with the largest p-values, but for its first
        least = float(np.min(size * p[first:] / np.arange(2, size + 1)))
        group = np.minimum(least, size * p)
        group[first:] = group[first - 1]
        adjusted = np.maximum(adjusted, group)
    return _in_place(np.maximum(adjusted, p), order)


def benjamini_hochberg(p_values: ArrayLike) -> Array:
    """Return Benjamini and Hochberg's adjusted p-values: the expected share of false flags in the list.

    Formula: the least over all larger p of p x family / place.
    Source: Benjamini and Hochberg (1995).
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: tests independent, or positively dependent.
    Not for: "which ones for sure" (`holm`).

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    p, order, rank = _sorted(p_values)
    return _from_above(p * p.size / rank, order)


def benjamini_yekutieli(p_values: ArrayLike) -> Array:
    """Return Benjamini and Yekutieli's adjusted p-values: as the former, whatever the dependence.

    Formula: `benjamini_hochberg` x (1 + 1/2 + ... + 1/family).
    Source: Benjamini and Yekutieli (2001).
    Shapes: a row of p-values, one per test; the same out.
    Unit: p-values.
    Errors: UserError for a p outside 0 to 1, by place.
    Assumes: none on dependence.
    Not for: short families of independent tests, where it is too strict.

    >>> benjamini_yekutieli([0.01, 0.04]).round(3).tolist()
    [0.03, 0.06]
    """
    p, order, rank = _sorted(p_values)
    return _from_above(p * p.size / rank * (1 / rank).sum(), order)


def _checked(p_values: ArrayLike) -> Array:
    return check_numbers("p_values", np.atleast_1d(p_values), most=1.0)


def _sorted(p_values: ArrayLike) -> tuple[Array, np.ndarray[tuple[int], np.dtype[np.intp]], Array]:
    """Return the p-values in rising order, that order, and their ranks."""
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    return p[order], order, np.arange(1.0, p.size + 1)


def _from_below(adjusted: Array, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Array:
    """Let no adjusted value be below one before it."""
    return _in_place(np.maximum.accumulate(adjusted), order)


def _from_above(adjusted: Array, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Array:
    """Let no adjusted value be above one after it."""
    return _in_place(np.minimum.accumulate(adjusted[::-1])[::-1], order)


def _in_place(adjusted: Array, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Array:
    found = np.empty(adjusted.size)
    found[order] = np.minimum(1.0, adjusted)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flags(Comparison):
    """A list of flagged institutions, with the size of the family that was tested.

    `p` is the two-sided mid-p value, `adjusted` the same after correction for the family, `flagged` 1.0
    where that is at most 1 − `level`; `names` lists those, the smallest p-value first. `correction` names
    the rule.
    """

    p: Array
    adjusted: Array
    flagged: Array
    level: float
    family: int
    correction: str
    names: tuple[str, ...]


def flags_against_pattern(
    counts: InstitutionCounts,
    *,
    level: float = 0.95,
    correction: Callable[[ArrayLike], Array] = holm,
    threshold: float | None = None,
) -> Flags:
    """Flag the institutions that the common pattern does not explain: the recommended list.

    Mid-p values come from the beta-binomial fitted to those within the common pattern. `correction` is any
    function of this module: `holm` for "which ones for sure", `benjamini_hochberg` for "where to look
    first". Misleads with fewer than about ten institutions, whose pattern is hardly known.

    Formula: mid-p of the beta-binomial of those within the pattern, corrected for the number tested.
    Source: Holm (1979); Benjamini and Hochberg (1995).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: institutions within the pattern come from one beta distribution.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> names = [f"school {i}" for i in range(16)]
    >>> table = institution_counts(names, [0, 1, 2, 1, 3] * 3 + [60], [90, 80, 120, 100, 150] * 3 + [100])
    >>> flags_against_pattern(table).names
    ('school 15',)
    """
    check_level(level)
    pairs = pairs_of(counts)
    split = split_pattern(pairs, usual_threshold(pairs.institutions) if threshold is None else threshold)
    p = two_sided_mid_p(law_of(split.fit).tails(pairs.hits, pairs.trials))
    return _flags(counts, pairs, p, level, correction, "own-rate", pattern_warnings(split.fit))


def flags_against_one_rate(
    counts: InstitutionCounts,
    *,
    level: float = 0.95,
    correction: Callable[[ArrayLike], Array] = benjamini_hochberg,
) -> Flags:
    """Flag the institutions that one rate for all does not explain: a test of that rate, not of institutions.

    Mid-p values come from the binomial with the share of all together. Where institutions differ, which
    they do, most are flagged; a warning then says what that means.

    Formula: mid-p of the binomial with the share of all, corrected for the number tested.
    Source: Holm (1979); Benjamini and Hochberg (1995).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: one chance for all institutions.
    Not for: finding special institutions: most will be flagged.
    """
    check_level(level)
    pairs = pairs_of(counts)
    rate = float((pairs.times @ pairs.hits) / (pairs.times @ pairs.trials))
    p = two_sided_mid_p(Binomial(rate).tails(pairs.hits, pairs.trials))
    return _flags(counts, pairs, p, level, correction, "one-rate", ())


def _flags(
    counts: InstitutionCounts,
    pairs: Pairs,
    p: Array,
    level: float,
    correction: Callable[[ArrayLike], Array],
    assumption: str,
    warnings: tuple[Sentence, ...],
) -> Flags:
    of_all, some = pairs.spread(p), counts.trials > 0
    adjusted = np.full(len(counts), np.nan)
    adjusted[some] = correction(of_all[some])
    flagged = np.where(some, (adjusted <= 1 - level + 1e-12).astype(float), np.nan)
    name = correction.__name__.replace("_", "-")
    names = _by_p(counts, of_all, flagged)
    return Flags(
        counts=counts,
        method=f"mid-p-{assumption}-{name}",
        said=(_summary(names, int(some.sum()), level, name),),
        assumptions=(assumption, "one-population"),
        warnings=(*warnings, *_many(flagged, assumption, pairs)),
        p=of_all,
        adjusted=adjusted,
        flagged=flagged,
        level=level,
        family=int(some.sum()),
        correction=name,
        names=names,
    )


def _by_p(counts: InstitutionCounts, p: Array, flagged: Array) -> tuple[str, ...]:
    return tuple(counts.names[row] for row in np.argsort(p, kind="stable") if flagged[row] == 1.0)


def _summary(names: tuple[str, ...], family: int, level: float, correction: str) -> Sentence:
    shown = [*names[:10], *["…"] * (len(names) > 10)]
    values = {"names": shown, "family": family, "miss": Level(round(1 - level, 10))}
    kind = "share" if correction.startswith("benjamini") else "any"
    return Sentence(f"flags.summary.{kind}", values, n=len(names))


def _many(flagged: Array, assumption: str, pairs: Pairs) -> tuple[Sentence, ...]:
    """Warn when over a third of all is flagged against one rate: then it is the rate that is wrong."""
    n = int(np.nansum(flagged))
    if assumption != "one-rate" or 3 * n <= pairs.institutions:
        return ()
    return (Sentence("warnings.rate-is-wrong", {"n": n, "k": pairs.institutions}),)
