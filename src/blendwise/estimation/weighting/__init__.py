"""Weights for those who answered, in the order in which they have to be made.

1. `base_weights`: how many units each unit drawn stands for.
2. `spread_unknown`: those of unknown eligibility hand over their weight.
3. `nonresponse_weights`: within cells, those who answered take over from those who did not
   (`collapse_cells` joins cells that are too small).
4. `post_stratify`, `rake`, `calibrate_linear` or `calibrate_logit`: totals that are known are met.

Every step returns `Weights`, with the step's diagnostics. With some fifteen answers, weighting on more than
one yes-or-no variable can't be defended: `Weights.warnings` says so, and the bounds belong beside it.
"""

from blendwise.estimation.weighting.calibration import (
    calibrate_linear,
    calibrate_logit,
    post_stratify,
    rake,
)
from blendwise.estimation.weighting.steps import (
    base_weights,
    collapse_cells,
    nonresponse_weights,
    spread_unknown,
)
from blendwise.estimation.weighting.weights import Weights

__all__ = [
    "Weights",
    "base_weights",
    "calibrate_linear",
    "calibrate_logit",
    "collapse_cells",
    "nonresponse_weights",
    "post_stratify",
    "rake",
    "spread_unknown",
]
