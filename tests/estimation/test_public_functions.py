"""Every public function says what it computes, from whom, on what, when not to use it, and which question it answers."""

import inspect
import re
from dataclasses import is_dataclass
from importlib import import_module
from typing import get_args, get_type_hints

import pytest

from blendwise import disclosure, estimation
from blendwise.records import Question

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

INGREDIENTS = {
    "Assumption", "Belief", "BlindRow", "Checks", "Draw", "InstitutionCounts", "Pairs", "Sentence", "Strata", "Weights",
}  # fmt: skip
"""What answers are made of: what was seen, what is assumed, what is drawn or weighed. No figures of their own."""


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


def results():
    """Yield every type of this project that a public function of the statistics returns."""
    for name, function in FUNCTIONS.items():
        ahead = [get_type_hints(function).get("return")]
        while ahead:
            kind = ahead.pop()
            ahead += get_args(kind)
            if is_dataclass(kind) and not name.startswith("disclosure."):
                yield kind


def test_every_result_says_which_question_it_answers():
    """A count, what could have been, or what is true: it stands in the type, so that the three are never mixed."""
    kinds = set(results())
    assert {"Estimate", "Limits", "Saturation", "Agreement"} <= {kind.__name__ for kind in kinds}
    silent = {kind.__name__ for kind in kinds if not _names_a_question(kind)}
    assert silent == INGREDIENTS & {kind.__name__ for kind in kinds}


def _names_a_question(kind):
    asked = get_type_hints(kind).get("question")
    return asked is not None and Question in (asked, *get_args(asked))


def test_every_result_is_frozen():
    assert [kind.__name__ for kind in results() if not kind.__dataclass_params__.frozen] == []
