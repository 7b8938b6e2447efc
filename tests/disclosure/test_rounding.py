"""Rounding a table so that its sums still hold, or nearly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.disclosure.controlled import controlled_rounding
from blendwise.disclosure.small_counts import margins, small_count_rounding
from blendwise.disclosure.system import Equation, cross_table, linear_system
from blendwise.errors import UserError

GRIDS = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.integers(0, 12), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda counts: np.array(counts).reshape(shape))
)
BASES = st.sampled_from([3, 5])


class TestControlled:
    @settings(max_examples=25, deadline=None)
    @given(GRIDS, BASES)
    def test_in_two_dimensions_every_figure_goes_to_one_of_its_two_multiples_and_all_sums_hold(
        self, grid, base
    ):
        values, system = cross_table(grid)
        found = controlled_rounding(values, system, base=base)
        assert found.steps_beyond == 0
        assert not np.any(found.values % base)
        assert np.all(np.abs(found.values - values) < base)
        assert not np.any(system.equations @ found.values)

    @settings(max_examples=15, deadline=None)
    @given(GRIDS, BASES)
    def test_what_is_a_multiple_stays(self, grid, base):
        values, system = cross_table(grid * base)
        assert np.array_equal(controlled_rounding(values, system, base=base).values, values)

    def test_the_change_is_the_least_there_is(self):
        #  1 2 | 3        0 5 | 5        |changes| = 1 + 3 + 2 + 2 + 1 + 1 + 1 + 2 + 3 = 16
        #  3 1 | 4   ->   5 0 | 5
        #  4 3 | 7        5 5 | 10
        values, system = cross_table([[1, 2], [3, 1]])
        found = controlled_rounding(values, system, base=5)
        assert np.abs(found.values - values).sum() == 16

    def test_in_three_dimensions_the_sums_hold_too(self):
        values, system = cross_table(np.random.default_rng(4).poisson(5, (4, 3, 3)))
        found = controlled_rounding(values, system, base=5)
        assert not np.any(system.equations @ found.values)

    def test_where_the_nearest_multiples_do_not_add_up_a_figure_may_go_further(self):
        # 2 + 3 = 5 four times over in a chain: so the three twos go to 0 together or to 5 together, and
        # their sum, 6, to 0 or 15 instead of 5 or 10
        chain = [Equation(5, (0, 1)), Equation(6, (1, 2)), Equation(7, (2, 3)), Equation(8, (3, 4))]
        sums = [*chain, Equation(9, (0, 2, 4))]
        system = linear_system(sums, low=np.zeros(10), high=np.full(10, np.inf))
        found = controlled_rounding(np.array([2.0, 3, 2, 3, 2, 5, 5, 5, 5, 6]), system, base=5)
        assert not np.any(system.equations @ found.values)
        assert found.steps_beyond == 1

    def test_sums_that_no_multiples_can_keep_are_refused(self):
        contradiction = [Equation(1, (0,)), Equation(2, (1, 0)), Equation(0, (2, 1))]
        system = linear_system(contradiction, low=np.zeros(3), high=np.full(3, np.inf))
        with pytest.raises(UserError) as refused:
            controlled_rounding(np.array([60.0, 60, 60]), system, base=5)
        assert refused.value.code == "disclosure.cannot-round"

    def test_a_base_of_one_changes_nothing_and_is_refused(self):
        values, system = cross_table([[1, 2], [3, 1]])
        with pytest.raises(UserError) as refused:
            controlled_rounding(values, system, base=1)
        assert refused.value.code == "disclosure.base-too-small"


class TestSmallCounts:
    @settings(max_examples=50, deadline=None)
    @given(GRIDS, BASES)
    def test_only_small_counts_change_and_only_to_zero_or_the_base(self, grid, base):
        rounded = small_count_rounding(grid.ravel(), margins(grid.shape), base=base).reshape(grid.shape)
        small = (grid > 0) & (grid < base)
        assert np.array_equal(rounded[~small], grid[~small])
        assert set(np.unique(rounded[small])) <= {0, base}

    @settings(max_examples=50, deadline=None)
    @given(GRIDS, BASES)
    def test_turning_any_one_cell_brings_the_totals_no_closer(self, grid, base):
        counts, kinds = grid.ravel(), margins(grid.shape)
        rounded = small_count_rounding(counts, kinds, base=base)

        def distance(candidate):
            change = candidate - counts
            return sum((np.bincount(k, weights=change) ** 2).sum() for k in [np.arange(counts.size), *kinds])

        for cell in np.flatnonzero((counts > 0) & (counts < base)):
            turned = rounded.copy()
            turned[cell] = base - rounded[cell]
            assert distance(turned) >= distance(rounded) - 1e-9

    def test_totals_of_a_large_table_stay_close(self):
        grid = np.random.default_rng(0).poisson(2, (2_000, 6))
        rounded = small_count_rounding(grid.ravel(), margins(grid.shape), base=5).reshape(grid.shape)
        assert abs(rounded.sum() - grid.sum()) <= 5
        assert np.abs((rounded - grid).sum(axis=0)).max() <= 5
        assert np.abs((rounded - grid).sum(axis=1)).max() <= 5

    def test_the_kinds_of_totals_of_three_dimensions(self):
        assert [len(set(kind.tolist())) for kind in margins((2, 3, 4))] == [1, 2, 3, 4, 6, 8, 12]

    def test_a_base_of_one_is_refused(self):
        with pytest.raises(UserError):
            small_count_rounding([1, 2], [], base=1)
