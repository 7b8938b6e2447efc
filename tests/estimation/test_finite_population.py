"""Means of a known population: published values, the correction, parts, and groups of one."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.finite_population import as_certain, centred, mean, stratified_mean
from blendwise.language import LANGUAGES
from blendwise.records import Unit

DATA = tomllib.loads((Path(__file__).parent / "data" / "survey_numbers.toml").read_text())["finite"]
I = Unit.INSTITUTIONS  # noqa: E741


def values_with(n: int, middle: float, deviation: float) -> np.ndarray:
    steps = np.arange(n) - (n - 1) / 2
    return middle + deviation * steps / steps.std(ddof=1)


@pytest.mark.parametrize("name", DATA)
def test_published_means_and_standard_errors(name):
    case = DATA[name]
    values = [
        values_with(*three) for three in zip(case["drawn"], case["means"], case["deviations"], strict=True)
    ]
    groups = [f"group {i}" for i, n in enumerate(case["drawn"]) for _ in range(n)]
    sizes = {f"group {i}": size for i, size in enumerate(case["sizes"])}
    found = stratified_mean(np.concatenate(values), groups, sizes, unit=I)
    assert found.value == pytest.approx(case["mean"], abs=1e-6)
    assert found.details["se"] == pytest.approx(case["se"], rel=1e-7)


def test_fifteen_of_42_tell_more_than_fifteen_of_many():
    # 2 of 15: variance 2·13/15²/14; times 27/42 for the 27 who were not drawn
    yes = [1, 1] + [0] * 13
    assert mean(yes, 42, unit=I).details["se"] == pytest.approx(np.sqrt(2 * 13 / 225 / 14 * 27 / 42))
    assert mean(yes, 42, unit=I, finite=False).details["se"] == pytest.approx(0.0909, abs=1e-4)


def test_all_drawn_leaves_no_uncertainty():
    found = mean([3, 5, 7], 3, unit=I)
    assert (found.value, found.low, found.high) == (5, 5, 5)


def test_a_part_keeps_the_uncertainty_of_its_own_size():
    values, part = [1, 2, 30, 40, 50, 60], [1, 1, 0, 0, 0, 0]
    found = mean(values, 100, unit=I, domain=part)
    assert found.value == 1.5
    # residuals -.5 and .5 in the part, 0 outside: 100²·(1-.06)/6 · (.5/5) / (100·2/6)²
    assert found.details["se"] == pytest.approx(np.sqrt(100**2 * 0.94 / 6 * 0.1) / (100 * 2 / 6))


def test_an_empty_part_is_undefined():
    found = mean([1, 2, 3], 10, unit=I, domain=[0, 0, 0])
    assert found.value is None
    assert "Undefined" in found.sentence("en")


class TestGroupsOfOne:
    drawn = ([1, 3, 9], ["a", "a", "lonely"], {"a": 10, "lonely": 4})

    def test_are_refused_by_name(self):
        with pytest.raises(UserError, match="Only one unit was drawn in these groups: lonely"):
            stratified_mean(*self.drawn, unit=I)

    def test_or_get_a_rule_that_the_caller_chooses(self):
        middle = (10 * 2 + 4 * 9) / 14
        centre = stratified_mean(*self.drawn, unit=I, lonely=centred).details["se"]
        certain = stratified_mean(*self.drawn, unit=I, lonely=as_certain).details["se"]
        assert certain == pytest.approx(np.sqrt(10 * 8 * 2 / 2) / 14)
        assert centre == pytest.approx(np.sqrt(10 * 8 * 2 / 2 + 4 * 3 * (9 - middle) ** 2) / 14)

    def test_a_whole_group_of_one_needs_no_rule(self):
        assert stratified_mean([1, 3, 9], ["a", "a", "b"], {"a": 10, "b": 1}, unit=I).value == (20 + 9) / 11


def test_a_group_without_a_draw_is_refused_by_name():
    with pytest.raises(UserError, match="Nobody was drawn from these groups: b"):
        stratified_mean([1, 2], ["a", "a"], {"a": 4, "b": 4}, unit=I)


def test_an_unknown_group_names_the_known_ones():
    with pytest.raises(UserError, match="‘c’ is not known as a group"):
        stratified_mean([1, 2], ["a", "c"], {"a": 4, "b": 4}, unit=I)


def test_more_drawn_than_there_are_is_refused():
    with pytest.raises(UserError, match="‘drawn’, position 1: 3 is more than ‘sizes’"):
        mean([1, 2, 3], 2, unit=I)


def test_one_unit_of_many_has_no_interval():
    with pytest.raises(UserError, match="Only one unit"):
        mean([1], 10, unit=I)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_and_its_warning(language):
    found = mean([1, 1] + [0] * 13, 42, unit=I)
    assert "42" in found.sentence(language)
    assert found.warning_sentences(language)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=12), st.randoms())
def test_the_order_of_units_does_not_matter(values, random):
    groups = ["a" if i % 2 else "b" for i in range(len(values))]
    shuffled = list(zip(values, groups, strict=True))
    random.shuffle(shuffled)
    sizes = {"a": 20, "b": 30}
    one = stratified_mean(values, groups, sizes, unit=I, lonely=centred)
    other = stratified_mean(*map(list, zip(*shuffled, strict=True)), sizes, unit=I, lonely=centred)
    assert one.value == pytest.approx(other.value, abs=1e-9)
    assert one.details["se"] == pytest.approx(other.details["se"], abs=1e-9)
