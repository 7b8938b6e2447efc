"""What an outsider can work out, against the enumeration of all tables that fit."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from blendwise.disclosure.audit import Outlook, exposed, intervals
from blendwise.disclosure.determined import determined_cells, network
from blendwise.disclosure.system import Equation, System, cross_table, linear_system

EXPECTED = tomllib.loads((Path(__file__).parent / "data" / "expected.toml").read_text(encoding="utf-8"))
PUBLISHED = EXPECTED["fischetti-salazar"]
CAP = 4
"""The most that an outsider holds possible for an inner cell here, so that all tables can be listed."""


def outlook(values, system, hidden):
    none = sparse.csr_array((0, values.size))
    return Outlook(np.where(hidden, np.nan, values), system, np.ones(values.size, dtype=bool), none)


def capped(inner):
    """Return a table of which everybody knows that its inner cells are at most CAP."""
    values, system = cross_table(inner)
    high = np.full(np.array(inner.shape) + 1, np.inf)
    high[tuple(slice(0, side) for side in inner.shape)] = CAP
    return values, System(system.equations, system.low, high.ravel())


def every_fitting_table(shape, shown):
    """List all tables of whole numbers that agree with what is shown."""
    inner = np.array(list(product(range(CAP + 1), repeat=int(np.prod(shape))))).reshape(-1, *shape)
    for axis in range(1, len(shape) + 1):
        inner = np.concatenate([inner, inner.sum(axis=axis, keepdims=True)], axis=axis)
    flat = inner.reshape(len(inner), -1)
    return flat[np.all((flat == shown) | np.isnan(shown), axis=1)]


def table_and_mask(shape):
    size = int(np.prod(shape))
    with_totals = int(np.prod([side + 1 for side in shape]))
    counts = st.lists(st.integers(0, CAP), min_size=size, max_size=size)
    mask = st.lists(st.booleans(), min_size=with_totals, max_size=with_totals)
    return st.tuples(counts.map(lambda c: np.array(c).reshape(shape)), mask.map(np.array))


class TestAgainstPublished:
    def test_the_intervals_of_fischetti_and_salazar(self):
        values, system = cross_table(PUBLISHED["inner"])
        inner = np.arange(16).reshape(4, 4)[:3, :3].ravel()
        hidden = np.zeros(16, dtype=bool)
        hidden[[c for c in inner if values[c] in PUBLISHED["hidden"]]] = True
        low, high = intervals(outlook(values, system, hidden), hidden)
        found = {str(int(values[c])): [low[c], high[c]] for c in np.flatnonzero(hidden)}
        assert found == PUBLISHED["intervals"]


class TestAgainstBruteForce:
    @settings(max_examples=20, deadline=None)
    @given(table_and_mask((2, 2)) | table_and_mask((2, 3)))
    def test_two_dimensions(self, case):
        self.compare(*case)

    @settings(max_examples=5, deadline=None)
    @given(table_and_mask((2, 2, 2)))
    def test_three_dimensions_in_whole_numbers(self, case):
        self.compare(*case)

    def compare(self, inner, hidden):
        values, system = capped(inner)
        seen = outlook(values, system, hidden)
        low, high = intervals(seen, hidden)
        possible = every_fitting_table(inner.shape, seen.shown)
        assert low[hidden].tolist() == possible.min(axis=0)[hidden].tolist()
        assert high[hidden].tolist() == possible.max(axis=0)[hidden].tolist()
        wanted_low, wanted_high = np.maximum(values - 1, 0), np.minimum(values + 1, system.high)
        narrow = (low > wanted_low) | (high < wanted_high)
        assert exposed(seen, hidden, wanted_low, wanted_high).tolist() == (narrow & hidden).tolist()

    @settings(max_examples=40, deadline=None)
    @given(table_and_mask((2, 3)))
    def test_the_graph_finds_the_cells_with_one_value(self, case):
        inner, hidden = case
        values, system = capped(inner)
        graph = network(system, hidden)
        known = determined_cells(graph, values, low=system.low, high=system.high)
        possible = every_fitting_table(inner.shape, np.where(hidden, np.nan, values))
        single = possible.min(axis=0) == possible.max(axis=0)
        assert known.tolist() == (single & hidden).tolist()


class TestTheGraph:
    def test_a_table_of_three_dimensions_has_none(self):
        values, system = cross_table(np.ones((2, 2, 2)))
        assert network(system, np.ones(values.size, dtype=bool)) is None

    def test_an_odd_ring_of_sums_has_none(self):
        # a + b, b + c and a + c: no choice of signs lets every cell leave one sum and enter the other
        sums = [Equation(3, (0, 1)), Equation(4, (1, 2)), Equation(5, (0, 2))]
        system = linear_system(sums, low=np.zeros(6), high=np.full(6, np.inf))
        hidden = np.array([True, True, True, False, False, False])
        assert network(system, hidden) is None

    def test_more_than_256_parallel_cells_are_not_lost(self):
        # one sum of 512 hidden cells: any two of them can change together
        values = np.append(np.full(512, 3.0), 1536.0)
        system = linear_system(
            [Equation(512, tuple(range(512)))], low=np.zeros(513), high=np.full(513, np.inf)
        )
        hidden = np.arange(513) < 512
        known = determined_cells(network(system, hidden), values, low=system.low, high=system.high)
        assert not known.any()

    def test_a_chain_of_hidden_cells_ends_in_known_ones(self):
        #  ?  ?  .      the last column has one hidden cell, so it is known; then its row's other,
        #  .  ?  ?      and so on along the chain
        values, system = cross_table([[4, 5, 6], [7, 8, 9]])
        hidden = np.zeros(12, dtype=bool)
        hidden[[0, 1, 5, 6]] = True
        known = determined_cells(network(system, hidden), values, low=system.low, high=system.high)
        assert known.tolist() == hidden.tolist()


class TestInWords:
    def test_a_contradiction_leaves_nothing(self):
        values, system = cross_table([[4, 5], [7, 8]])
        values[2] += 1  # the rows now hold one more than the columns
        hidden = np.zeros(9, dtype=bool)
        hidden[[0, 1, 3, 4]] = True
        low, _ = intervals(outlook(values, system, hidden), hidden)
        assert np.isnan(low[hidden]).all()

    def test_without_a_total_there_is_no_most(self):
        free = linear_system([], low=np.zeros(2), high=np.full(2, np.inf))
        hidden = np.array([True, False])
        low, high = intervals(outlook(np.array([3.0, 4.0]), free, hidden), hidden)
        assert (low[0], high[0]) == (0, np.inf)

    def test_who_knows_a_cell_knows_its_neighbour(self):
        values, system = cross_table([[4, 5], [7, 8]])
        hidden = np.zeros(9, dtype=bool)
        hidden[[0, 1, 3, 4]] = True
        first = np.arange(9) == 0
        insider = outlook(values, system, hidden).knowing(first, values)
        low, high = intervals(insider, hidden & ~first)
        assert low[1] == high[1] == pytest.approx(5)
