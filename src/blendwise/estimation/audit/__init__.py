"""The audit sample: which mobilities to check, and what the checks say of all.

`strata_of_register` makes the groups; `plan_by_margin` or `plan_by_budget` says how many checks each needs;
`draw` draws them from a printed seed, `blinding_list` is what the reader gets; `tally` counts the verdicts;
`estimate` says what is true, `shares_by_stratum` per stratum; `stopping_advice` whether more checks help;
`compare_readers` whether two readers agree. `none_found` answers the simplest question of all.
"""

from blendwise.estimation.audit.advice import Advice, stopping_advice
from blendwise.estimation.audit.checks import Checks, checks_of, join_thin_strata, take_ticks_as_right
from blendwise.estimation.audit.draw import (
    BlindRow,
    Draw,
    Drawn,
    blinding_list,
    draw,
    for_second_reader,
    tally,
)
from blendwise.estimation.audit.estimate import AuditEstimate, estimate
from blendwise.estimation.audit.none_found import (
    NoneFound,
    checks_for_none_found,
    none_found,
    none_found_table,
)
from blendwise.estimation.audit.plan import (
    Plan,
    expected_shares,
    plan_by_budget,
    plan_by_margin,
)
from blendwise.estimation.audit.second_reader import Readers, compare_readers
from blendwise.estimation.audit.shares import StratumShares, shares_by_stratum
from blendwise.estimation.audit.simple_draw import simple_checks
from blendwise.estimation.audit.strata import Strata, strata, strata_of_register
from blendwise.estimation.audit.surplus import with_surplus

__all__ = [
    "Advice",
    "AuditEstimate",
    "BlindRow",
    "Checks",
    "Draw",
    "Drawn",
    "NoneFound",
    "Plan",
    "Readers",
    "Strata",
    "StratumShares",
    "blinding_list",
    "checks_for_none_found",
    "checks_of",
    "compare_readers",
    "draw",
    "estimate",
    "expected_shares",
    "for_second_reader",
    "join_thin_strata",
    "none_found",
    "none_found_table",
    "plan_by_budget",
    "plan_by_margin",
    "shares_by_stratum",
    "simple_checks",
    "stopping_advice",
    "strata",
    "strata_of_register",
    "take_ticks_as_right",
    "tally",
    "with_surplus",
]
