"""How far two readers, or more, put the same code on the same answer.

Everything here works on one table: per answer, how many readers gave each code. Missing codes are allowed;
an answer with fewer than two codes cannot be compared and is left out of the agreement, never counted as
agreed. Chance-corrected measures are undefined when only one code was ever used: None, not 1 and not 0.
"""

from blendwise.estimation.agreement.alpha import (
    gwet_ac1,
    interval,
    krippendorff_alpha,
    nominal,
    ordinal,
    percent_agreement,
    ratio,
)
from blendwise.estimation.agreement.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from blendwise.estimation.agreement.readings import Agreement

__all__ = [
    "Agreement",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "interval",
    "krippendorff_alpha",
    "nominal",
    "ordinal",
    "percent_agreement",
    "ratio",
]
