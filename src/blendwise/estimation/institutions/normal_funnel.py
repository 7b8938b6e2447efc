"""Funnel limits from the normal distribution, widened for institutions that differ: Spiegelhalter's two ways.

They are here because the field knows them. At rates of a few per cent the normal limits go below zero and
the exact ones of `funnel` serve better; a warning says so.

Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, sections 5.1-5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from scipy.special import ndtri

from blendwise.errors import UserError
from blendwise.estimation.institutions.bands import (
    LimitsAt,
    bands_of,
    checked,
    curve_sizes,
    pooled,
    positions,
)
from blendwise.estimation.institutions.comparison import Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, Integers, Pairs
from blendwise.estimation.institutions.funnel import LEVELS, Funnel, few_warning, summary
from blendwise.estimation.institutions.overdispersion import (
    RAW,
    Scale,
    between_variance,
    dispersion,
    standard_errors,
    winsorise,
    z_scores,
)
from blendwise.estimation.result import Limits

__all__ = ["additive_funnel", "multiplicative_funnel"]


def normal_limits(
    target: float, scale: Scale, phi: float, tau: float, sizes: Integers, level: float
) -> Limits:
    """Return θ0 ± z √(φ s² + τ²) on the scale, mapped back to a share (Spiegelhalter 2005, section 5)."""
    error = standard_errors(sizes, target, scale)
    reach = ndtri((1 + level) / 2) * np.sqrt(phi * error**2 + tau**2)
    centre = scale.target(target)
    return Limits(scale.back(centre - reach), scale.back(centre + reach))


def multiplicative_funnel(
    counts: InstitutionCounts,
    *,
    target: float | None = None,
    levels: Sequence[float] = LEVELS,
    scale: Scale = RAW,
    winsorised: float = 0.1,
) -> Funnel:
    """Return normal limits widened by √φ̂, with φ̂ from z-scores winsorised at both ends.

    `scale` is RAW, ARCSINE or LOGIT. φ̂ below 1 counts as 1. Misleads for small expected counts: on the raw
    scale the lower limit is below zero there, and shown as 0.

    Formula: target - and + z s sqrt(phi), phi the mean of winsorised z squared, at least 1.
    Source: Spiegelhalter (2005).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError for a target of 0 or 1, a level outside 0 to 1, or more than half pulled in.
    Assumes: institutions are independent; each has one chance for all of its mobilities.
    """
    return _normal_funnel(counts, target, levels, scale, winsorised, additive=False)


def additive_funnel(
    counts: InstitutionCounts,
    *,
    target: float | None = None,
    levels: Sequence[float] = LEVELS,
    scale: Scale = RAW,
    winsorised: float = 0.1,
) -> Funnel:
    """Return normal limits θ0 ± z√(s² + τ̂²), with τ̂² the variance between institutions.

    `scale` is RAW, ARCSINE or LOGIT. Misleads for small expected counts, as `multiplicative_funnel` does.

    Formula: target - and + z sqrt(s^2 + tau^2), on a raw, arcsine or logit scale.
    Source: Spiegelhalter (2005).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError for a target of 0 or 1, and a level outside 0 to 1.
    Assumes: institutions are independent; each has one chance for all of its mobilities.
    """
    return _normal_funnel(counts, target, levels, scale, winsorised, additive=True)


def _normal_funnel(
    counts: InstitutionCounts,
    target: float | None,
    levels: Sequence[float],
    scale: Scale,
    winsorised: float,
    *,
    additive: bool,
) -> Funnel:
    pairs, levels = checked(counts, levels)
    rate = pooled(pairs, target)
    if not 0 < rate < 1:
        raise UserError("institutions.no-spread")
    phi, tau = _widening(pairs, rate, scale, winsorised, additive=additive)
    limits_at = partial(normal_limits, rate, scale, phi, tau)
    sizes = curve_sizes(pairs)
    of_pairs, bands = bands_of(pairs, sizes, levels, limits_at, partial(_normal_is_low, scale, limits_at))
    shown = scale.back(scale.of(pairs.hits.astype(float), pairs.trials.astype(float)))
    position = pairs.spread(positions(shown, of_pairs))
    return Funnel(
        counts=counts,
        method=f"{'additive' if additive else 'multiplicative'}-{scale.name}",
        said=summary(counts, position, bands, rate, "own-rate"),
        assumptions=("own-rate", "normal"),
        warnings=(*few_warning(pairs), *_small_expected(pairs, rate)),
        target=rate,
        bands=bands,
        curve_sizes=sizes,
        position=position,
        phi=phi,
        tau=tau,
    )


def _widening(
    pairs: Pairs, rate: float, scale: Scale, winsorised: float, *, additive: bool
) -> tuple[float, float]:
    """Return φ and τ: the one that is not used is 1 or 0."""
    trials = np.repeat(pairs.trials, pairs.times)
    z = z_scores(np.repeat(pairs.hits, pairs.times), trials, rate, scale)
    phi = dispersion(winsorise(z, winsorised))
    if not additive:
        return max(1.0, phi), 0.0
    weights = standard_errors(trials, rate, scale) ** -2
    return 1.0, float(np.sqrt(between_variance(phi, weights)))


def _normal_is_low(scale: Scale, limits_at: LimitsAt, size: int, level: float) -> bool:
    trials = np.array([size])
    nothing = scale.back(scale.of(np.zeros(1), trials.astype(float)))
    return bool(nothing[0] < limits_at(trials, level).low[0])


def _small_expected(pairs: Pairs, rate: float) -> tuple[Sentence, ...]:
    """Warn when fewer than 5 hits are expected of some institutions: normal limits fail there."""
    small = int(pairs.times[pairs.trials * min(rate, 1 - rate) < 5].sum())
    return (Sentence("warnings.small-expected", {"k": pairs.institutions}, n=small),) if small else ()
