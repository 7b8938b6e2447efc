"""Every example on the pages about what is true, and in the docstrings of their modules, runs as it stands."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "explanation" / "statistics"
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


@pytest.mark.parametrize("page", ["audit", "bounds", "misclassification", "recapture", "survey-numbers"])
def test_the_page_shows_what_it_computes(page):
    failed, tried = doctest.testfile(str(PAGES / f"{page}.md"), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.{module}"))
    assert failed == 0
