"""Every example in the docs page and in the docstrings runs as it stands."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from blendwise.estimation import institutions

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "statistics" / "institutions.md"
MODULES = sorted(module.name for module in pkgutil.iter_modules(institutions.__path__))


def test_the_page_shows_what_it_computes():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("module", MODULES)
def test_the_docstrings_show_what_they_compute(module):
    failed, _ = doctest.testmod(import_module(f"blendwise.estimation.institutions.{module}"))
    assert failed == 0
