"""Find the institutions that lie outside the pattern that the others share.

Each institution is compared with what the *others* predict: the chance of at least as many hits as it has,
given the beta-binomial pattern of all but itself. One giant would otherwise set the pattern that it is judged
by. Below the threshold it is set aside, and the rest is looked at again, until nobody is.

Sources: Marshall and Spiegelhalter (2007), Bayesian Analysis 2, 409-444 (predictive checks, leaving out).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from blendwise.estimation.institutions.beta_binomial import (
    BetaBinomialFit,
    Pattern,
    fit_tables,
    tables_of,
)
from blendwise.estimation.institutions.comparison import Comparison, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, Pairs, pairs_of
from blendwise.estimation.institutions.laws import BetaBinomial, Law, law_of
from blendwise.estimation.institutions.pattern_posterior import (
    MANY,
    is_proper,
    pattern_grid,
    start_of,
    values_of,
)
from blendwise.estimation.result import Array, check_level

__all__ = ["OutsidePattern", "Split", "outside_pattern", "split_pattern", "usual_threshold"]

MOST_REFITS = 300
"""How many distinct pairs get a fit of their own, the most extreme first; the others keep the fit of all.
With more institutions than this, only those that come near the threshold do."""

NEAR = 100
"""Near is within this many times the threshold: leaving one of hundreds out changes less."""

MOST_ROUNDS = 20
NODES, LIGHT = (24, 28), 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The pairs outside the common pattern and the pattern of the rest."""

    pairs: Pairs
    first_look: Array
    chance: Array
    outside: NDArray[np.bool_]
    fit: BetaBinomialFit
    threshold: float

    @property
    def rest(self) -> Pairs:
        """The pairs within the common pattern."""
        return self.pairs.where(~self.outside)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutsidePattern(Comparison):
    """Per institution the chance, given the others, of at least as many hits; and who is set aside.

    `first_look` takes the others' fitted pattern as known. Where that is below the threshold, `chance` also
    carries the doubt about the pattern, and decides; elsewhere it is the first look. `outside` is 1.0 for an
    institution outside the common pattern, 0.0 within, NaN without trials. `fit` is the pattern of those
    within.
    """

    first_look: Array
    chance: Array
    outside: Array
    threshold: float
    fit: BetaBinomialFit

    def about(self, institution: str, language: str) -> str:
        """Return what is said of one institution."""
        row = self.counts.row(institution)
        values = {"institution": institution, "chance": float(self.chance[row])}
        form = {1.0: "outside", 0.0: "within"}.get(float(self.outside[row]), "no-trials")
        return Sentence(f"outside.one.{form}", values).say(language, self.counts.unit)


def usual_threshold(institutions: int) -> float:
    """Return 0.001, or with more than 50 institutions 0.05 over their number.

    So the chance that anyone at all is set aside while nobody lies outside stays about 5 % or less.

    >>> usual_threshold(42), usual_threshold(5000)
    (0.001, 1e-05)
    """
    return min(0.001, 0.05 / max(1, institutions))


def split_pattern(pairs: Pairs, threshold: float) -> Split:
    """Set pairs aside, round after round, whose chance given the others is below the threshold."""
    outside = np.zeros(len(pairs), dtype=bool)
    look, chance = np.ones(len(pairs)), np.ones(len(pairs))
    for _ in range(MOST_ROUNDS):
        rest = pairs.where(~outside)
        look[~outside] = first_look(rest, threshold)
        chance[~outside] = second_look(rest, look[~outside], threshold)
        found = ~outside & (chance < threshold)
        if not found.any():
            break
        outside |= found
    return Split(pairs, look, chance, outside, fit_tables(tables_of(pairs.where(~outside))), threshold)


def first_look(pairs: Pairs, threshold: float) -> Array:
    """Return for each pair P(Y ≥ y | the pattern fitted to the others), an institution of the pair left out.

    The most extreme pairs get their own fit. For the others the fit of all is used: it has been drawn
    towards them, so it never makes them more extreme. Where the others tell no pattern this is 1.
    """
    tables = tables_of(pairs)
    fit = fit_tables(tables)
    tail = _upper(law_of(fit), pairs)
    extreme = np.argsort(tail, kind="stable")[:MOST_REFITS]
    if pairs.institutions > MOST_REFITS:
        extreme = extreme[tail[extreme] < NEAR * threshold]
    for place in extreme:
        alone, others = _apart(pairs, int(place))
        if is_proper(others):
            less = tables.without(int(alone.hits[0]), int(alone.trials[0]))
            tail[place] = _upper(law_of(fit_tables(less, _near(fit))), alone)[0]
        else:
            tail[place] = 1.0
    return tail


