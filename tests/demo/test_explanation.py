"""The examples on the explanation page and in the docstring run, and give what they say."""

import doctest
from pathlib import Path

from blendwise.demo import writing

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "demonstration-data.md"


def test_the_examples_on_the_page_give_what_they_say():
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8") == (0, 15)


def test_the_example_in_the_docstring_gives_what_it_says():
    assert doctest.testmod(writing) == (0, 2)
