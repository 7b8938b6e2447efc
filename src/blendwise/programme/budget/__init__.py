"""How a budget is divided among applicants: rules as data, exact amounts, and what a pledge earns.

The weights of the agencies are not public: those that come with the program are an example of our own.
"""

from blendwise.programme.budget.allocation import Allocation, Grant, allocate, earned_by_pledge, with_blended
from blendwise.programme.budget.applicant import PRIORITIES, Applicant
from blendwise.programme.budget.rules import (
    ENTERED,
    BudgetRules,
    Pot,
    budget_rules,
    entered_rules,
    example_rules,
    read_budget_rules,
)

__all__ = [
    "ENTERED",
    "PRIORITIES",
    "Allocation",
    "Applicant",
    "BudgetRules",
    "Grant",
    "Pot",
    "allocate",
    "budget_rules",
    "earned_by_pledge",
    "entered_rules",
    "example_rules",
    "read_budget_rules",
    "with_blended",
]
