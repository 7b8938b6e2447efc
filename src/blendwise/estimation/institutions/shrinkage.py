"""The underlying rate of each institution, given what institutions have in common.

A small institution's share says little by itself; the others tell what to expect of one like it. These
functions pull a share towards the common pattern, the more the smaller the institution. The registered
share stays the fact; the pulled share answers what its underlying rate is. An institution outside the
common pattern (`outside_pattern`) is not pulled and does not pull.

`hierarchical` (in its own module) also carries how well the pattern itself is known: use that one.
`empirical_bayes` takes the fitted pattern as known: its intervals are too narrow with few institutions.

Sources: Robbins (1956); Casella (1985), American Statistician 39, 83-87; Efron and Morris (1975).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blendwise.estimation.institutions.beta_binomial import Pattern
from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, pairs_of
from blendwise.estimation.institutions.mixture import Hyper, Mixture
from blendwise.estimation.institutions.outside_pattern import (
    Split,
    pattern_warnings,
    split_pattern,
    usual_threshold,
)
from blendwise.estimation.result import Array, Limits, check_level

__all__ = ["BetaRates", "ShrunkenRates", "empirical_bayes", "outside_words", "shrunken", "split_of"]

UNKNOWN = Hyper(np.array([np.nan]), np.array([np.nan]), np.array([1.0]))
"""No pattern can be had: every rate within it is undefined."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShrunkenRates(Comparison):
    """The underlying rate of each institution: mean, standard deviation and interval.

    `outside` is 1.0 for an institution outside the common pattern, whose figures are its own. `pattern_mean`
    is the mean rate of institutions within the pattern, NaN where no pattern can be had.
    """

    mean: Array
    sd: Array
    low: Array
    high: Array
    outside: Array
    level: float
    pattern_mean: float

    def about(self, institution: str, language: str) -> str:
        """Return what is said of one institution."""
        row = self.counts.row(institution)
        values = {
            "institution": institution,
            "share": self._share(row),
            "mean": float(self.mean[row]),
            "low": float(self.low[row]),
            "high": float(self.high[row]),
            "level": Level(self.level),
        }
        form = {1.0: "outside", 0.0: "within"}.get(float(self.outside[row]), "no-trials")
        if form == "within" and np.isnan(self.mean[row]):
            form = "undefined"
        return Sentence(f"shrinkage.one.{form}", values).say(language, self.counts.unit)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BetaRates(ShrunkenRates):
    """Shrunken rates with their whole distribution, from which other intervals and the places follow."""

    mixture: Mixture

    def limits(self, level: float) -> Limits:
        """Return intervals of another level, per institution."""
        return limits_of(self.mixture, check_level(level))


def limits_of(mixture: Mixture, level: float) -> Limits:
    """Return central intervals, per institution."""
    low, high = (mixture.quantile(share) for share in ((1 - level) / 2, (1 + level) / 2))
    return Limits(mixture.pairs.spread(low), mixture.pairs.spread(high))


def split_of(counts: InstitutionCounts, threshold: float | None) -> Split:
    """Return who is outside the common pattern and the pattern of the rest."""
    pairs = pairs_of(counts)
    return split_pattern(
        pairs, usual_threshold(pairs.institutions) if threshold is None else check_level(threshold)
    )


def shrunken(
    counts: InstitutionCounts,
    split: Split,
    hyper: Hyper | None,
    *,
    level: float,
    method: str,
    assumptions: tuple[str, ...],
    warnings: tuple[Sentence, ...],
) -> BetaRates:
    """Return the shrunken rates for a pattern that is known through its weights; None for no pattern."""
    pairs = split.pairs
    mixture = Mixture(pairs, split.outside, hyper or UNKNOWN)
    mean, sd = mixture.moments()
    limits = limits_of(mixture, level)
    values = {"mean": mixture.hyper.mean, "level": Level(level), "scope": counts.within}
    outside = pairs.spread(split.outside.astype(float))
    return BetaRates(
        counts=counts,
        method=method,
        population="model",
        said=(Sentence("shrinkage.summary" if hyper else "shrinkage.undefined", values),),
        assumptions=assumptions,
        warnings=(*warnings, *outside_words(counts, outside)),
        mean=pairs.spread(mean),
        sd=pairs.spread(sd),
        low=limits.low,
        high=limits.high,
        outside=outside,
        level=level,
        pattern_mean=mixture.hyper.mean,
        mixture=mixture,
    )


def outside_words(counts: InstitutionCounts, outside: Array) -> tuple[Sentence, ...]:
    """Name who was set aside."""
    names = [counts.names[row] for row in np.flatnonzero(outside == 1.0)]
    shown = names[:10] + ["…"] * (len(names) > 10)
    return (Sentence("warnings.outside", {"names": shown}, n=len(names)),) if names else ()


def empirical_bayes(
    counts: InstitutionCounts, *, level: float = 0.95, threshold: float | None = None
) -> BetaRates:
    """Return shrunken rates with the fitted pattern taken as known.

    Mean (a + hits)/(a + b + trials), interval from Beta(a + hits, b + misses). Misleads with fewer than
    about 50 institutions: the pattern is then not known, and `hierarchical` says how little. Where
    institutions show no difference beyond chance, or no hit at all, there is no spread to shrink by: the
    figures are undefined and a warning says why.

    Formula: (a + hits) / (a + b + trials), a and b by maximum likelihood without who lies outside.
    Source: Efron and Morris (1975).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: institutions come from one beta distribution, whose a and b are known exactly.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> table = institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50])
    >>> empirical_bayes(table).mean.round(3).tolist()
    [0.015, 0.045, 0.054, 0.216]
    """
    check_level(level)
    split = split_of(counts, threshold)
    fit = split.fit
    known = fit.pattern is Pattern.SPREAD
    hyper = Hyper(np.array([fit.a]), np.array([fit.b]), np.ones(1)) if known else None
    return shrunken(
        counts,
        split,
        hyper,
        level=level,
        method="beta-binomial-empirical-bayes",
        assumptions=("own-rate", "one-population", "pattern-known"),
        warnings=pattern_warnings(fit),
    )
