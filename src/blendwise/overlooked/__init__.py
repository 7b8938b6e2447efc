"""What was never ticked: unticked mobilities ranked by how likely they were blended, with the reasons in words.

A transparent model of a few features, trained on an institution's own data; with few known cases fixed weights. It
never ticks anything: it says where to look first.
"""

from blendwise.overlooked.model import FEWEST_KNOWN, Calibration, CalibrationBin
from blendwise.overlooked.worklist import Overlooked, PlaceReason, Ranked, overlooked

__all__ = [
    "FEWEST_KNOWN",
    "Calibration",
    "CalibrationBin",
    "Overlooked",
    "PlaceReason",
    "Ranked",
    "overlooked",
]