def second_look(pairs: Pairs, look: Array, threshold: float) -> Array:
    """Return the first look, and for who failed it P(Y ≥ y | the others) with the pattern not known.

    A pattern fitted to few institutions looks surer than it is: taken as known, it sets someone aside in
    10 to 30 of 100 worlds in which nobody lies outside. With more than a thousand the doubt is gone.
    """
    chance = look.copy()
    if pairs.institutions > MANY:
        return chance
    for place in np.flatnonzero(look < threshold):
        alone, others = _apart(pairs, int(place))
        tables = tables_of(others)
        grid = pattern_grid(tables, start_of(fit_tables(tables)), NODES)
        hyper = values_of(grid, LIGHT)
        tails = [_upper(BetaBinomial(a, b), alone)[0] for a, b in zip(hyper.a, hyper.b, strict=True)]
        chance[place] = hyper.weight @ tails
    return chance


def _apart(pairs: Pairs, place: int) -> tuple[Pairs, Pairs]:
    """Return the pair at a place, and all institutions but one of that pair."""
    here = np.arange(len(pairs)) == place
    fewer = replace(pairs, times=pairs.times - here)
    return pairs.where(here), fewer.where(fewer.times > 0)


def _near(fit: BetaBinomialFit) -> tuple[float, float] | None:
    """Return where to start the fit of all but one."""
    return (float(logit(fit.mean)), float(np.log(fit.a + fit.b))) if fit.pattern is Pattern.SPREAD else None


def _upper(law: Law, pairs: Pairs) -> Array:
    tails = law.tails(pairs.hits, pairs.trials)
    return np.minimum(1.0, tails.same + tails.more)


def outside_pattern(counts: InstitutionCounts, *, threshold: float | None = None) -> OutsidePattern:
    """Find the institutions that lie above the pattern that the others share.

    Question: process. `threshold` is the chance below which an institution is set aside; without it
    `usual_threshold`. Looks upwards only: at rates of a few per cent nobody can be too low. Where no other
    institution has both hits and misses there is no pattern to judge by, and nobody is set aside. An
    institution set aside is not wrong: it is another case, and its registered count stays a fact.

    Formula: the beta-binomial chance of at least so many hits, pattern fitted to all others; below the
      threshold with the posterior of that pattern.
    Source: Marshall and Spiegelhalter (2007).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError where no institution has anything to take a share of.
    Assumes: the others come from one beta distribution.
    Not for: institutions of two kinds, each many: judge each kind by itself.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> names = [f"school {i}" for i in range(16)]
    >>> table = institution_counts(names, [0, 1, 2, 1, 3] * 3 + [60], [90, 80, 120, 100, 150] * 3 + [100])
    >>> outside_pattern(table).about("school 15", "en")[:41]
    'school 15 lies outside the pattern that t'
    """
    pairs = pairs_of(counts)
    if threshold is not None:
        check_level(threshold)
    split = split_pattern(pairs, usual_threshold(pairs.institutions) if threshold is None else threshold)
    outside = pairs.spread(split.outside.astype(float))
    return OutsidePattern(
        counts=counts,
        method="beta-binomial-leave-one-out",
        said=(summary(counts, outside),),
        assumptions=("own-rate", "one-population"),
        warnings=pattern_warnings(split.fit),
        first_look=pairs.spread(split.first_look),
        chance=pairs.spread(split.chance),
        outside=outside,
        threshold=split.threshold,
        fit=split.fit,
    )


def summary(counts: InstitutionCounts, outside: Array) -> Sentence:
    """Return who lies outside, in one sentence."""
    names = [counts.names[row] for row in np.flatnonzero(outside == 1.0)]
    shown = names[:10] + ["…"] * (len(names) > 10)
    return Sentence("outside.summary", {"names": shown, "scope": counts.within}, n=len(names))


def pattern_warnings(fit: BetaBinomialFit) -> tuple[Sentence, ...]:
    """Return the words for a pattern that is not there."""
    return () if fit.pattern is Pattern.SPREAD else (Sentence(f"warnings.pattern.{fit.pattern}"),)
