"""The two-phase estimate: the whole register first, then checks drawn at random within strata.

Condition on the tick: what is estimated is the true share within ticked and unticked strata, never by way of
sensitivity and specificity, in which a small error is multiplied by all unticked mobilities.

Sources: Tenenbein (1970) J. Am. Stat. Assoc. 65:1350-1361; Cochran (1977) Sampling Techniques, section 5.11
and 12.2; Rao (1973) Biometrika 60:125-133; Korn and Graubard (1998) Surv. Methodol. 24:193-201.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import stdtrit

from blendwise.estimation.proportions import clopper_pearson, finite_population
from blendwise.estimation.result import Array, Limits
from blendwise.records import Question

__all__ = [
    "Total",
    "added_variance",
    "effective_checks",
    "joined",
    "rao_variance",
    "scaled_limits",
    "share_and_variance",
    "total_of",
]


def share_and_variance(sizes: Array, checked: Array, blended: Array) -> tuple[float, float]:
    """Return the stratified share and its variance, strata sizes known (Cochran 1977, formula 5.54).

    Every stratum has at least two checks, or is checked whole. Strata along the only axis.

    >>> share, variance = share_and_variance(np.array([90.0, 10]), np.array([30.0, 10]), np.array([3.0, 9]))
    >>> print(f"{share:.3f} {variance:.6f}")
    0.180 0.001676
    """
    weight, part = sizes / sizes.sum(), blended / checked
    spread = part * (1 - part) / np.maximum(checked - 1, 1)
    return float(weight @ part), float((weight**2 * (1 - checked / sizes)) @ spread)


def rao_variance(phase_one: Array, checked: Array, blended: Array, *, population: float = np.inf) -> float:
    """Return the variance when the first phase is itself a sample of `population` (Rao 1973; Cochran 12.24).

    `phase_one` holds how many of the first phase fell in each stratum. For a register, which is all there is,
    use `share_and_variance`.
    """
    n = phase_one.sum()
    weight, part = phase_one / n, blended / checked
    spread = part * (1 - part) * checked / (checked - 1)
    one_of, one_less = 1 / population, 1 / (population - 1)
    within = ((phase_one - 1) / (n - 1) - (checked - 1) * one_less) * weight * spread / checked
    between = weight @ (part - weight @ part) ** 2
    return float((1 - one_of) * within.sum() + (1 - n * one_of) / (n - 1) * between)


def added_variance(phase_one: Array, checked: Array, blended: Array, *, degrees: float) -> float:
    """Return the variance for a first phase from a very large population as R's `survey` has it: to check against.

    Adds p(1 - p)/degrees to the variance with known sizes: degrees n - 1 is R's method "approx", n its "full"
    (Särndal, Swensson and Wretman 1992, section 9.3). Both leave out what `rao_variance` has: the share is itself
    an estimate, which makes p(1 - p) too small by the variance with known sizes. Prefer `rao_variance`.
    """
    share, variance = share_and_variance(phase_one, checked, blended)
    return variance + share * (1 - share) / degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many of a group are truly blended: estimate, limits, and what is certain from the checks."""

    question: ClassVar[Question] = Question.TRUTH
    size: float
    value: float
    low: float
    high: float
    se: float
    at_most: float
    """The one-sided upper limit at the same level: for "none found, so at most"."""
    effective_checks: float
    degrees: float
    exact: bool
    """Whether the limits are hypergeometric (one stratum) instead of Korn-Graubard's."""


def total_of(sizes: Array, checked: Array, blended: Array, level: float) -> Total:
    """Return the total of a group of strata, each with two checks or more or checked whole.

    Strata checked whole are facts. Over the others: one stratum, exact hypergeometric limits; more, Korn and
    Graubard's: Clopper-Pearson on the effective number of checks. Limits never leave what the checks showed.
    """
    sampled = checked < sizes
    known = float(blended[~sampled].sum())
    n_h, m_h, x_h = sizes[sampled], checked[sampled], blended[sampled]
    if not sampled.any():
        return _fact(float(sizes.sum()), known)
    share, variance = share_and_variance(n_h, m_h, x_h)
    left = float(n_h.sum())
    exact = len(n_h) == 1
    size = effective_checks(n_h, m_h, share, variance, level)
    if exact:
        ends = finite_population(x_h[0], m_h[0], left, level=level)
        above = finite_population(x_h[0], m_h[0], left, level=_one_sided(level)).high
    else:
        ends = scaled_limits(share, size, level, left)
        above = scaled_limits(share, size, _one_sided(level), left).high
    least, most = float(x_h.sum()), left - float((m_h - x_h).sum())
    return Total(
        size=float(sizes.sum()),
        value=known + left * share,
        low=known + min(max(float(ends.low), least), left * share),
        high=known + max(min(float(ends.high), most), left * share),
        se=left * variance**0.5,
        at_most=known + max(min(float(above), most), left * share),
        effective_checks=size,
        degrees=float(m_h.sum() - len(m_h)),
        exact=exact,
    )


def joined(first: Total, second: Total) -> tuple[float, float]:
    """Return limits for the sum of two groups by square-and-add (Zou and Donner 2008, Stat. Med. 27:1693).

    Each group brings limits of its own. One variance over both would let a small spread among checked ticks
    hide that nothing at all varied among the checks without a tick.
    """
    value = first.value + second.value
    down = ((first.value - first.low) ** 2 + (second.value - second.low) ** 2) ** 0.5
    up = ((first.high - first.value) ** 2 + (second.high - second.value) ** 2) ** 0.5
    return value - down, value + up


def _fact(size: float, known: float) -> Total:
    return Total(
        size=size,
        value=known,
        low=known,
        high=known,
        se=0.0,
        at_most=known,
        effective_checks=np.inf,
        degrees=0.0,
        exact=True,
    )


def _one_sided(level: float) -> float:
    """Return the two-sided level whose upper limit is one-sided at `level`."""
    return max(2 * level - 1, 1e-9)


def effective_checks(sizes: Array, checked: Array, share: float, variance: float, level: float) -> float:
    """Return the checks of a simple draw that tell as much (Korn and Graubard 1998, section 3).

    Where nothing varied within any stratum the variance is taken as if all strata had one share, which leaves
    1 / Σ W²(1 - f)/m: never an interval without width.
    """
    weight = sizes / sizes.sum()
    alike = float((weight**2 * (1 - checked / sizes) / checked).sum())
    size = share * (1 - share) / variance if variance > 0 else 1 / alike
    n, degrees = float(checked.sum()), float(checked.sum() - len(checked))
    tail = (1 + level) / 2
    ratio = float(stdtrit(n - 1, tail) / stdtrit(degrees, tail))
    return size * ratio**2


def scaled_limits(share: float, size: float, level: float, left: float) -> Limits:
    """Return Clopper and Pearson's limits of a share on `size` checks, as numbers of `left` mobilities."""
    limits = clopper_pearson(share * size, size, level=level)
    return Limits(limits.low * left, limits.high * left, Question.TRUTH)
