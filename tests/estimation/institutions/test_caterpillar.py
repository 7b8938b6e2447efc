"""The row of institutions with two intervals each."""

import numpy as np
import pytest

from blendwise.estimation.institutions import caterpillar, hierarchical, registered_caterpillar
from blendwise.estimation.institutions.caterpillar import PAIR_LEVEL
from blendwise.estimation.proportions import wilson


@pytest.fixture(scope="module")
def row(table):
    return caterpillar(hierarchical(table))


class TestRow:
    def test_from_high_to_low_and_nobody_is_left_out(self, row, table):
        assert sorted(row.order) == list(range(42))
        assert (np.diff(row.estimate[row.order]) <= 0).all()
        assert table.names[row.order[0]] == "ROC Midden Nederland"

    def test_institutions_without_ticks_stay_visible(self, row, table):
        empty = table.hits == 0
        assert empty.sum() == 22
        assert (row.estimate[empty] > 0).all()
        assert (row.high[empty] > row.low[empty]).all()

    def test_the_short_interval_lies_in_the_long_one(self, row):
        assert (row.low < row.pair_low).all()
        assert (row.pair_high < row.high).all()

    def test_against_the_average(self, row):
        assert row.about("Talland College / Horizon College", "nl").startswith(
            "Talland College / Horizon College ligt boven het gemiddelde van 1,2%"
        )
        assert "can't be told from the average" in row.about("Gilde Opleidingen", "en")
        assert "below the average" in row.about("no ticks 1", "en")


class TestPairs:
    def test_the_level_of_139_standard_errors(self):
        """Two equal intervals of ±1.39 that just touch lie 2.78/√2 = 1.966 standard errors of the difference apart."""
        assert pytest.approx(0.8355, abs=1e-4) == PAIR_LEVEL
        assert 2 * 1.39 / np.sqrt(2) == pytest.approx(1.966, abs=1e-3)

    def test_registered_shares_get_wilson_intervals(self, table):
        row = registered_caterpillar(table)
        limits = wilson(104, 244, level=PAIR_LEVEL)
        assert row.pair_low[0] == pytest.approx(float(limits.low))
        assert row.average == pytest.approx(259 / 15738)

    def test_without_trials_last_and_undefined(self, counts):
        row = registered_caterpillar(counts([0, 1, 0], [0, 30, 40]))
        assert row.order.tolist() == [1, 2, 0]
        assert np.isnan(row.low[0])
        assert row.about("1", "en") == "For 1 an estimate is undefined."
