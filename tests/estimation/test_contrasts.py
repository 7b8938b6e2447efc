"""Two calls of the same institutions: spread of the changes, exact sign-flips, and what the report allows."""

import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.cluster_variance import ratio_variance
from blendwise.estimation.contrasts import (
    clustered_difference,
    contrast_variance,
    sign_flip,
    sign_flip_of_calls,
    sign_flip_sampled,
    sign_test,
    swap_contributions,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

FOLDER = Path(__file__).parent / "data"
DISTRICTS = tomllib.loads((FOLDER / "clusters.toml").read_text())["apiclus1"]
REGISTER = tomllib.loads((FOLDER / "register.toml").read_text())
CALLS = {"calls": (2021, 2022), "unit": Unit.MOBILITIES}


@st.composite
def two_calls(draw):
    def call(size):
        totals = draw(st.lists(st.integers(1, 100), min_size=size, max_size=size))
        return [draw(st.integers(0, total)) for total in totals], totals

    size = draw(st.integers(2, 12))
    return (*call(size), *call(size))


class TestAgainstPublished:
    def test_the_sign_test_of_the_report(self):
        # 17 institutions had a project in both calls: ticks rose at 14 and fell at 3; 70 in all became 189.
        before, after = np.array(REGISTER["call_2021"]), np.array(REGISTER["call_2022"])
        both = (before >= 0) & (after >= 0)
        change = (after - before)[both]
        assert (both.sum(), (change > 0).sum(), (change < 0).sum()) == (17, 14, 3)
        assert (np.maximum(before, 0).sum(), np.maximum(after, 0).sum()) == (70, 189)
        assert sign_test(change).p == pytest.approx(0.0127, abs=5e-5)

    def test_the_sum_hangs_on_two_institutions_where_the_signs_do_not(self):
        before, after = np.array(REGISTER["call_2021"]), np.array(REGISTER["call_2022"])
        change = (after - before)[(before >= 0) & (after >= 0)]
        assert sign_flip(change).p > 0.1


class TestAgainstAnother:
    @given(changes=st.lists(st.integers(-800, 800).map(lambda change: change / 16), min_size=1, max_size=9))
    def test_sign_flips_one_by_one(self, changes):
        size, least = np.abs(changes), abs(np.sum(changes))
        sums = [abs(np.dot(signs, size)) for signs in product([1, -1], repeat=len(size))]
        reached = np.mean(np.array(sums) >= least - 1e-9 * size.sum())
        assert sign_flip(changes).p == pytest.approx(reached, abs=1e-12)

    def test_the_sampled_form_agrees(self):
        changes = np.random.default_rng(3).normal(0.3, 1, 20)
        assert sign_flip_sampled(changes).p == pytest.approx(float(sign_flip(changes)), abs=0.006)

    def test_scipy_binomtest(self):
        assert sign_test([2, 5, 1, -3, 0]).p == pytest.approx(stats.binomtest(1, 4).pvalue)

    def test_calls_of_equal_totals_have_the_variance_of_the_ratio_of_changes(self):
        # With the same totals in both calls the change is the ratio Σ(b2 − b1)/ΣT, here of two school scores.
        change = np.subtract(DISTRICTS["api00"], DISTRICTS["api99"])
        scale = 10_000  # scores above their totals are no shares; scaled they are, and SE scales along
        schools = np.array(DISTRICTS["schools"])
        found = contrast_variance(
            np.array(DISTRICTS["api99"]) / scale, schools, np.array(DISTRICTS["api00"]) / scale, schools
        )
        assert np.sqrt(float(found)) * scale == pytest.approx(
            np.sqrt(float(ratio_variance(change, schools))), rel=1e-9
        )


class TestProperties:
    @given(calls=two_calls())
    def test_swapping_the_calls_turns_the_sign(self, calls):
        b1, t1, b2, t2 = calls
        here, there = clustered_difference(*calls, **CALLS), clustered_difference(b2, t2, b1, t1, **CALLS)
        assert there.value == pytest.approx(-here.value, abs=1e-12)
        if here.low is not None:
            assert (there.low, there.high) == pytest.approx((-here.high, -here.low), abs=1e-12)
        assert there.details.get("p") == pytest.approx(here.details.get("p"))

    @given(calls=two_calls(), seed=st.integers(0, 99))
    def test_the_order_of_institutions_does_not_matter(self, calls, seed):
        order = np.random.default_rng(seed).permutation(len(calls[0]))
        here = clustered_difference(*calls, **CALLS)
        there = clustered_difference(*(np.array(row)[order] for row in calls), **CALLS)
        assert there.details == pytest.approx(here.details, rel=1e-6, abs=1e-9)

    @given(calls=two_calls())
    def test_swapping_one_institution_turns_only_its_contribution(self, calls):
        b1, t1, b2, t2 = (np.array(row, float) for row in calls)
        here = swap_contributions(b1, t1, b2, t2)
        b1[0], b2[0], t1[0], t2[0] = b2[0], b1[0], t2[0], t1[0]
        np.testing.assert_allclose(
            swap_contributions(b1, t1, b2, t2), here * ([-1] + [1] * (len(here) - 1)), atol=1e-9
        )

    @given(calls=two_calls())
    def test_the_calls_drawn_apart_add_their_variances_and_joint_ones_less_their_covariance(self, calls):
        b1, t1, b2, t2 = (np.array(row, float) for row in calls)
        none = np.zeros(len(b1))
        apart = contrast_variance(np.r_[b1, none], np.r_[t1, none], np.r_[none, b2], np.r_[none, t2])
        k = len(b1)
        correction = (2 * k / (2 * k - 1)) / (k / (k - 1))
        both = float(ratio_variance(b1, t1) + ratio_variance(b2, t2)) * correction
        assert float(apart) == pytest.approx(both, rel=1e-9, abs=1e-15)

    def test_the_same_call_twice_has_no_spread(self):
        found = clustered_difference([1, 2, 0], [5, 9, 4], [1, 2, 0], [5, 9, 4], **CALLS)
        assert (found.value, found.low, found.details["p"]) == (0, None, 1)


class TestTraps:
    def test_paired_calls_are_surer_than_calls_of_others(self):
        # Each institution rises by 1 of 20 from a level of its own: between them they differ, the change hardly.
        before, totals = np.array([0, 2, 4, 8, 12, 16]), np.full(6, 20)
        after = before + np.array([1, 1, 1, 1, 1, 2])
        found = clustered_difference(before, totals, after, totals, **CALLS)
        assert found.low > 0
        apart = float(ratio_variance(before, totals) + ratio_variance(after, totals))
        assert found.details["se"] ** 2 < apart / 50

    def test_an_absence_is_no_zero_and_no_swap(self):
        found = clustered_difference([1, 2, 0], [10, 20, 0], [3, 3, 3], [10, 20, 30], **CALLS)
        assert "estimation.warning.one-call-only" in found.warnings
        assert swap_contributions([1, 2, 0], [10, 20, 0], [3, 3, 3], [10, 20, 30])[2] == 0
        # Only the first two can be swapped: 2 and 1 in the same direction, so 2 of 4 sign pairs reach as far.
        assert found.details["p"] == 0.5

    def test_ties_up_to_rounding_count_as_ties(self):
        assert sign_flip([0.1, 0.2, -0.3]).p == 1.0
        assert sign_flip([0.1 + 0.2, -0.3]).p == 1.0

    def test_nothing_changed(self):
        found = (
            sign_flip([]),
            sign_flip([0, 0]),
            sign_test([0, 0]),
            sign_flip_of_calls([0], [5], [0], [0]),
        )
        assert [float(test) for test in found] == [1, 1, 1, 1]

    def test_45_changes_are_drawn_and_not_enumerated(self):
        changes = np.r_[np.ones(45), 0]
        with pytest.raises(UserError, match="45 institutions have a change; the exact test takes 44"):
            sign_flip(changes)
        assert sign_flip(changes[:44]).p == pytest.approx(2 / 2**44)
        assert sign_flip_sampled(changes).p == 1 / 100_000
        assert sign_flip_sampled(changes, seed=9).p == sign_flip_sampled(changes, seed=9).p
        assert (
            sign_flip_of_calls(np.zeros(45), np.full(45, 9), np.arange(45) % 9 + 1, np.full(45, 9)).p < 1e-4
        )

    @pytest.mark.parametrize(
        ("before", "words"),
        [
            ([1, 9], "‘before’, position 2: 9 is more than ‘before_totals’"),
            ([1, -1], "‘before’, position 2: −1"),
        ],
    )
    def test_bad_input_names_its_place(self, before, words):
        with pytest.raises(UserError, match=words):
            clustered_difference(before, [5, 5], [1, 1], [5, 5], **CALLS)

    def test_rows_of_other_lengths_and_tables(self):
        with pytest.raises(UserError, match="‘after’ has shape 3, expected is 2"):
            clustered_difference([1, 1], [5, 5], [1, 1, 1], [5, 5, 5], **CALLS)
        with pytest.raises(UserError, match="not a row"):
            clustered_difference([[1, 1]], [[5, 5]], [[1, 1]], [[5, 5]], **CALLS)
        with pytest.raises(UserError, match="not a row"):
            sign_flip([[1, 2]])


class TestCoverage:
    def test_the_interval_of_a_change_among_60_institutions(self):
        """Shares of 5 % on average that rise by a fifth of themselves, so by 1 point on average."""
        rng, k, rest = np.random.default_rng(8), 60, 1 / 0.05 - 1
        totals = np.resize([40, 90, 150], k)
        own = rng.beta(0.05 * rest, 0.95 * rest, size=(2000, k))
        before, after = rng.binomial(totals, own), rng.binomial(totals, np.minimum(own * 1.2, 1))
        change = (after.sum(axis=1) - before.sum(axis=1)) / totals.sum()
        half = stats.t.isf(0.025, k - 1) * np.sqrt(contrast_variance(before, totals, after, totals))
        assert np.mean(np.abs(change - 0.01) <= half) == pytest.approx(0.95, abs=0.015)

    def test_the_sign_flip_rejects_as_often_as_it_says(self):
        rng, totals = np.random.default_rng(4), np.full(15, 60)
        p = [
            float(sign_flip_of_calls(rng.binomial(totals, own), totals, rng.binomial(totals, own), totals))
            for own in rng.beta(1, 9, size=(800, 15))
        ]
        assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.025)
        assert np.mean(np.array(p) <= 0.2) == pytest.approx(0.2, abs=0.045)


