"""The row of institutions by estimate, each with its intervals: the data of a caterpillar plot.

Two intervals each: the usual one, to compare an institution with the average, and a shorter one of ±1.39
standard errors, to compare two institutions by eye: where those do not overlap the two differ at about
95 %. Usual intervals overlap too often for that. Institutions without a hit stay in the row.

Source: Goldstein and Healy (1995), JRSS A 158, 175-177.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, pairs_of
from blendwise.estimation.institutions.shrinkage import BetaRates
from blendwise.estimation.proportions import wilson
from blendwise.estimation.result import Array, Limits, check_level

__all__ = ["PAIR_LEVEL", "Caterpillar", "caterpillar", "registered_caterpillar"]

PAIR_LEVEL = float(2 * ndtr(1.39) - 1)
"""The level of an interval of ±1.39 standard errors: 83.5 %."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Caterpillar(Comparison):
    """Estimates with two intervals each; `order` lists the rows from the highest estimate to the lowest.

    `low` and `high` at `level` are for comparing with `average`, `pair_low` and `pair_high` for comparing
    two institutions. Rows without trials come last.
    """

    estimate: Array
    low: Array
    high: Array
    pair_low: Array
    pair_high: Array
    average: float
    level: float
    order: NDArray[np.intp]

    def about(self, institution: str, language: str) -> str:
        """Return whether an institution differs from the average."""
        row = self.counts.row(institution)
        values: dict[str, object] = {"institution": institution, "level": Level(self.level)}
        if np.isnan(self.estimate[row]):
            return Sentence("caterpillar.one.no-trials", values).say(language, self.counts.unit)
        low, high = float(self.low[row]), float(self.high[row])
        values |= {"average": self.average, "low": low, "high": high}
        form = "above" if low > self.average else "below" if high < self.average else "within"
        return Sentence(f"caterpillar.one.{form}", values).say(language, self.counts.unit)


def caterpillar(rates: BetaRates, *, level: float = 0.95) -> Caterpillar:
    """Return the row of shrunken rates: the recommended one.

    Formula: posterior means in order, each with its central interval and that of 1.39 standard errors.
    Source: Goldstein and Healy (1995).
    Shapes: shrunken rates; a row per institution.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError for a level outside 0 to 1.
    Assumes: institutions are independent; each has one chance for all of its mobilities.
    Not for: a league table: an order without its intervals.

    >>> from blendwise.estimation.institutions import hierarchical, institution_counts
    >>> row = caterpillar(hierarchical(institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50])))
    >>> [row.counts.names[i] for i in row.order]
    ['D', 'C', 'B', 'A']
    """
    return _row(
        rates.counts,
        rates.mean,
        (rates.limits(level), rates.limits(PAIR_LEVEL)),
        average=rates.pattern_mean,
        level=level,
        method=f"{rates.method}-caterpillar",
        assumptions=rates.assumptions,
        warnings=rates.warnings,
    )


def registered_caterpillar(counts: InstitutionCounts, *, level: float = 0.95) -> Caterpillar:
    """Return the row of registered shares with Wilson intervals, each institution by itself.

    The average is the share of all together. Misleads when read as an order: small institutions end up at
    both ends by chance.

    Formula: hits / trials in order, each with Wilson's interval and that of 1.39 standard errors.
    Source: Goldstein and Healy (1995); Wilson (1927).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError for a level outside 0 to 1.
    Assumes: each mobility is a chance of its own.
    """
    check_level(level)
    pairs = pairs_of(counts)
    limits = [wilson(pairs.hits, pairs.trials, level=wanted) for wanted in (level, PAIR_LEVEL)]
    spread = [Limits(pairs.spread(found.low), pairs.spread(found.high)) for found in limits]
    total = int(counts.trials.sum())
    return _row(
        counts,
        counts.rates,
        (spread[0], spread[1]),
        average=counts.hits.sum() / total if total else float("nan"),
        level=level,
        method="wilson-caterpillar",
        assumptions=("own-rate",),
        warnings=(),
    )


def _row(
    counts: InstitutionCounts,
    estimate: Array,
    limits: tuple[Limits, Limits],
    *,
    average: float,
    level: float,
    method: str,
    assumptions: tuple[str, ...],
    warnings: tuple[Sentence, ...],
) -> Caterpillar:
    usual, pair = limits
    values = {"average": average, "scope": counts.within}
    return Caterpillar(
        counts=counts,
        method=method,
        said=() if np.isnan(average) else (Sentence("caterpillar.summary", values),),
        assumptions=assumptions,
        warnings=warnings,
        estimate=estimate,
        low=usual.low,
        high=usual.high,
        pair_low=pair.low,
        pair_high=pair.high,
        average=average,
        level=level,
        order=np.argsort(-estimate, kind="stable"),
    )
