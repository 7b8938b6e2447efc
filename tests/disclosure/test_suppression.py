"""Which further cells are hidden, at the least cost."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from blendwise.disclosure.audit import Outlook, exposed
from blendwise.disclosure.primary import Sensitive, threshold
from blendwise.disclosure.suppression import (
    UnprotectableError,
    by_cell,
    by_logarithm,
    by_value,
    suppress,
)
from blendwise.disclosure.system import cross_table

EXPECTED = tomllib.loads((Path(__file__).parent / "data" / "expected.toml").read_text(encoding="utf-8"))
PUBLISHED = EXPECTED["fischetti-salazar"]


def outlook(values, system, hidden):
    none = sparse.csr_array((0, values.size))
    return Outlook(np.where(hidden, np.nan, values), system, np.ones(values.size, dtype=bool), none)


def is_safe(values, system, hidden, sensitive):
    seen = outlook(values, system, hidden)
    return not exposed(seen, sensitive.mask, sensitive.low, sensitive.high).any()


def tables(*, dimensions, most_side, most=12):
    sides = st.lists(st.integers(2, most_side), min_size=dimensions, max_size=dimensions)
    return sides.flatmap(
        lambda shape: st.lists(
            st.integers(0, most), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))
        ).map(lambda counts: np.array(counts).reshape(shape))
    )


class TestAgainstPublished:
    @pytest.mark.parametrize("case", PUBLISHED["optima"], ids=lambda case: f"{case['down']}, {case['up']}")
    def test_the_least_value_that_protects_the_example_of_fischetti_and_salazar(self, case):
        values, system = cross_table(PUBLISHED["inner"])
        mask = values == PUBLISHED["sensitive"]
        sensitive = Sensitive(mask, values - case["down"], values + case["up"])
        found = suppress(values, system, sensitive, cost=by_value(values))
        assert found.cost == pytest.approx(case["hidden-value"], abs=1e-6)
        assert found.is_optimal
        assert values[found.hidden].sum() == case["hidden-value"]


class TestAgainstBruteForce:
    @settings(max_examples=6, deadline=None)
    @given(tables(dimensions=2, most_side=3, most=9))
    def test_no_cheaper_choice_of_cells_is_safe(self, inner):
        values, system = cross_table(inner)
        sensitive = threshold(values, below=3)
        cost = by_logarithm(values)
        try:
            found = suppress(values, system, sensitive, cost=cost)
        except UnprotectableError:
            everything = np.ones(values.size, dtype=bool)
            assert not is_safe(values, system, everything, sensitive)
            return
        assert is_safe(values, system, found.hidden, sensitive)
        others = np.flatnonzero(~sensitive.mask)
        room = found.cost - cost[sensitive.mask].sum() - 1e-6
        cheapest = np.cumsum(np.sort(cost[others]))
        for size in range(1 + int((cheapest < room).sum())):
            for chosen in map(list, combinations(others, size)):
                if cost[chosen].sum() < room:
                    hidden = sensitive.mask.copy()
                    hidden[chosen] = True
                    assert not is_safe(values, system, hidden, sensitive)


class TestProperties:
    @settings(max_examples=25, deadline=None)
    @given(tables(dimensions=2, most_side=5) | tables(dimensions=3, most_side=3), st.booleans())
    def test_every_sensitive_cell_keeps_its_protection_interval(self, inner, narrow):
        values, system = cross_table(inner)
        sensitive = threshold(values, below=4, margin=1 if narrow else None)
        found = suppress(values, system, sensitive, cost=by_cell(values))
        assert np.all(found.hidden[sensitive.mask])
        assert is_safe(values, system, found.hidden, sensitive)

    @settings(max_examples=15, deadline=None)
    @given(tables(dimensions=2, most_side=5))
    def test_an_optimum_is_irredundant(self, inner):
        values, system = cross_table(inner)
        sensitive = threshold(values, below=4)
        found = suppress(values, system, sensitive, cost=by_logarithm(values))
        for cell in np.flatnonzero(found.hidden & ~sensitive.mask):
            fewer = found.hidden.copy()
            fewer[cell] = False
            assert not is_safe(values, system, fewer, sensitive)

    @settings(max_examples=15, deadline=None)
    @given(tables(dimensions=2, most_side=5), st.randoms(use_true_random=False))
    def test_the_order_of_rows_does_not_matter(self, inner, random):
        order = list(range(inner.shape[0]))
        random.shuffle(order)
        costs = []
        for table in (inner, inner[order]):
            values, system = cross_table(table)
            found = suppress(values, system, threshold(values, below=4), cost=by_logarithm(values))
            costs.append(found.cost)
        assert costs[0] == pytest.approx(costs[1], abs=1e-6)

    def test_the_bound_is_the_cost_when_it_is_proven(self):
        values, system = cross_table(np.random.default_rng(3).poisson(4, (12, 5)))
        found = suppress(values, system, threshold(values, below=3), cost=by_logarithm(values))
        assert found.bound == pytest.approx(found.cost)


class TestInsiders:
    #           A   B  all
    # one       2   9   11
    # two       3  12   15
    # three    20  20   40
    # all      25  41   66
    INNER = ((2, 9), (3, 12), (20, 20))

    def test_two_institutions_in_one_sum_know_each_other(self):
        values, system = cross_table(self.INNER)
        sensitive = threshold(values, below=5, least=0)
        outsiders_only = suppress(values, system, sensitive, cost=by_logarithm(values))
        rows = np.arange(values.size) // 3
        own = [rows == row for row in range(3)]
        hidden = suppress(values, system, sensitive, cost=by_logarithm(values), known=own).hidden
        in_column_a = np.arange(0, 9, 3)
        assert outsiders_only.hidden[in_column_a].sum() == 2
        assert hidden[[*in_column_a, 9]].sum() >= 3
        for mine in own:
            seen = outlook(values, system, hidden).knowing(mine, values)
            assert not exposed(seen, sensitive.mask & ~mine, sensitive.low, sensitive.high).any()


class TestRefusals:
    def test_a_cell_alone_in_a_public_sum_is_named(self):
        values, system = cross_table([[2, 9], [30, 12]])
        sensitive = threshold(values, below=5)
        shown = np.ones(values.size, dtype=bool)
        shown[0] = False
        with pytest.raises(UnprotectableError) as refused:
            suppress(values, system, sensitive, cost=by_cell(values), shown=shown)
        assert refused.value.cells == (0,)

    def test_a_public_total_that_is_too_small_gives_its_parts_away(self):
        values, system = cross_table([[1, 2], [30, 12]])
        totals = np.zeros(values.size, dtype=bool)
        totals[[2, 5, 6, 7, 8]] = True
        with pytest.raises(UnprotectableError):
            suppress(values, system, threshold(values, below=5), cost=by_cell(values), shown=totals)


class TestWithoutTime:
    @pytest.mark.parametrize("seconds", [0, 0.05])
    def test_the_choice_is_safe_also_when_nothing_is_proven(self, seconds):
        values, system = cross_table(np.random.default_rng(1).poisson(4, (6, 4, 3)))
        sensitive = threshold(values, below=3)
        best = suppress(values, system, sensitive, cost=by_logarithm(values))
        hasty = suppress(values, system, sensitive, cost=by_logarithm(values), seconds=seconds)
        assert is_safe(values, system, hasty.hidden, sensitive)
        assert hasty.bound - 1e-6 <= best.cost <= hasty.cost + 1e-6


def test_the_three_costs():
    values = np.array([0.0, np.e - 1, 9])
    assert by_logarithm(values)[:2].tolist() == pytest.approx([1, 2])
    assert by_cell(values).tolist() == [1, 1, 1]
    assert by_value(values).tolist() == values.tolist()
