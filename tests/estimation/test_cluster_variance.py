"""How much a share spreads between institutions: published variances, and what must hold for every table."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.cluster_variance import (
    effective_counts,
    intra_cluster_correlation,
    jackknife_variance,
    kish_design_effect,
    linearise,
    ratio_variance,
)
from blendwise.estimation.proportions import wilson

DATA = tomllib.loads((Path(__file__).parent / "data" / "clusters.toml").read_text())
LIANG, DISTRICTS = DATA["liang"], DATA["apiclus1"]


@st.composite
def institutions(draw, least=2):
    totals = draw(st.lists(st.integers(1, 500), min_size=least, max_size=30))
    return np.array([draw(st.integers(0, total)) for total in totals]), np.array(totals)


class TestAgainstPublished:
    def test_families_of_liang_1992(self):
        sizes, affected, families = (np.array(column) for column in zip(*LIANG["families"], strict=True))
        ticks, totals = np.repeat(affected, families), np.repeat(sizes, families)
        assert (ticks.sum(), totals.sum()) == (LIANG["affected"], LIANG["siblings"])
        icc = float(intra_cluster_correlation(ticks, totals))
        effect = float(kish_design_effect(totals, icc))
        assert icc == pytest.approx(LIANG["icc"], abs=1e-6)
        assert effect == pytest.approx(LIANG["kish"], abs=1e-6)
        found = wilson(ticks.sum() / effect, totals.sum() / effect)
        assert (float(found.low), float(found.high)) == pytest.approx(LIANG["wilson"], abs=1e-6)

    def test_school_districts_of_the_survey_package(self):
        d, schools = DISTRICTS["districts"], DISTRICTS["schools"]
        assert sum(DISTRICTS["api00"]) / sum(schools) == pytest.approx(DISTRICTS["mean"], abs=1e-6)
        for numerators, population, se in (
            (DISTRICTS["api00"], d, DISTRICTS["se"]),
            (DISTRICTS["wide"], d, DISTRICTS["share_se"]),
            (np.subtract(DISTRICTS["api00"], DISTRICTS["api99"]), d, DISTRICTS["change_se"]),
        ):
            variance = float(ratio_variance(numerators, schools, population=population))
            assert np.sqrt(variance) == pytest.approx(se, abs=1e-6)
        without = float(ratio_variance(DISTRICTS["api00"], schools))
        assert np.sqrt(without) == pytest.approx(DISTRICTS["se_without_fpc"], abs=1e-5)
        jackknife = float(jackknife_variance(DISTRICTS["api00"], schools, population=d))
        assert np.sqrt(jackknife) == pytest.approx(DISTRICTS["se_jackknife"], abs=1e-5)

    def test_design_effect_of_a_mean_with_the_spread_within(self):
        d, n = DISTRICTS["districts"], sum(DISTRICTS["schools"])
        spread = (DISTRICTS["api00_squares"] - sum(DISTRICTS["api00"]) ** 2 / n) / (n - 1)
        one_by_one = (1 - n / 6194) * spread / n  # the weights of R's data add up to 6,194 schools
        clustered = float(ratio_variance(DISTRICTS["api00"], DISTRICTS["schools"], population=d))
        assert clustered / one_by_one == pytest.approx(DISTRICTS["design_effect"], abs=1e-6)


class TestProperties:
    @given(
        ticks=st.lists(st.integers(0, 1), min_size=3, max_size=60).filter(lambda row: 0 < sum(row) < len(row))
    )
    def test_one_mobility_each_has_design_effect_k_over_k_minus_1(self, ticks):
        k = len(ticks)
        assert float(linearise(ticks, np.ones(k)).design_effect) == pytest.approx(k / (k - 1), rel=1e-12)

    @given(table=institutions(), seed=st.integers(0, 99))
    def test_the_order_of_institutions_does_not_matter(self, table, seed):
        ticks, totals = table
        order = np.random.default_rng(seed).permutation(len(totals))
        here, there = linearise(ticks, totals), linearise(ticks[order], totals[order])
        assert float(there.variance) == pytest.approx(float(here.variance), rel=1e-9, abs=1e-15)
        assert float(there.effective_size) == pytest.approx(float(here.effective_size), rel=1e-6)

    @given(table=institutions(), factor=st.integers(2, 9))
    def test_ten_times_the_same_mobilities_per_institution_tell_nothing_more(self, table, factor):
        ticks, totals = table
        here, there = linearise(ticks, totals), linearise(ticks * factor, totals * factor)
        assert float(there.variance) == pytest.approx(float(here.variance), rel=1e-9, abs=1e-15)

    @given(table=institutions())
    def test_misses_spread_as_hits_do(self, table):
        ticks, totals = table
        here, there = linearise(ticks, totals), linearise(totals - ticks, totals)
        assert float(there.variance) == pytest.approx(float(here.variance), rel=1e-9, abs=1e-15)

    @given(table=institutions(least=3))
    def test_a_stack_of_tables_is_its_tables(self, table):
        ticks, totals = table
        stack = linearise(np.stack([ticks, totals - ticks]), totals)
        assert stack.variance[1] == pytest.approx(
            float(linearise(totals - ticks, totals).variance), rel=1e-12
        )

    @given(table=institutions())
    def test_correlation_is_1_when_all_within_are_alike_and_at_most_1(self, table):
        ticks, totals = table
        icc = float(intra_cluster_correlation(ticks, totals))
        assert np.isnan(icc) or icc <= 1 + 1e-9
        alike = np.where(np.arange(len(totals)) % 2, totals, 0)
        if totals.sum() > len(totals):
            assert float(intra_cluster_correlation(alike, totals)) == pytest.approx(1)

    def test_effective_counts_by_hand(self):
        # 5 of 40 expects 1.25 each: residuals 2.75, −1.25, −1.25, −0.25.
        ticks, totals = [4, 0, 0, 1], [10, 10, 10, 10]
        squares = 2.75**2 + 2 * 1.25**2 + 0.25**2
        effect = (4 / 3 * squares / 40**2) / (0.125 * 0.875 / 40)
        hits, size = effective_counts(ticks, totals)
        assert float(size) == pytest.approx(40 / effect)
        assert float(hits) == pytest.approx(5 / effect)


class TestTraps:
    def test_no_spread_to_read_counts_institutions_and_not_mobilities(self):
        # None ticked: (10 + 20 + 30)² / (100 + 400 + 900) = 2.57 effective mobilities of 60.
        found = linearise([0, 0, 0], [10, 20, 30])
        assert float(found.effective_size) == pytest.approx(3600 / 1400)
        assert np.isnan(float(found.design_effect))

    def test_equal_shares_everywhere_count_as_independent(self):
        found = linearise([1, 2, 3], [2, 4, 6])
        assert float(found.effective_size) == pytest.approx(12)
        assert np.isnan(float(found.spread_share))

    def test_one_institution_and_no_mobilities_are_undefined(self):
        assert np.isnan(float(ratio_variance([3], [10])))
        assert np.isnan(float(linearise([0, 0], [0, 0]).share))
        assert np.isnan(float(linearise([0, 0], [0, 0]).effective_size))

    def test_all_institutions_drawn_is_a_census(self):
        assert float(ratio_variance([1, 2, 0], [5, 5, 5], population=3)) == 0

    def test_fewer_in_all_than_were_drawn(self):
        with pytest.raises(UserError, match="‘population’, position 1: 2 is less than 3"):
            ratio_variance([1, 2, 0], [5, 5, 5], population=2)

    def test_a_whole_that_one_institution_holds_cannot_be_jackknifed(self):
        assert np.isnan(float(jackknife_variance([1, 0], [5, 0])))

    def test_more_ticks_than_mobilities_names_the_institution(self):
        with pytest.raises(UserError, match="‘ticks’, position 2: 6 is more than ‘totals’"):
            linearise([1, 6], [5, 5])


@given(table=st.lists(st.tuples(st.integers(0, 9), st.integers(10, 99)), min_size=2, max_size=9))
def test_rows_of_nothing_change_no_variance_and_no_correlation(table):
    ticks, totals = (np.array(column, float) for column in zip(*table, strict=True))
    more, trials = np.r_[ticks, 0, 0, 0], np.r_[totals, 0, 0, 0]
    for function in (ratio_variance, jackknife_variance, intra_cluster_correlation):
        np.testing.assert_allclose(function(more, trials), function(ticks, totals), rtol=1e-9, atol=1e-15)
