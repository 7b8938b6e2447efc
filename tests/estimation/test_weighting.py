"""Weights: the order of the steps, published weights, and what is refused instead of dropped."""

import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.weighting import (
    base_weights,
    calibrate_linear,
    calibrate_logit,
    collapse_cells,
    nonresponse_weights,
    post_stratify,
    rake,
    spread_unknown,
)
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "data" / "survey_numbers.toml").read_text())["calibration"]
SAMPLE, POPULATION = np.array(DATA["sample"], float), np.array(DATA["population"], float)
A = [f"a{i % 4}" for i in range(12)]
B = [f"b{i // 4}" for i in range(12)]
CELLS = [a + b for a, b in zip(A, B, strict=True)]


def totals(labels):
    found = Counter()
    for label, size in zip(labels, DATA["population"], strict=True):
        found[label] += size
    return dict(found)


class TestAgainstKaltonAndFloresCervantes:
    """A weight per cell of the sample; the factor on it is the published weight."""

    def test_post_stratified(self):
        factors = post_stratify(SAMPLE, CELLS, totals(CELLS)).values / SAMPLE
        np.testing.assert_allclose(factors, DATA["post_stratified"], atol=0.005)

    def test_raked(self):
        raked = rake(SAMPLE, {"a": A, "b": B}, {"a": totals(A), "b": totals(B)})
        np.testing.assert_allclose(raked.values / SAMPLE, DATA["raked"], atol=1e-6)


KNOWN = np.array(
    [[a == k for k in sorted(set(A))] + [b == k for k in sorted(set(B))] for a, b in zip(A, B, strict=True)],
    float,
)
TOTALS = [totals(A)[k] for k in sorted(set(A))] + [totals(B)[k] for k in sorted(set(B))]


class TestBoundedCalibration:
    @pytest.mark.parametrize("calibrate", [calibrate_linear, calibrate_logit])
    @pytest.mark.parametrize("span", [(0.5, 3), (0.8, 2.3), (0.9, 2.2)])
    def test_meets_the_totals_within_the_span(self, calibrate, span):
        found = calibrate(SAMPLE, KNOWN, TOTALS, span=span)
        np.testing.assert_allclose(KNOWN.T @ found.values, TOTALS, rtol=1e-8)
        factors = found.values / SAMPLE
        assert span[0] - 1e-9 <= factors.min() <= factors.max() <= span[1] + 1e-9

    @pytest.mark.parametrize("calibrate", [calibrate_linear, calibrate_logit])
    def test_where_no_such_weights_exist_it_says_so(self, calibrate):
        with pytest.raises(UserError, match="such weights do not exist"):
            calibrate(SAMPLE, KNOWN, TOTALS, span=(0.95, 1.5))

    def test_without_a_bound_in_reach_the_linear_one_is_regression(self):
        # weights 4, 4; sizes 1 and 3; totals 8 units and 14: 4(1+u+v), 4(1+u+3v) give v = -1/4, u = 1/2
        assert calibrate_linear([4, 4], [[1, 1], [1, 3]], [8, 14]).values == pytest.approx([5, 3])

    def test_a_span_must_hold_one(self):
        with pytest.raises(UserError, match=r"For example 0\.5 and 3"):
            calibrate_linear([1, 1], [[1], [1]], [4], span=(1.5, 3))


class TestSteps:
    def test_the_whole_chain(self):
        # ten institutions, five drawn (chance 1/2); one of unknown eligibility, one of the others stayed silent
        drawn = base_weights([0.5] * 5)
        eligible = spread_unknown(drawn, known=[1, 1, 1, 1, 0], eligible=[1, 1, 1, 1, 0])
        assert eligible.values == pytest.approx([2.5, 2.5, 2.5, 2.5, 0])
        answered = nonresponse_weights(eligible, answered=[1, 1, 1, 0, 0])
        assert answered.values == pytest.approx([10 / 3, 10 / 3, 10 / 3, 0, 0])
        known = post_stratify(answered, ["user", "user", "other", "-", "-"], {"user": 4, "other": 6, "-": 0})
        assert known.values == pytest.approx([2, 2, 6, 0, 0])

    def test_the_ineligible_take_their_share_of_the_unknown_with_them(self):
        found = spread_unknown([2, 2, 2, 2], known=[1, 1, 1, 0], eligible=[1, 1, 0, 0])
        assert found.values == pytest.approx([8 / 3, 8 / 3, 0, 0])

    def test_within_cells(self):
        found = nonresponse_weights([1, 1, 1, 1], answered=[1, 0, 1, 1], cells=["a", "a", "b", "b"])
        assert list(found.values) == [2, 0, 1, 1]

    def test_small_cells_join_their_neighbour(self):
        cells = ["a"] * 5 + ["b"] * 2 + ["c"] * 4
        assert set(collapse_cells(cells, [1] * 11)) == {"a", "b + c"}
        assert set(collapse_cells(["a"] * 5 + ["b"], [1] * 6)) == {"a + b"}
        assert set(collapse_cells(["a", "b"], [1, 1], least=1)) == {"a", "b"}


