"""The correction with sensitivity and specificity that were themselves estimated from checks.

Source: Lang and Reiczigel (2014) Prev. Vet. Med. 113:13-22. Their equation 4 has a printing error: the weight
of the specificity's variance is (1 - P)², not (1 + P)².
"""

from __future__ import annotations

import math

from scipy.special import ndtri

from blendwise.estimation.misclassification.rates import (
    checked_register,
    corrected,
    refuse_useless,
    specificity_warnings,
)
from blendwise.estimation.proportions import clopper_pearson
from blendwise.estimation.result import Estimate, Scope, check_counts

__all__ = ["lang_reiczigel"]

SENSITIVITY_ADVISED = 0.5
"""The authors advise against the method when either rate is below this."""


def lang_reiczigel(
    ticks: int,
    mobilities: int,
    *,
    sensitivity: tuple[int, int],
    specificity: tuple[int, int],
    level: float = 0.95,
    despite_specificity: bool = False,
    scope: Scope | None = None,
) -> Estimate:
    """Correct a registered share for sensitivity and specificity from two samples of checks.

    `sensitivity` is (ticked, checked) among truly blended mobilities, `specificity` (not ticked, checked)
    among the others. The value is Rogan and Gladen's; the interval has its own centre, so the value need not
    lie in its middle, and with rates below one half it lies far from it: then it warns.

    Errors: UserError for impossible counts, for rates at which a tick says nothing, and when all ticks could
    be wrong.

    Formula: Rogan and Gladen's share, interval after adding z^2/2 ticks and 1 + 1 checks to each sample,
      shifted by their joint error.
    Source: Lang and Reiczigel (2014).
    Shapes: single numbers.
    Unit: mobilities, and a share of them.
    Assumes: sensitivity and specificity are the same at all institutions.
    Not for: sensitivity below one half, where it lies askew (it warns).

    >>> found = lang_reiczigel(4060, 11284, sensitivity=(178, 179), specificity=(358, 359))
    >>> print(f"{found.value:.4f} {found.low:.4f} {found.high:.4f}")
    0.3600 0.3487 0.3721
    """
    register = checked_register(ticks, mobilities, level)
    right, clean = _rate("sensitivity", sensitivity), _rate("specificity", specificity)
    refuse_useless(right[0] / right[1], clean[0] / clean[1])
    registered = register[0] / register[1]
    wrong_most = 1 - float(clopper_pearson(*clean, level=0.90).low)
    warnings = specificity_warnings(registered, wrong_most, despite_specificity=despite_specificity)
    if right[0] / right[1] < SENSITIVITY_ADVISED:
        warnings = (*warnings, "misclassification.warnings.low-sensitivity")
    low, high = _limits(*register, *right, *clean, level=level)
    value = (registered + clean[0] / clean[1] - 1) / (right[0] / right[1] + clean[0] / clean[1] - 1)
    return corrected(
        value=value,
        low=low,
        high=high,
        level=level,
        register=register,
        rates={"sensitivity": right[0] / right[1], "specificity": clean[0] / clean[1]},
        method="lang-reiczigel",
        assumption="sampled-rates",
        warnings=warnings,
        scope=scope,
    )


def _rate(name: str, sample: tuple[int, int]) -> tuple[float, float]:
    hits, trials = check_counts(*sample, hits_name=name, trials_name=f"{name} (checked)", whole=True)
    check_counts(1, trials, hits_name="1", trials_name=f"{name} (checked)")
    return float(hits), float(trials)


def _limits(
    ticks: float, n: float, right: float, n_right: float, clean: float, n_clean: float, *, level: float
) -> tuple[float, float]:
    """Lang and Reiczigel (2014), equations 1-4, with their eq. 4 corrected."""
    z = float(ndtri((1 + level) / 2))
    n_q, n_se, n_sp = n + z**2, n_right + 2, n_clean + 2
    q, se, sp = (ticks + z**2 / 2) / n_q, (right + 1) / n_se, (clean + 1) / n_sp
    refuse_useless(se, sp)
    youden = se + sp - 1
    p = (q + sp - 1) / youden
    var_se, var_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    shift = 2 * z**2 * (p * var_se - (1 - p) * var_sp)
    spread = math.sqrt(q * (1 - q) / n_q + p**2 * var_se + (1 - p) ** 2 * var_sp) / youden
    return p + shift - z * spread, p + shift + z * spread
