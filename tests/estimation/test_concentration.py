"""How much hangs on a few institutions: published values, the report's, and labels on what is unstable."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.concentration import (
    clustered_gini,
    clustered_hhi,
    effective_number,
    gini,
    gini_against,
    hhi,
    hoover,
    leave_one_out,
    location_quotients,
    lorenz,
    top_share,
    unbiased_gini,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

FOLDER = Path(__file__).parent / "data"
DATA = tomllib.loads((FOLDER / "concentration.toml").read_text())
SEED = DATA["seed"]
REGISTER = tomllib.loads((FOLDER / "register.toml").read_text())
ZERO = REGISTER["without_tick"]
TICKS = np.r_[REGISTER["ticks"], np.zeros(ZERO["institutions"])]
TOTALS = np.r_[REGISTER["totals"], np.full(ZERO["institutions"], ZERO["mobilities"] / ZERO["institutions"])]

rows = st.lists(st.integers(0, 500), min_size=2, max_size=30).filter(any)


@st.composite
def institutions(draw):
    totals = draw(st.lists(st.integers(1, 300), min_size=2, max_size=25))
    ticks = [draw(st.integers(0, total)) for total in totals]
    ticks[0] = max(ticks[0], 1)
    return np.array(ticks), np.array(totals)


class TestAgainstPublished:
    def test_gini_of_ineq_and_desctools(self):
        assert gini(DATA["incomes"]["values"]) == pytest.approx(DATA["incomes"]["gini"], abs=1e-6)
        assert unbiased_gini(DATA["incomes"]["values"]) == pytest.approx(
            DATA["incomes"]["unbiased_gini"], abs=1e-6
        )

    def test_hhi_of_the_merger_guidelines(self):
        assert hhi(DATA["market"]["values"]) == pytest.approx(DATA["market"]["hhi"], abs=1e-12)


class TestAgainstAnother:
    def test_the_report_with_and_without_its_zeros(self):
        assert gini(REGISTER["ticks"]) == pytest.approx(SEED["gini_listed"], abs=1e-6)
        assert gini(TICKS) == pytest.approx(SEED["gini_all"], abs=1e-6)
        assert hhi(REGISTER["ticks"]) == pytest.approx(SEED["hhi"], abs=1e-6)
        assert hhi(TICKS) == pytest.approx(hhi(REGISTER["ticks"]), abs=1e-12)
        assert effective_number(TICKS) == pytest.approx(SEED["effective_number"], abs=0.005)

    def test_the_top_of_the_report(self):
        for k, share in SEED["top"].items():
            assert top_share(TICKS, int(k)) == pytest.approx(share, abs=5e-4)

    def test_ticks_against_mobilities_in_the_report(self):
        assert gini_against(TICKS, TOTALS) == pytest.approx(SEED["gini_against"], abs=5e-4)
        assert hoover(TICKS, TOTALS) == pytest.approx(SEED["hoover"], abs=5e-4)
        assert TOTALS[0] / TOTALS.sum() == pytest.approx(SEED["first_of_mobilities"], abs=5e-5)
        assert location_quotients(TICKS, TOTALS)[0] == pytest.approx(SEED["location_quotient"], abs=0.05)

    def test_leaving_out_the_largest_ticker_of_the_report(self):
        found = leave_one_out(TICKS, TOTALS)
        assert (found.ticks[0], found.totals[0]) == (155, pytest.approx(15494))
        assert found.without[0] == pytest.approx(SEED["without_first"], abs=1e-6)
        assert found.change[0] == pytest.approx(SEED["change_without_first"], abs=5e-6)
        assert found.ratio[0] == pytest.approx(SEED["ratio_without_first"], abs=5e-4)
        assert np.sort(found.change)[1] == pytest.approx(SEED["next_change"], abs=5e-6)
        assert REGISTER["names"][int(np.argsort(found.change)[1])] == "Koning Willem 1 College"


class TestProperties:
    @given(ticks=rows, seed=st.integers(0, 99), factor=st.integers(2, 9))
    def test_neither_order_nor_scale_matters(self, ticks, seed, factor):
        there = np.random.default_rng(seed).permutation(ticks) * factor
        assert gini(there) == pytest.approx(gini(ticks), abs=1e-12)
        assert hhi(there) == pytest.approx(hhi(ticks), abs=1e-12)

    @given(ticks=rows)
    def test_gini_is_the_mean_difference_over_twice_the_mean(self, ticks):
        x = np.array(ticks)
        apart = np.abs(x[:, None] - x).mean() / (2 * x.mean())
        assert gini(ticks) == pytest.approx(apart, abs=1e-12)
        assert 0 <= gini(ticks) + 1e-12 <= 1

    @given(k=st.integers(2, 40))
    def test_equal_and_one_has_all(self, k):
        alone = np.eye(k)[0]
        assert (gini(np.ones(k)), hhi(np.ones(k))) == pytest.approx((0, 1 / k), abs=1e-12)
        assert (gini(alone), unbiased_gini(alone), hhi(alone)) == pytest.approx((1 - 1 / k, 1, 1))

    @given(table=institutions())
    def test_gini_against_lies_between_hoover_and_1(self, table):
        assert hoover(*table) - 1e-9 <= gini_against(*table) < 1

    @given(table=institutions())
    def test_the_curve_climbs_ever_steeper_from_0_to_1(self, table):
        curve = lorenz(*table)
        assert (curve.mobilities[0], curve.ticks[0]) == (0, 0)
        assert (curve.mobilities[-1], curve.ticks[-1]) == pytest.approx((1, 1))
        slopes = np.diff(curve.ticks) / np.diff(curve.mobilities)
        assert np.all(np.diff(slopes) >= -1e-9)
        assert sorted(curve.order) == list(range(len(table[0])))

    @given(table=institutions())
    def test_hoover_is_the_largest_gap_under_the_diagonal(self, table):
        curve = lorenz(*table)
        assert hoover(*table) == pytest.approx(np.max(curve.mobilities - curve.ticks), abs=1e-12)

    @given(table=institutions())
    def test_pooling_institutions_of_one_share_changes_nothing(self, table):
        ticks, totals = table
        pooled = gini_against(np.r_[ticks, 0], np.r_[totals, 90])
        assert gini_against(np.r_[ticks, 0, 0, 0], np.r_[totals, 20, 30, 40]) == pytest.approx(
            pooled, abs=1e-12
        )

    @given(table=institutions())
    def test_leaving_out_by_removing(self, table):
        ticks, totals = table
        found = leave_one_out(ticks, totals)
        for place in range(len(ticks)):
            left = np.delete(ticks, place).sum() / np.delete(totals, place).sum()
            assert found.without[place] == pytest.approx(left)

    @given(ticks=rows)
    def test_the_jackknife_by_removing(self, ticks):
        found = clustered_gini(ticks, unit=Unit.MOBILITIES)
        if "se" in found.details:
            k = len(ticks)
            without = np.array([gini(np.delete(ticks, place)) for place in range(k)])
            by_hand = np.sqrt((k - 1) / k * np.sum((without - without.mean()) ** 2))
            assert found.details["se"] == pytest.approx(by_hand, rel=1e-6, abs=1e-9)

    @given(ticks=rows)
    def test_intervals_hold_the_value_within_what_is_possible(self, ticks):
        for found, least in (
            (clustered_gini(ticks, unit=Unit.MOBILITIES), 0),
            (clustered_hhi(ticks, unit=Unit.MOBILITIES), 1 / len(ticks)),
        ):
            if found.low is not None:
                assert least <= found.low <= found.value + 1e-12
                assert found.value - 1e-12 <= found.high <= 1


class TestTraps:
    def test_whether_zeros_are_in_the_row_is_said(self):
        found = clustered_gini(TICKS, unit=Unit.MOBILITIES, scope=Scope(calls=(2021, 2022)))
        assert found.sentence("nl").startswith(
            "Over 42 instellingen in de calls 2021 en 2022, waarvan 22 zonder vinkje, zijn de vinkjes verdeeld met een "
            "Gini van 0,85"
        )
        assert found.question is Question.PROCESS

    def test_one_institution_is_no_plural(self):
        said = clustered_gini([5], unit=Unit.MOBILITIES).sentence("en")
        assert said.startswith("There is 1 institution in these data")

    def test_one_institution_above_a_quarter_makes_it_unstable(self):
        for estimate in (clustered_gini, clustered_hhi):
            assert (
                "40,2% van alle vinkjes" in estimate(TICKS, unit=Unit.MOBILITIES).warning_sentences("nl")[0]
            )
            assert estimate(TICKS[1:], unit=Unit.MOBILITIES).warnings == ()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nobody_ticked_is_undefined_and_a_single_one_has_no_interval(self, language):
        for estimate in (clustered_gini, clustered_hhi):
            none, one = estimate([0, 0], unit=Unit.MOBILITIES), estimate([3], unit=Unit.MOBILITIES)
            assert (none.value, none.low) == (None, None)
            assert none.sentence(language)
            assert one.low is None
            assert one.sentence(language)
            assert one.warnings == ("estimation.warning.one-institution",)
        for figure in (gini, hhi, top_share, effective_number, unbiased_gini):
            assert np.isnan(figure([0, 0]))
        assert np.isnan(unbiased_gini([4]))

    def test_nothing_to_divide(self):
        assert np.isnan(gini_against([0, 0], [3, 4]))
        assert np.isnan(hoover([0, 0], [3, 4]))
        for figure in (lorenz, location_quotients):
            with pytest.raises(UserError, match="‘ticks’ holds only 0"):
                figure([0, 0], [3, 4])

    def test_who_holds_everything_leaves_nothing(self):
        found = leave_one_out([3, 0], [9, 0])
        assert np.isnan(found.without[0])
        assert found.without[1] == pytest.approx(1 / 3)
        assert np.isnan(leave_one_out([0, 0], [4, 4]).ratio).all()
        assert np.isnan(location_quotients([3, 0], [9, 0])[1])

    @pytest.mark.parametrize("figure", [gini, hhi, top_share])
    def test_bad_input_names_its_place(self, figure):
        with pytest.raises(UserError, match="‘ticks’, position 2: −1 is less than 0"):
            figure([1, -1])
        with pytest.raises(UserError, match="not a row"):
            figure([])


class TestCoverage:
    def test_the_jackknife_of_gini_among_equals_in_law_and_why_few_are_short(self):
        """Ticks are gamma distributed with shape 2, whose Gini is 0.375."""
        rng, held = np.random.default_rng(2), {}
        for k in (15, 150):
            limits = [clustered_gini(row, unit=Unit.MOBILITIES) for row in rng.gamma(2, 10, size=(400, k))]
            held[k] = np.mean([found.low <= 0.375 <= found.high for found in limits])
        assert held[150] == pytest.approx(0.95, abs=0.03)
        assert 0.80 < held[15] < 0.94
