"""Every example in the docstrings of these modules runs as it stands."""

import doctest
from importlib import import_module

import pytest

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


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.{module}"))
    assert failed == 0
