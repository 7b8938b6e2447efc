"""The same question as `shrinkage`, with the doubt about the common pattern carried along: the default.

The pattern is known through weights on a grid (`pattern_posterior`); each rate is then a mixture of Beta
distributions, exactly. No sampling.

Source: Gelman et al. (2013), Bayesian Data Analysis, third edition, section 5.3.
"""

from __future__ import annotations

from blendwise.estimation.institutions.comparison import Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts
from blendwise.estimation.institutions.pattern_posterior import pattern_hyper
from blendwise.estimation.institutions.shrinkage import BetaRates, shrunken, split_of
from blendwise.estimation.result import check_level

__all__ = ["hierarchical"]


def hierarchical(
    counts: InstitutionCounts,
    *,
    level: float = 0.95,
    threshold: float | None = None,
    nodes: tuple[int, int] | None = None,
) -> BetaRates:
    """Return shrunken rates with posterior means, standard deviations and intervals: the recommended way.

    Question: process. `nodes` is the size of the grid over the pattern; without it 60 by 80, and 11 by 11
    above a thousand institutions. Deterministic. Where no institution within the pattern has both hits and
    misses the posterior does not exist: the figures are undefined and a warning says so; `logit_normal` has
    a proper prior and still answers.

    Misleads when the rate goes with an institution's size, or when institutions fall into two kinds.

    Formula: the mean over the posterior of (a, b) of (a + hits) / (a + b + trials), prior (a + b)^(-5/2).
    Source: Gelman and others (2013), section 5.3; Tarone (1982).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: institutions within the pattern come from one beta distribution.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> table = institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50])
    >>> hierarchical(table).mean.round(3).tolist()
    [0.01, 0.043, 0.054, 0.232]
    """
    check_level(level)
    split = split_of(counts, threshold)
    hyper = pattern_hyper(split.rest, split.fit, nodes)
    return shrunken(
        counts,
        split,
        hyper,
        level=level,
        method="beta-binomial-hierarchical",
        assumptions=("own-rate", "one-population"),
        warnings=() if hyper else (Sentence("warnings.no-posterior"),),
    )
