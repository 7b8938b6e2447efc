"""What can be concluded: one module per question, one result type.

Ask for a module by its name, `from blendwise.estimation import clusters`; nothing is loaded before that,
so that NumPy and SciPy stay away from whoever does not need them. Every module answers with an
`Estimate` (`blendwise.estimation.result`) for one figure, or with `Limits` for a column of figures.

Of the three questions, *what was registered* is a count and lives in `indicators`. Here are the two others:
what it could have been or be next time (`Question.PROCESS`) and what is true (`Question.TRUTH`).
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = [
    "agreement",
    "answers",
    "arguments",
    "audit",
    "bounds",
    "cluster_bootstrap",
    "cluster_variance",
    "clusters",
    "concentration",
    "contrasts",
    "differences",
    "exact_differences",
    "finite_population",
    "institutions",
    "misclassification",
    "observed_over_expected",
    "partial_identification",
    "pledges",
    "power",
    "proportions",
    "recapture",
    "response_rates",
    "result",
    "saturation",
    "weighting",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
