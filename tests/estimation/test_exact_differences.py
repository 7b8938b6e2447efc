"""Exact tests and the exact interval for small groups: published values, enumeration, refusals."""

import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.exact_differences import (
    barnard,
    boschloo,
    exact_unconditional,
    fisher,
    fisher_mid_p,
)

DATA = tomllib.loads((Path(__file__).parent / "data" / "differences.toml").read_text())
EXACT = DATA["exact"]


@st.composite
def tables(draw, most=25):
    trials, base_trials = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, trials)), trials, draw(st.integers(0, base_trials)), base_trials


class TestAgainstPublished:
    def test_barnard(self):
        less = barnard(*EXACT["counts"], alternative="less")
        assert less.statistic == pytest.approx(EXACT["barnard_statistic"], abs=1e-6)
        assert less.p == pytest.approx(EXACT["barnard_less"], abs=1e-6)
        assert barnard(*EXACT["counts"]).p == pytest.approx(EXACT["barnard_two_sided"], abs=1e-6)

    def test_fisher(self):
        assert float(fisher(*EXACT["counts"])) == pytest.approx(EXACT["fisher_two_sided"], abs=1e-6)

    def test_the_unconditional_interval_of_exact2x2(self):
        given = DATA["unconditional"]
        found = exact_unconditional(*given["counts"])
        assert (float(found.low), float(found.high)) == pytest.approx(given["limits"], abs=given["tolerance"])


class TestAgainstAnother:
    @given(table=tables())
    def test_scipy_fisher_exact(self, table):
        h, t, bh, bt = table
        theirs = stats.fisher_exact([[h, bh], [t - h, bt - bh]]).pvalue
        assert float(fisher(*table)) == pytest.approx(theirs, abs=1e-9)

    def test_boschloo_is_never_weaker_than_fisher(self):
        for table in ((7, 15, 12, 15), (1, 9, 6, 11), (0, 4, 3, 5)):
            assert boschloo(*table).p <= float(fisher(*table)) + 1e-9


class TestProperties:
    @given(table=tables())
    def test_mid_p_is_fisher_less_half_of_the_table_itself(self, table):
        h, t, bh, bt = table
        own = stats.hypergeom.pmf(h, t + bt, h + bh, t)
        assert float(fisher(*table)) - float(fisher_mid_p(*table)) == pytest.approx(own / 2, abs=1e-9)

    @given(table=tables())
    def test_swapping_groups_or_counting_misses_changes_nothing(self, table):
        h, t, bh, bt = table
        for other in ((bh, bt, h, t), (t - h, t, bt - bh, bt)):
            assert float(fisher_mid_p(*other)) == pytest.approx(float(fisher_mid_p(*table)), abs=1e-9)

    def test_a_column_is_its_rows_and_an_empty_group_undefined(self):
        table = np.array([[7, 15, 12, 15], [0, 5, 0, 5], [0, 0, 2, 3], [1, 3, 1, 1]])
        found = fisher(*table.T).p
        for row, counts in enumerate(table):
            assert found[row] == pytest.approx(float(fisher(*counts)), nan_ok=True, abs=1e-12)
        assert np.isnan(found[2])

    @settings(max_examples=8, deadline=None)
    @given(table=tables(most=8))
    def test_the_unconditional_interval_holds_the_difference_and_mirrors(self, table):
        h, t, bh, bt = table
        found, mirrored = exact_unconditional(h, t, bh, bt), exact_unconditional(bh, bt, h, t)
        assert -1 <= found.low <= h / t - bh / bt <= found.high <= 1
        assert (float(mirrored.low), float(mirrored.high)) == pytest.approx(
            (-found.high, -found.low), abs=1e-5
        )


class TestCoverage:
    def test_the_unconditional_interval_covers_what_it_says(self):
        """All 30 tables of 5 against 4, with their chances, for a grid of shares."""
        found = {(h, bh): exact_unconditional(h, 5, bh, 4) for h, bh in product(range(6), range(5))}
        for p, q in product(np.linspace(0, 1, 9), repeat=2):
            covered = sum(
                stats.binom.pmf(h, 5, p) * stats.binom.pmf(bh, 4, q)
                for (h, bh), limits in found.items()
                if limits.low - 1e-6 <= p - q <= limits.high + 1e-6
            )
            assert covered >= 0.95 - 1e-9


class TestRefusals:
    @pytest.mark.parametrize("method", [barnard, boschloo, exact_unconditional])
    def test_groups_too_large_or_empty(self, method):
        with pytest.raises(
            UserError, match="‘trials’ is 1,001; this exact method takes 1 up to and including 1,000"
        ):
            method(3, 1001, 3, 10)
        with pytest.raises(UserError, match="‘base_trials’ is 0"):
            method(3, 10, 0, 0)

    @pytest.mark.parametrize("method", [fisher, fisher_mid_p, barnard, boschloo, exact_unconditional])
    def test_only_whole_counts(self, method):
        with pytest.raises(UserError, match=r"‘hits’, position 1: 2\.5 is not a whole number"):
            method(2.5, 10, 3, 10)
