"""Every example in the docstrings runs as it stands."""

import doctest
import pkgutil
from importlib import import_module

import pytest

from blendwise.estimation import institutions

MODULES = sorted(module.name for module in pkgutil.iter_modules(institutions.__path__))


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.institutions.{module}"))
    assert failed == 0
