"""Unit costs as dated data, and what a stay costs by them."""

from blendwise.programme.unit_costs.rates import Rate, rate_at
from blendwise.programme.unit_costs.stay_cost import (
    CostPart,
    PlannedStay,
    StayCost,
    cost_of_stay,
    individual_by_country,
)

__all__ = ["CostPart", "PlannedStay", "Rate", "StayCost", "cost_of_stay", "individual_by_country", "rate_at"]
