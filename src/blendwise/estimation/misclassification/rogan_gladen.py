"""The correction with known sensitivity and specificity, and the "what if" over several sensitivities.

Sources: Rogan and Gladen (1978) Am. J. Epidemiol. 107:71-76; Reiczigel, Földi, Ózsvári (2010) Epidemiol.
Infect. 138:1674-1678 (any interval for the registered share maps through).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from blendwise.estimation.misclassification.rates import (
    checked_register,
    contradiction_warnings,
    corrected,
    refuse_useless,
    specificity_warnings,
)
from blendwise.estimation.proportions import BinomialLimits, clopper_pearson
from blendwise.estimation.result import Estimate, Scope, check_numbers

__all__ = ["rogan_gladen", "what_if"]


def rogan_gladen(
    ticks: int,
    mobilities: int,
    *,
    sensitivity: float,
    specificity: float = 1.0,
    limits: BinomialLimits = clopper_pearson,
    level: float = 0.95,
    despite_specificity: bool = False,
    scope: Scope | None = None,
) -> Estimate:
    """Correct a registered share for known sensitivity and specificity.

    Answers: if so many truly blended mobilities are ticked and so many others are not, which share is truly
    blended? (registered + specificity - 1) / (sensitivity + specificity - 1), with the same for the limits:
    `clopper_pearson` or `wilson` of `blendwise.estimation.proportions`, or `blaker` of this package.

    Misleads: the interval holds only the chance in the ticks, as if each were a chance of its own, and takes
    both rates as certain. Errors: UserError for rates at which a tick says nothing, when all ticks could
    be wrong, and when more is ticked than that sensitivity allows.

    Formula: (registered + specificity - 1) / (sensitivity + specificity - 1).
    Source: Rogan and Gladen (1978); Reiczigel, Földi and Ózsvári (2010).
    Shapes: single numbers.
    Unit: mobilities, and a share of them.
    Assumes: sensitivity and specificity are the same at all institutions.

    >>> found = rogan_gladen(259, 15738, sensitivity=0.5)
    >>> print(f"{found.value:.4f}")
    0.0329
    """
    register = checked_register(ticks, mobilities, level)
    right = float(check_numbers("sensitivity", sensitivity, most=1))
    clean = float(check_numbers("specificity", specificity, most=1))
    refuse_useless(right, clean)
    registered = register[0] / register[1]
    warnings = specificity_warnings(registered, 1 - clean, despite_specificity=despite_specificity)
    found = limits(ticks, mobilities, level=level)
    warnings += contradiction_warnings(registered=registered, high=float(found.high), sensitivity=right)

    def true(share: float) -> float:
        return (share + clean - 1) / (right + clean - 1)

    return corrected(
        value=true(registered),
        low=true(float(found.low)),
        high=true(float(found.high)),
        level=level,
        register=register,
        rates={"sensitivity": right, "specificity": clean},
        method=f"rogan-gladen-{limits.__name__.replace('_', '-')}",
        assumption="known-rates",
        warnings=warnings,
        scope=scope,
    )


def what_if(
    ticks: int,
    mobilities: int,
    sensitivities: Sequence[float],
    *,
    specificity: float = 1.0,
    level: float = 0.95,
    scope: Scope | None = None,
) -> tuple[Estimate, ...]:
    """Return what would be true at each of several sensitivities: the line under a slider.

    Formula: `rogan_gladen` at each sensitivity.
    Source: Rogan and Gladen (1978).
    Shapes: a list of sensitivities; a result each.
    Unit: mobilities, and a share of them.
    Errors: UserError for a rate outside 0 to 1 or at which a tick says nothing.
    Assumes: sensitivity and specificity are the same at all institutions.
    Not for: an estimate: it is a slider.

    >>> print(" ".join(f"{100 * e.value:.2f}" for e in what_if(259, 15738, [0.8, 0.5, 0.3, 0.2])))
    2.06 3.29 5.49 8.23
    """
    found = [
        rogan_gladen(ticks, mobilities, sensitivity=share, specificity=specificity, level=level, scope=scope)
        for share in sensitivities
    ]
    return tuple(replace(estimate, estimand="misclassification.what-if") for estimate in found)
