"""The true share of every stratum: exact limits from its own checks, and what the others add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from blendwise.estimation.audit.checks import Checks
from blendwise.estimation.audit.model import group_posterior
from blendwise.estimation.audit.strata import Strata
from blendwise.estimation.proportions import finite_population
from blendwise.estimation.result import Array, check_level
from blendwise.records import Question

__all__ = ["StratumShares", "shares_by_stratum"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StratumShares:
    """An entry per stratum, all of them shares of its size; NaN where undefined.

    `share` is what its own checks say (NaN without checks, or with undetermined ones), `low` and `high` their
    exact limits, with the undetermined counted either way. `model`, `model_low` and `model_high` are shrunken
    towards the other strata of its tick status, with the undetermined counted as not blended.
    """

    question: ClassVar[Question] = Question.TRUTH
    strata: Strata
    checked: Array
    blended: Array
    undetermined: Array
    share: Array
    low: Array
    high: Array
    model: Array
    model_low: Array
    model_high: Array
    level: float


def shares_by_stratum(checks: Checks, *, level: float = 0.95) -> StratumShares:
    """Return the true share of every stratum.

    Answers: at which institutions are ticks missing? With a handful of checks per stratum the exact limits
    are wide; the shrunken shares are narrower, and right on average over strata, not for each. A stratum
    without checks has no share of its own, only the model's.

    Formula: found / checked with hypergeometric limits; beside it the posterior mean under one beta
      distribution for all strata of a tick status.
    Source: Efron and Morris (1975); Gelman and others (2013), section 5.3.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: shares of mobilities.
    Errors: UserError for impossible counts, by stratum.
    Assumes: checks are drawn by lot within each stratum, and the reader does not know the tick.
    Not for: a list of bad institutions: with a handful of checks each that is chance.

    >>> from blendwise.estimation.audit import checks_of, strata
    >>> groups = strata(["A", "B"], ["A", "B"], [False, False], [50, 60])
    >>> found = shares_by_stratum(checks_of(groups, [10, 10], [0, 4]))
    >>> found.low.round(2), found.high.round(2)
    (array([0.  , 0.15]), array([0.26, 0.7 ]))
    """
    check_level(level)
    sizes, most = checks.strata.sizes, checks.blended + checks.undetermined
    low = finite_population(checks.blended, checks.checked, sizes, level=level).low / sizes
    high = finite_population(most, checks.checked, sizes, level=level).high / sizes
    known = (checks.checked > 0) & (checks.undetermined == 0)
    share = np.divide(checks.blended, checks.checked, out=np.full(len(sizes), np.nan), where=known)
    model = _model(checks, level)
    return StratumShares(
        strata=checks.strata,
        checked=checks.checked,
        blended=checks.blended,
        undetermined=checks.undetermined,
        share=share,
        low=low,
        high=high,
        model=model[0],
        model_low=model[1],
        model_high=model[2],
        level=level,
    )


def _model(checks: Checks, level: float) -> Array:
    """Return mean and limits of each stratum's share: its finds, and the model's rate for the unchecked."""
    sizes = checks.strata.sizes
    left = (sizes - checks.checked) / sizes
    found = np.tile(checks.blended / sizes, (3, 1))
    for status in (False, True):
        which = checks.strata.ticked == status
        names = [name for name, kept in zip(checks.strata.names, which, strict=True) if kept]
        if not names:
            continue
        part = checks.part(which, undetermined_blended=False)
        mixture = group_posterior(names, *part).shares
        if mixture is not None:
            ends = [
                mixture.moments()[0],
                *(mixture.quantile(at) for at in ((1 - level) / 2, (1 + level) / 2)),
            ]
            rates = mixture.pairs.spread(np.stack(ends))
            found[:, which] += np.where(left[which] > 0, rates * left[which], 0.0)
    return found
