"""The anonymous sector: steps of many institutions, and nothing that tells one of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.web.readings.sector_distribution import GRID, Step, _threshold, steps_of

RULES = {"fewest_others": 10, "threshold": 5}
shares = st.integers(0, 2_000).map(lambda ticked: ticked / 2_000)


def test_a_sector_of_two_says_nothing():
    """An institution that is one of two would read the other one from any statement."""
    assert steps_of([0.1, 0.9], **RULES) == ()


def rules(column, below):
    return f'[columns.{column}]\nthreshold = [{{ below = {below}, from = 2021-01-01, source = "ours" }}]\n'


@pytest.mark.parametrize(("policy", "threshold"), [
    ("", 5),
    (rules('"*"', 8), 8),
    (rules("blended", 20), 5),
])  # fmt: skip
def test_below_how_many_a_step_says_too_much_is_for_the_agencys_own_rules_to_say(policy, threshold):
    assert _threshold(policy, date(2026, 11, 24)) == threshold


def test_eleven_institutions_are_too_few_for_two_steps_of_six():
    assert steps_of([0.0] * 11, **RULES) == ()


def test_twelve_are_told_as_two_halves():
    # the sixth of twelve has 0.021, rounded up to half a percentage point
    ordered = [0.0, 0.0, 0.01, 0.012, 0.02, 0.021, 0.03, 0.04, 0.05, 0.06, 0.07, 0.9]
    assert steps_of(ordered, **RULES) == (Step(0.5, 0.025),)


def test_the_highest_is_never_told():
    assert all(step.most < 0.9 for step in steps_of([0.01] * 23 + [0.9], **RULES))


@given(st.lists(shares, max_size=60))
def test_each_step_holds_five_others_and_so_does_the_rest(found):
    """Whoever reads it knows one institution: there are five more on either side of every limit."""
    steps = steps_of(found, **RULES)
    for part in (0.0, *(step.part for step in steps)):
        after = next((step.part for step in steps if step.part > part), 1.0)
        assert (after - part) * len(found) >= 5 if steps else True
    for step in steps:
        assert sum(share <= step.most for share in found) >= 6
        assert sum(share >= step.most - GRID for share in found) >= 6


@given(st.lists(shares, max_size=60), st.randoms())
def test_who_has_which_share_does_not_show(found, random):
    mixed = list(found)
    random.shuffle(mixed)
    assert steps_of(mixed, **RULES) == steps_of(found, **RULES)


@given(st.lists(shares, min_size=12, max_size=60))
def test_what_is_said_is_true(found):
    for step in steps_of(found, **RULES):
        assert sum(share <= step.most + 1e-9 for share in found) >= step.part * len(found) - 1e-9


@given(st.lists(shares, min_size=12, max_size=60))
def test_the_highest_share_can_be_anything_above_without_showing(found):
    ordered = sorted(found)
    assert steps_of([*ordered[:-1], 1.0], **RULES) == steps_of(ordered, **RULES)
