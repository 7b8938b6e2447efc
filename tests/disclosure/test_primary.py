"""Which cells are sensitive by themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.disclosure.primary import (
    any_of,
    dominance,
    group_disclosure,
    p_percent,
    prior_posterior,
    threshold,
)
from blendwise.disclosure.system import cross_table

EXPECTED = tomllib.loads((Path(__file__).parent / "data" / "expected.toml").read_text(encoding="utf-8"))
CELLS = EXPECTED["sdctable"]["contributions"]
NAMES = np.array(list(CELLS))
LARGEST = np.array([contributions[:2] for contributions in CELLS.values()], dtype=float)
TOTALS = np.array([sum(contributions) for contributions in CELLS.values()], dtype=float)


class TestAgainstAnother:
    """The same cells as R sdcTable names."""

    def test_fewer_than_three_contributors(self):
        contributors = np.array([len(contributions) for contributions in CELLS.values()], dtype=float)
        found = threshold(contributors, below=3)
        assert NAMES[found.mask].tolist() == EXPECTED["sdctable"]["below-3"]

    @pytest.mark.parametrize(
        ("rule", "key"),
        [
            (dominance(TOTALS, LARGEST, n=2, k=75), "dominance-2-75"),
            (p_percent(TOTALS, LARGEST, p=70), "p-70"),
            (prior_posterior(TOTALS, LARGEST, p=60, q=80), "pq-60-80"),
        ],
        ids=["dominance", "p%", "pq"],
    )
    def test_magnitudes(self, rule, key):
        assert NAMES[rule.mask].tolist() == EXPECTED["sdctable"][key]


class TestThreshold:
    def test_below_five_marks_one_to_four_and_not_zero_or_five(self):
        assert threshold(np.array([0.0, 1, 4, 5, 6]), below=5).mask.tolist() == [
            False,
            True,
            True,
            False,
            False,
        ]

    def test_zeros_can_be_sensitive_too(self):
        assert threshold(np.array([0.0, 5]), below=5, zeros=True).mask.tolist() == [True, False]

    def test_an_outsider_must_hold_everything_up_to_the_threshold_possible(self):
        found = threshold(np.array([3.0]), below=5, least=1)
        assert (found.low[0], found.high[0]) == (1, 5)

    def test_with_a_margin_that_much_either_way_is_enough_but_never_less_than_the_least(self):
        found = threshold(np.array([1.0, 3]), below=5, least=1, margin=2)
        assert list(zip(found.low, found.high, strict=True)) == [(1, 3), (1, 5)]


class TestMagnitudes:
    def test_the_protection_of_p_percent_is_what_the_second_contributor_lacks(self):
        # total 100, largest 60, second 35: the others are 5; 10% of 60 is 6, so 6 - 5 = 1 either way
        found = p_percent(np.array([100.0]), np.array([[60.0, 35.0]]), p=10)
        assert (found.mask[0], found.low[0], found.high[0]) == (True, 99, 101)

    def test_the_protection_of_dominance_brings_the_top_back_to_k_percent(self):
        # the top two hold 90 of 100; 90 is 75% of 120, so 20 is lacking
        found = dominance(np.array([100.0]), np.array([[60.0, 30.0]]), n=2, k=75)
        assert (found.mask[0], found.high[0]) == (True, pytest.approx(120))

    def test_one_contributor_is_always_sensitive(self):
        assert p_percent(np.array([50.0]), np.array([[50.0, np.nan]]), p=1).mask[0]

    def test_p_percent_is_pq_with_a_hundred(self):
        one, other = p_percent(TOTALS, LARGEST, p=30), prior_posterior(TOTALS, LARGEST, p=30, q=100)
        assert np.array_equal(one.high, other.high)

    @given(st.floats(1, 99), st.floats(1, 99))
    def test_a_stricter_p_never_marks_fewer_cells(self, one, other):
        loose, strict = sorted((one, other))
        assert not np.any(
            p_percent(TOTALS, LARGEST, p=loose).mask & ~p_percent(TOTALS, LARGEST, p=strict).mask
        )


class TestGroups:
    def test_a_part_that_holds_its_whole_total_tells_where_everybody_is(self):
        #        level 1-2  level 3-4  all
        # school         7          0    7   <- everybody of this school is in level 1-2
        # other          2          3    5
        values, system = cross_table([[7, 0], [2, 3]])
        rows = np.array([3, 4])  # the equations along the second dimension: one per school
        found = group_disclosure(system, values, rows)
        assert np.flatnonzero(found.mask).tolist() == [0]
        assert (found.low[0], found.high[0]) == (6, 7)

    def test_a_total_of_zero_discloses_no_group(self):
        values, system = cross_table([[0, 0], [2, 3]])
        assert not group_disclosure(system, values, np.array([3])).mask.any()


def test_two_rules_together_protect_as_widely_as_the_wider_asks():
    counts = np.array([2.0, 4.0])
    both = any_of([threshold(counts, below=3), threshold(counts, below=5, margin=3)])
    assert both.mask.tolist() == [True, True]
    assert list(zip(both.low, both.high, strict=True)) == [(0, 5), (1, 7)]
