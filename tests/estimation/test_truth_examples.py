"""Every example in the docstrings of the modules about what is true runs as it stands."""

import doctest
import pkgutil
from importlib import import_module

import pytest

PACKAGES = ["agreement", "audit", "misclassification", "recapture", "weighting"]
MODULES = [
    *(
        f"{package}.{module.name}"
        for package in PACKAGES
        for module in pkgutil.iter_modules(import_module(f"blendwise.estimation.{package}").__path__)
    ),
    "answers",
    "bounds",
    "finite_population",
    "partial_identification",
    "response_rates",
    "saturation",
]


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.{module}"))
    assert failed == 0
