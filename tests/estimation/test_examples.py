"""Every example in the docs and in the docstrings of these modules runs as it stands."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "explanation" / "statistics"
MODULES = [
    "arguments",
    "cluster_bootstrap",
    "cluster_variance",
    "clusters",
    "concentration",
    "contrasts",
    "differences",
    "exact_differences",
    "observed_over_expected",
    "pledges",
    "power",
    "proportions",
    "result",
]


@pytest.mark.parametrize(
    "page", ["proportions", "differences", "clusters", "pledges", "concentration", "power"]
)
def test_the_page_shows_what_it_computes(page):
    failed, tried = doctest.testfile(str(PAGES / f"{page}.md"), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.{module}"))
    assert failed == 0
