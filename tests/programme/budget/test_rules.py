"""The rules of a budget as data: per call, and refused with the place where they can't be right."""

import doctest
from fractions import Fraction

import pytest

from blendwise.errors import UserError
from blendwise.programme import RulesError
from blendwise.programme.budget import budget_rules, example_rules, read_budget_rules, rules

OWN = 'status = "own"\nsource = "own-reading"\n'
BASIC = '[calls.2024.pots.basic]\nshare = "1"\nweigh-by = "estimate"\n'


def read(tmp_path, text):
    file = tmp_path / "weights.toml"
    file.write_text(text, encoding="utf-8")
    return read_budget_rules(file)


def test_the_example_says_that_it_is_our_own():
    assert {one.status for one in example_rules().values()} == {"own"}


def test_a_call_without_rules_has_those_of_the_call_before(tmp_path):
    mine = read(tmp_path, OWN + BASIC + BASIC.replace("2024", "2026").replace('"1"', '"0.9"'))

    assert budget_rules(2025, mine).pots == mine[2024].pots
    assert budget_rules(2026, mine).pots[0].share == Fraction(9, 10)


def test_a_call_before_the_first_is_refused(tmp_path):
    with pytest.raises(UserError, match="2020"):
        budget_rules(2020)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BASIC, "‘status’ is missing"),
        (OWN + "[calls]", "no file of a call"),
        (OWN + "[calls.soon.pots.basic]", "soon"),
        (OWN + BASIC.replace('"1"', "1"), "‘1’ is not an amount"),
        (OWN + BASIC.replace('"1"', '"-1"'), "‘-1’ is not an amount"),
        (OWN + BASIC.replace("estimate", "luck"), "‘luck’"),
        (OWN + BASIC + 'floor = "5"\nceiling = "4"', "minimum is 5"),
        (OWN + BASIC + BASIC.replace("basic", "more"), "more than the whole|More than the whole"),
        (OWN + BASIC.replace("estimate", "priorities"), "no priority has a weight"),
        (OWN + BASIC + '[calls.2024.priorities]\ngolden = "1"', "‘golden’"),
        (OWN + BASIC + "colour = 1", "‘colour’"),
        ("= 1", "TOML"),
    ],
)
def test_faulty_rules_are_refused_with_the_place(text, words, tmp_path):
    with pytest.raises(RulesError, match=words):
        read(tmp_path, text)


def test_the_examples_run():
    assert doctest.testmod(rules).failed == 0
