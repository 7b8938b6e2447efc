"""Where each institution stands in the order, and how sure that is.

There is no function here that returns a place without its interval: a bare league table reads chance as
merit. Places count from 1, the highest underlying rate; an institution's place is a whole distribution, of
which the expectation, an interval and the chance to be among the first are given.

Sources: Goldstein and Spiegelhalter (1996), JRSS A 159, 385-443; Laird and Louis (1989), Journal of
Educational Statistics 14, 29-46; Lin, Louis, Paddock and Ridgeway (2006), Bayesian Analysis 1, 915-946.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from blendwise.errors import UserError
from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.mixture import Mixture
from blendwise.estimation.institutions.rank_chances import RankChances, exact_chances
from blendwise.estimation.institutions.rank_chances_many import approximate_chances
from blendwise.estimation.institutions.shrinkage import BetaRates
from blendwise.estimation.result import Array, check_level

__all__ = ["Ranking", "ranking"]

EXACT = 200
"""Up to this many institutions every place gets its exact chance."""

UNSTABLE = 0.002
"""An end of an interval whose chance is this near the level may jump a place on the least change."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking(Comparison):
    """The place of each institution with its interval; 1 is the highest underlying rate.

    `top_chance` is the chance to be among the first `top`. `unstable` is 1.0 where an end of the interval
    lies so near its level that it may jump a place on the least change.
    """

    expected: Array
    low: Array
    high: Array
    unstable: Array
    top: int
    top_chance: Array
    level: float

    def __post_init__(self) -> None:
        if (np.isfinite(self.expected) & ~(self.low <= self.high)).any():
            raise ValueError("a place has no interval")

    def about(self, institution: str, language: str) -> str:
        """Return what is said of one institution's place."""
        row = self.counts.row(institution)
        values: dict[str, object] = {"institution": institution, "level": Level(self.level)}
        if np.isnan(self.expected[row]):
            return Sentence("ranks.one.undefined", values).say(language, self.counts.unit)
        values |= {"low": int(self.low[row]), "high": int(self.high[row])}
        values |= {"k": int(np.isfinite(self.expected).sum())}
        form = "place" if self.low[row] == self.high[row] else "places"
        return Sentence(f"ranks.one.{form}", values).say(language, self.counts.unit)


def quantiles(chances: RankChances, share: float) -> tuple[Array, NDArray[np.bool_]]:
    """Return the smallest place with P(place ≤ r) ≥ share, and whether that is unstable."""
    at, cumulative = chances.at, chances.cumulative
    first = np.argmax(cumulative >= share - 1e-12, axis=1)
    first[cumulative[:, -1] < share - 1e-12] = at.size - 1
    unstable = np.asarray((np.abs(cumulative - share) < UNSTABLE).any(axis=1))
    before = np.maximum(first - 1, 0)
    rows = np.arange(first.size)
    rise = cumulative[rows, first] - cumulative[rows, before]
    part = np.divide(share - cumulative[rows, before], rise, out=np.ones(first.size), where=rise > 0)
    place = at[before] + np.clip(part, 0, 1) * (at[first] - at[before])
    return np.where(first == 0, at[0], np.ceil(place - 1e-9)), unstable


def _chances(mixture: Mixture, top: int) -> RankChances:
    if mixture.pairs.institutions > EXACT:
        return approximate_chances(mixture, top)
    return exact_chances(replace(mixture, hyper=mixture.hyper.coarse or mixture.hyper))


def ranking(rates: BetaRates, *, level: float = 0.95, top: int = 3) -> Ranking:
    """Return each institution's expected place with its interval and the chance to be among the first `top`.

    `rates` comes from `hierarchical` (recommended) or `empirical_bayes`. Up to 200 institutions the chances
    are exact; above, the pattern is taken as known and the number of institutions higher as binomial, but
    where the first places are decided. An interval's ends are the smallest places whose cumulative chance reaches (1 −
    level)/2 and (1 + level)/2.

    Misleads when read as merit: a place says how the register looks, not how good an institution is.
    Raises UserError for a `top` below 1 or above the number of institutions.

    Formula: 1 + the sum of the chances that each other is higher; the interval from the distribution of that
      number.
    Source: Laird and Louis (1989); Goldstein and Spiegelhalter (1996).
    Shapes: shrunken rates; a row per institution.
    Unit: places.
    Assumes: that of the rates; given the pattern institutions are independent.

    >>> from blendwise.estimation.institutions import hierarchical, institution_counts
    >>> order = ranking(hierarchical(institution_counts("ABCD", [0, 1, 3, 12], [40, 30, 60, 50])))
    >>> order.low.tolist(), order.high.tolist()
    ([2.0, 2.0, 2.0, 1.0], [4.0, 4.0, 4.0, 1.0])
    """
    check_level(level)
    pairs = rates.mixture.pairs
    if not 1 <= top <= pairs.institutions:
        raise UserError("institutions.top", value=top, most=pairs.institutions)
    if np.isnan(rates.pattern_mean):
        return _ranking(rates, level, top, [np.full(len(rates.counts), np.nan)] * 5)
    chances = _chances(rates.mixture, top)
    low, shaky_low = quantiles(chances, (1 - level) / 2)
    high, shaky_high = quantiles(chances, (1 + level) / 2)
    shaky = (shaky_low | shaky_high).astype(float)
    first = chances.cumulative[:, np.searchsorted(chances.at, top)]
    columns = [pairs.spread(column) for column in (chances.expected, low, high, shaky, first)]
    return _ranking(rates, level, top, columns)


def _ranking(rates: BetaRates, level: float, top: int, columns: list[Array]) -> Ranking:
    institutions = rates.mixture.pairs.institutions
    expected, low, high, unstable, top_chance = columns
    known = institutions > EXACT and "pattern-known" not in rates.assumptions
    return Ranking(
        counts=rates.counts,
        method=f"{rates.method}-ranks-{'exact' if institutions <= EXACT else 'approximate'}",
        population="model",
        said=(_said(low, high, level),),
        assumptions=(*rates.assumptions, *(("pattern-known",) if known else ())),
        warnings=(*rates.warnings, *_unstable_words(unstable)),
        expected=expected,
        low=low,
        high=high,
        unstable=unstable,
        top=top,
        top_chance=top_chance,
        level=level,
    )


def _said(low: Array, high: Array, level: float) -> Sentence:
    some = np.isfinite(low)
    if not some.any():
        return Sentence("ranks.undefined")
    width = float(np.mean(high[some] - low[some] + 1))
    return Sentence("ranks.summary", {"width": width, "k": int(some.sum()), "level": Level(level)})


def _unstable_words(unstable: Array) -> tuple[Sentence, ...]:
    shaky = int(np.nansum(unstable))
    return (Sentence("warnings.unstable", n=shaky),) if shaky else ()
