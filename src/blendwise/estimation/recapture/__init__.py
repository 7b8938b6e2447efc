"""How many there were at least, from incomplete lists side by side.

Ticks are one list; what teachers say they did is another; both name single mobilities. Those on both lists
against those on one say how many are on none, if the lists are independent. Here they are not: who knows the
word both ticks and reports, and who does not is on no list. So the result is called a **lower bound**.
The list of applications has no mobilities and can't be a list.

Two lists: `lincoln_petersen` and `chapman`. Three or more: `fit_all` fits every log-linear model of pairs,
`averaged` joins them, `profile_limits` gives one model its limits; `chao` and `independent_lists` need only
how often each mobility was listed, or how long the lists are.
"""

from blendwise.estimation.recapture.loglinear import (
    LogLinear,
    Models,
    averaged,
    fit_all,
    fit_model,
    profile_limits,
)
from blendwise.estimation.recapture.occasions import chao, equal_lists, independent_lists
from blendwise.estimation.recapture.two_lists import chapman, lincoln_petersen

__all__ = [
    "LogLinear",
    "Models",
    "averaged",
    "chao",
    "chapman",
    "equal_lists",
    "fit_all",
    "fit_model",
    "independent_lists",
    "lincoln_petersen",
    "profile_limits",
]
