"""Intervals of the difference of two independent shares: published limits, properties, library traps."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from blendwise.errors import UserError
from blendwise.estimation import differences
from blendwise.estimation.cluster_variance import effective_counts
from blendwise.estimation.differences import (
    agresti_caffo,
    difference_of_groups,
    mee,
    miettinen_nurminen,
    newcombe,
    newcombe_corrected,
    score_statistic,
    square_and_add,
)
from blendwise.estimation.proportions import wilson
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

DATA = tomllib.loads((Path(__file__).parent / "data" / "differences.toml").read_text())
METHODS = [newcombe, newcombe_corrected, miettinen_nurminen, mee, agresti_caffo]


def pair(limits):
    return float(limits.low), float(limits.high)


@st.composite
def tables(draw, most=400):
    trials, base_trials = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, trials)), trials, draw(st.integers(0, base_trials)), base_trials


def likelihood_difference_variance(h, t, bh, bt, difference):
    """Find the likeliest shares under the difference by search, not by formula."""

    def unlikely(q):
        p = q + difference
        return -(stats.binom.logpmf(h, t, p) + stats.binom.logpmf(bh, bt, q))

    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    q = optimize.minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x
    p = q + difference
    return p * (1 - p) / t + q * (1 - q) / bt


class TestAgainstPublished:
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("row", DATA["interval"], ids=lambda row: str(row["counts"]))
    def test_newcombe_1998_and_fagerland_2015(self, row, method):
        assert pair(method(*row["counts"])) == pytest.approx(row[method.__name__], abs=DATA["tolerance"])

    def test_what_fagerland_prints_as_miettinen_nurminen_is_mee(self):
        printed = (0.028, 0.34)
        assert pair(mee(7, 34, 1, 34)) == pytest.approx(printed, abs=0.005)
        assert round(pair(miettinen_nurminen(7, 34, 1, 34))[0], 3) == 0.027


class TestAgainstAnother:
    @given(table=tables(most=60), difference=st.floats(-0.9, 0.9))
    def test_the_cubic_finds_the_likeliest_shares(self, table, difference):
        h, t, bh, bt = table
        found = h / t - bh / bt - difference
        variance = likelihood_difference_variance(h, t, bh, bt, difference)
        if abs(found) > 1e-3 and variance > 1e-6:
            ours = float(score_statistic(h, t, bh, bt, difference=difference))
            assert ours == pytest.approx(found / np.sqrt(variance), rel=1e-4, abs=1e-6)


class TestProperties:
    @pytest.mark.parametrize("method", METHODS)
    @given(table=tables())
    def test_swapping_the_groups_turns_the_sign(self, method, table):
        h, t, bh, bt = table
        low, high = pair(method(h, t, bh, bt))
        assert pair(method(bh, bt, h, t)) == pytest.approx((-high, -low), abs=1e-9)

    @pytest.mark.parametrize("method", METHODS)
    @given(table=tables())
    def test_counting_misses_turns_the_sign(self, method, table):
        h, t, bh, bt = table
        low, high = pair(method(h, t, bh, bt))
        assert pair(method(t - h, t, bt - bh, bt)) == pytest.approx((-high, -low), abs=1e-9)

    @pytest.mark.parametrize("method", METHODS)
    @given(table=tables(), level=st.floats(0.5, 0.99))
    def test_a_higher_level_is_wider_and_all_stays_between_minus_1_and_1(self, method, table, level):
        narrow, wide = pair(method(*table, level=level)), pair(method(*table, level=level + 0.005))
        assert -1 <= wide[0] <= narrow[0] + 1e-12
        assert narrow[1] - 1e-12 <= wide[1] <= 1

    @given(table=tables())
    def test_the_factor_makes_miettinen_nurminen_wider_than_mee(self, table):
        inner, outer = pair(mee(*table)), pair(miettinen_nurminen(*table))
        assert outer[0] <= inner[0] + 1e-9
        assert inner[1] <= outer[1] + 1e-9

    @given(table=tables())
    def test_a_mee_limit_is_where_the_score_test_turns(self, table):
        for limit in pair(mee(*table)):
            if abs(limit) < 1 - 1e-9:
                z = float(score_statistic(*table, difference=limit))
                assert abs(z) == pytest.approx(stats.norm.isf(0.025), rel=1e-5)

    @given(table=tables())
    def test_newcombe_is_two_wilson_intervals_squared_and_added(self, table):
        h, t, bh, bt = table
        assert pair(square_and_add(h / t, wilson(h, t), bh / bt, wilson(bh, bt))) == pair(newcombe(*table))

    @pytest.mark.parametrize("method", METHODS)
    def test_a_column_is_its_rows(self, method):
        table = np.array([[56, 70, 48, 80], [5, 56, 0, 29], [10, 10, 0, 10], [0, 9, 0, 8], [0, 0, 1, 3]])
        found = method(*table.T)
        for row, counts in enumerate(table):
            assert (found.low[row], found.high[row]) == pytest.approx(
                pair(method(*counts)), abs=1e-12, nan_ok=True
            )

    def test_one_number_against_a_column(self):
        found = newcombe([5, 6], [50, 60], 4, 80)
        assert found.low.shape == (2,)

    def test_groups_of_institutions_by_their_effective_sizes(self):
        small = effective_counts([9, 0, 0, 1], [20, 20, 20, 20])
        base = effective_counts([1, 2, 1, 2], [20, 20, 20, 20])
        bunched = pair(newcombe(*small, *base))
        naive = pair(newcombe(10, 80, 6, 80))
        assert bunched[0] < naive[0] < naive[1] < bunched[1]


class TestTraps:
    """Tables on which libraries have failed."""

    def test_statsmodels_score_interval_has_the_wrong_count_in_its_cubic(self):
        # 0.14.5 and 0.15.0 give .0526 to .3440 for 56/70 − 48/80.
        assert pair(miettinen_nurminen(56, 70, 48, 80)) == pytest.approx((0.052830, 0.338173), abs=1e-6)

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(
        "table", [(9, 10, 3, 10), (5, 56, 0, 29), (0, 29, 0, 56), (1, 1, 0, 1), (1, 1, 1, 1)]
    )
    def test_small_tables_do_not_crash(self, method, table):
        low, high = pair(method(*table))
        assert -1 <= low < high <= 1

    @pytest.mark.parametrize("method", [miettinen_nurminen, mee])
    def test_all_against_none_has_a_cubic_without_amplitude(self, method):
        # All three roots coincide at the difference found, 0/0 in the arccosine.
        low, high = pair(method(10, 10, 0, 10))
        assert high == 1
        assert 0.6 < low < 0.7
        assert float(score_statistic(10, 10, 0, 10, difference=1)) == 0

    @pytest.mark.parametrize("method", METHODS)
    def test_nothing_in_both_groups_is_not_certainty(self, method):
        low, high = pair(method(0, 29, 0, 56))
        assert low < -0.05
        assert high > 0.08

    def test_nothing_in_both_groups_by_hand(self):
        # With p − q = d the likeliest base share is 0, so d·29/(1 − d) = z²: d = z²/(29 + z²).
        z2 = stats.norm.isf(0.025) ** 2
        assert pair(mee(0, 29, 0, 56))[1] == pytest.approx(z2 / (29 + z2), abs=1e-9)

    @pytest.mark.parametrize("method", METHODS)
    def test_an_empty_group_is_undefined(self, method):
        assert np.isnan(pair(method(0, 0, 1, 2))).all()

    @pytest.mark.parametrize("method", METHODS)
    def test_impossible_counts_name_their_group(self, method):
        with pytest.raises(UserError, match="‘base_hits’, position 1: 3 is more than ‘base_trials’"):
            method(1, 2, 3, 2)
        with pytest.raises(UserError, match="‘base_hits’ has shape 3, expected is 2"):
            method([1, 1], [2, 2], [1, 1, 1], [2, 2, 2])


class TestCoverage:
    @pytest.mark.parametrize(
        ("method", "least", "average"),
        [(newcombe, 0.91, 0.95), (miettinen_nurminen, 0.93, 0.95), (mee, 0.92, 0.95)],
    )
    def test_exact_coverage_of_30_against_20(self, method, least, average):
        """Every table is counted with its chance, for a grid of pairs of shares."""
        h, bh = (grid.ravel() for grid in np.meshgrid(np.arange(31), np.arange(21)))
        limits = method(h, 30, bh, 20)
        shares = np.linspace(0.05, 0.95, 13)
        covered = [
            np.sum(
                (stats.binom.pmf(h, 30, p) * stats.binom.pmf(bh, 20, q))[
                    (limits.low <= p - q) & (p - q <= limits.high)
                ]
            )
            for p in shares
            for q in shares
        ]
        assert np.min(covered) > least
        assert np.mean(covered) == pytest.approx(average, abs=0.012)


class TestEstimate:
    def test_the_outlier_between_two_pairs_of_calls(self):
        # ROC Midden Nederland: 104 of 244, then 87 of 426; 20.4 − 42.6 = −22.2 points.
        found = difference_of_groups(
            87, 426, 104, 244, groups=("de calls 2023 en 2024", "de calls 2021 en 2022"), unit=Unit.MOBILITIES
        )
        assert (found.value, found.low, found.high) == pytest.approx((-0.222, -0.294, -0.149), abs=5e-4)
        assert found.question is Question.PROCESS
        assert found.sentence("nl") == (
            "Het aandeel is 20,4% bij de calls 2023 en 2024 (87 van 426) en 42,6% bij de calls 2021 en 2022 (104 van "
            "244): een verschil van −22,20 procentpunt. Met ander toeval had dat tussen −29,41 en −14,91 procentpunt "
            "kunnen liggen (95%)."
        )
        assert "te smal" in found.warning_sentences("nl")[0]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_empty_group_is_undefined_in_words(self, language):
        found = difference_of_groups(
            0, 0, 1, 2, groups=("A", "B"), unit=Unit.PARTICIPANTS, limits=differences.mee
        )
        assert (found.value, found.method) == (None, "mee")
        assert "0%" not in found.sentence(language)
        assert found.assumption_sentence(language)
