"""How a budget is divided among applicants: rules as data, exact amounts, and what a pledge earns.

The weights of the agencies are not public: those that come with the program are an example of our own.
"""

from blendwise.programme.budget.allocation import Allocation, Grant, allocate, earned_by_pledge, with_blended
from blendwise.programme.budget.applicant import PRIORITIES, Applicant
from blendwise.programme.budget.rules import BudgetRules, Pot, budget_rules, example_rules, read_budget_rules

__all__ = [
    "PRIORITIES",
    "Allocation",
    "Applicant",
    "BudgetRules",
    "Grant",
    "Pot",
    "allocate",
    "budget_rules",
    "earned_by_pledge",
    "example_rules",
    "read_budget_rules",
    "with_blended",
]