class TestRefusals:
    def test_a_cell_in_which_nobody_answered(self):
        with pytest.raises(UserError, match="Nobody answered in these cells: b"):
            nonresponse_weights([1, 1, 1], answered=[1, 1, 0], cells=["a", "a", "b"])

    def test_a_target_without_answers_is_not_dropped_in_silence(self):
        with pytest.raises(UserError, match="‘cells’ there is a total for b, but no answer"):
            post_stratify([1, 1], ["a", "a"], {"a": 6, "b": 4})
        with pytest.raises(UserError, match="‘user’ there is a total for yes"):
            rake([1, 1], {"user": ["no", "no"]}, {"user": {"no": 6, "yes": 4}})

    def test_answers_without_a_target(self):
        with pytest.raises(UserError, match="answers for b, but no total"):
            post_stratify([1, 1], ["a", "b"], {"a": 6})

    def test_margins_that_do_not_add_up_to_the_same(self):
        with pytest.raises(UserError, match="size: 10, user: 11"):
            rake([1, 1], {"size": ["s", "s"], "user": ["y", "y"]}, {"size": {"s": 10}, "user": {"y": 11}})

    def test_a_margin_without_totals(self):
        with pytest.raises(UserError, match="For user there are either labels or totals"):
            rake([1], {"size": ["s"], "user": ["y"]}, {"size": {"s": 10}})

    def test_raking_that_cannot_end(self):
        # the only large one is a user, yet there should be 5 large and 0 users
        with pytest.raises(UserError, match="After 1000 rounds the totals do not fit yet"):
            rake(
                [1, 1],
                {"size": ["l", "s"], "user": ["y", "n"]},
                {"size": {"l": 5, "s": 5}, "user": {"y": 1, "n": 9}},
            )

    def test_a_chance_of_zero_and_no_weights_at_all(self):
        with pytest.raises(UserError, match="0 at position 2"):
            base_weights([0.5, 0])
        with pytest.raises(UserError, match="No unit has a weight above 0"):
            post_stratify([0, 0], ["a", "b"], {"a": 1, "b": 1})

    def test_a_label_too_few(self):
        with pytest.raises(UserError, match="‘cells’ has shape 1, expected is 2"):
            post_stratify([1, 1], ["a"], {"a": 1})


class TestDiagnostics:
    def test_equal_weights_cost_nothing(self):
        found = post_stratify([1, 1, 1], ["a", "a", "b"], {"a": 8, "b": 4})
        assert (found.ratio, found.design_effect, found.effective_answers) == (1, 1, 3)

    def test_unequal_weights_lose_answers(self):
        # weights 1, 1, 4: 3·(1+1+16)/6² = 1.5, so three answers tell as much as two
        found = post_stratify([1, 1, 1], ["a", "a", "b"], {"a": 2, "b": 4})
        assert (found.ratio, found.design_effect, found.effective_answers) == (4, 1.5, 2)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_large_changes_and_too_many_variables_are_said(self, language):
        labels = {"size": ["s", "s", "l", "l"], "user": ["y", "n", "y", "n"]}
        known = {"size": {"s": 10, "l": 90}, "user": {"y": 50, "n": 50}}
        found = rake([1, 1, 1, 1], labels, known)
        assert found.warnings == (
            "survey_numbers.warnings.large-change",
            "survey_numbers.warnings.too-many-cells",
        )
        assert len(found.warning_sentences(language)) == 2
        assert "4" in found.sentence(language)


@given(st.lists(st.integers(1, 50), min_size=12, max_size=12))
def test_raking_twice_changes_nothing(sizes):
    known = {"a": totals(A), "b": totals(B)}
    once = rake(sizes, {"a": A, "b": B}, known)
    twice = rake(once, {"a": A, "b": B}, known)
    np.testing.assert_allclose(twice.values, once.values, rtol=1e-6)


@given(st.permutations(range(12)))
def test_the_order_of_units_does_not_matter(order):
    known = {"a": totals(A), "b": totals(B)}
    straight = rake(SAMPLE, {"a": A, "b": B}, known).values
    turned = rake(SAMPLE[order], {"a": [A[i] for i in order], "b": [B[i] for i in order]}, known).values
    np.testing.assert_allclose(turned, straight[order], rtol=1e-8)