class TestSentences:
    def test_zero_inside_and_outside(self):
        unclear = clustered_difference([1, 2, 3], [10, 20, 30], [3, 3, 3], [10, 20, 30], **CALLS)
        assert unclear.question is Question.PROCESS
        assert unclear.sentence("nl") == (
            "Het verschil in aandeel tussen call 2021 en call 2022 (3 instellingen) was 5,00 procentpunt. Met ander "
            "toeval had dat tussen −13,63 en 23,63 procentpunt kunnen liggen (95%-toevalsinterval)."
        )
        assert (
            unclear.warning_sentences("nl")[0]
            == "Nul ligt daarbinnen: ook toeval alleen kan het verschil verklaren."
        )
        clear = clustered_difference([0, 1, 2], [20, 20, 20], [9, 10, 12], [20, 20, 20], **CALLS)
        assert clear.warning_sentences("en")[0].startswith("Zero is outside")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_call_without_mobilities_and_a_single_institution(self, language):
        none = clustered_difference([0, 0], [0, 0], [1, 1], [5, 5], **CALLS)
        assert none.value is None
        assert "0%" not in none.sentence(language)
        one = clustered_difference([1], [5], [2], [5], **CALLS, scope=Scope(institution="Zadkine"))
        assert (one.value, one.low) == (pytest.approx(0.2), None)
        assert one.sentence(language)
        assert one.warning_sentences(language)


@given(calls=two_calls(), empty=st.integers(1, 50))
def test_institutions_without_mobilities_in_both_calls_change_nothing(calls, empty):
    alone = clustered_difference(*calls, **CALLS)
    joined = clustered_difference(*(np.r_[np.array(row, float), np.zeros(empty)] for row in calls), **CALLS)
    assert (joined.clusters, joined.warnings) == (alone.clusters, alone.warnings)
    assert joined.details == pytest.approx(alone.details, rel=1e-9, abs=1e-12)
