"""Every public function says what it computes, from whom, on what, and when not to use it."""

import inspect
import re
from importlib import import_module

import pytest

from blendwise import disclosure, estimation

NOT_METHODS = {"arguments", "result"}
"""What all modules share: checks of arguments and the result type."""
PARTS = {
    "the formula in words": r"Formula: \S+",
    "its source, with a year": r"Sources?:[\s\S]*?\d{4}",
    "shapes": r"Shapes: \S+",
    "unit": r"Unit: \S+",
    "errors": r"Errors: \S+|Raises UserError|UserError",
    "what it assumes": r"Assumes:? \S+",
    "when not to use it": r"Not for: \S+|[Mm]isleads|does not see",
}


def public():
    modules = {name: import_module(f"blendwise.estimation.{name}") for name in estimation.__all__}
    modules = {name: module for name, module in modules.items() if name not in NOT_METHODS}
    for name, module in {**modules, "disclosure": disclosure}.items():
        for function in module.__all__:
            if inspect.isfunction(getattr(module, function)):
                yield f"{name}.{function}", getattr(module, function)


FUNCTIONS = dict(public())


def test_there_are_public_functions_of_every_family():
    assert len(FUNCTIONS) > 150
    families = {name.partition(".")[0] for name in FUNCTIONS}
    assert families == {*estimation.__all__, "disclosure"} - NOT_METHODS


@pytest.mark.parametrize("part", PARTS)
def test_no_docstring_lacks(part):
    lacking = [
        name
        for name, function in FUNCTIONS.items()
        if not re.search(PARTS[part], inspect.getdoc(function) or "")
    ]
    assert lacking == []


def test_every_argument_has_a_type():
    untyped = [
        name
        for name, function in FUNCTIONS.items()
        for parameter in inspect.signature(function).parameters.values()
        if parameter.annotation is inspect.Parameter.empty
    ]
    assert untyped == []
