"""The planner: published allocations and sizes, the floors, and what a budget or a margin buys."""

import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.audit import (
    expected_shares,
    plan_by_budget,
    plan_by_margin,
    simple_checks,
    strata,
    strata_of_register,
)
from blendwise.estimation.audit.allocation import by_priority, in_proportion, neyman, square_root
from blendwise.estimation.audit.simple_draw import simple_size
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "audit.toml").read_text())


def register():
    """The 42 institutions with their published ticks and sizes; 22 without a tick share the rest."""
    sizes = DATA["sizes"]
    ticks = [104, 32, 31, 21, 20, 11, 8, 7, 5, 5, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1] + [0] * sizes["others"]
    rest = [sizes["rest"] // 22 + (place < sizes["rest"] % 22) for place in range(sizes["others"])]
    names = [f"institution {place}" for place in range(42)]
    return strata_of_register(names, ticks, sizes["listed"] + rest)


class TestStrata:
    def test_large_tickers_have_their_own_stratum_of_ticks(self):
        found = register()
        assert (found.mobilities, found.ticks) == (15738, 259)
        assert sum(found.ticked) == 7  # six institutions with ten ticks or more, and all others together
        assert found.sizes[found.row("other/ticked")] == 8 + 7 + 5 + 5 + 3 + 3 * 2 + 6 * 1

    def test_a_name_twice_and_an_empty_register_are_refused(self):
        with pytest.raises(UserError, match="‘A’ is there twice"):
            strata(["A", "A"], ["A", "A"], [False, False], [3, 4])
        with pytest.raises(UserError, match="There are no mobilities to draw from"):
            strata_of_register(["A"], [0], [0])

    def test_an_unknown_name_lists_the_known_ones(self):
        with pytest.raises(UserError, match="‘other’ is not known as a stratum"):
            register().row("other")


class TestAllocation:
    def test_neyman_of_the_practools_manual(self):
        case = DATA["neyman"]
        weight = np.array(case["sizes"]) * np.array(case["deviations"], float)
        np.testing.assert_allclose(in_proportion(weight, case["total"]), case["checks"], atol=1e-6)

    def test_whole_numbers_by_priority_stay_within_one_of_it(self):
        case = DATA["neyman"]
        sizes = np.array(case["sizes"], float)
        weight = sizes * case["deviations"]
        found = by_priority(weight, most=sizes, costs=np.ones(6), floors=np.ones(6), budget=100)
        assert found.sum() == 100
        assert np.abs(found - case["checks"]).max() < 1

    @given(
        st.lists(st.integers(1, 6), min_size=3, max_size=3),
        st.lists(st.integers(1, 30), min_size=3, max_size=3),
    )
    def test_no_other_whole_numbers_have_less_variance(self, most, weight):
        most, weight = np.array(most, float), np.array(weight, float)
        budget = float(np.ceil((3 + most.sum()) / 2))

        def variance(checks):
            return float((weight**2 / checks).sum())

        found = by_priority(weight, most=most, costs=np.ones(3), floors=np.ones(3), budget=budget)
        every = (np.array(c, float) for c in product(*(range(1, int(m) + 1) for m in most)))
        best = min(variance(checks) for checks in every if checks.sum() <= budget)
        assert variance(found) == pytest.approx(best)
        assert (found <= most).all()

    def test_dear_checks_are_fewer(self):
        # same importance, one costs four times as much: half as many (n in proportion to 1/√cost)
        found = by_priority(
            np.array([100.0, 100.0]),
            most=np.full(2, 1e4),
            costs=np.array([1.0, 4.0]),
            floors=np.ones(2),
            budget=600,
        )
        assert list(found) == [200, 100]

    def test_square_root_of_the_size(self):
        groups = strata(["a", "b"], ["a", "b"], [False, False], [100, 400])
        assert list(square_root(groups, np.zeros(2))) == [10, 20]
        assert neyman(groups, np.array([0.5, 0.5])) == pytest.approx([50, 200], rel=0.01)


class TestPlan:
    def test_every_institution_gets_its_floor_and_ticks_theirs(self):
        plan = plan_by_budget(register(), budget=400, floor=6, ticks_at_least=30)
        assert plan.total == 400
        assert min(checks for name, checks in plan.by_institution().items() if name) >= 6
        assert plan.checks[plan.strata.ticked].sum() >= 30
        assert (plan.checks <= plan.strata.sizes).all()

    def test_neyman_spends_little_on_ticks(self):
        # N·S: 259·√(.95·.05) = 56 against 15,479·√(.03·.97) = 2,640
        groups = strata(["u", "t"], ["A", "A"], [False, True], [15479, 259])
        weight = neyman(groups, expected_shares(groups))
        assert weight == pytest.approx([2640, 56], rel=0.01)

    def test_the_margin_is_met_and_one_check_less_would_not_do(self):
        plan = plan_by_margin(register(), margin=0.015)
        assert plan.margin <= 0.015
        assert plan_by_budget(register(), budget=plan.total - 1).margin > 0.015

    def test_with_costs_the_budget_is_kept(self):
        groups = register()
        costs = np.where(groups.ticked, 1.0, 2.5)
        plan = plan_by_budget(groups, budget=700, costs=costs)
        assert 690 < plan.cost <= 700

    def test_the_chance_of_finding_none(self):
        groups = strata(["a", "b"], ["a", "b"], [False, False], [500, 500])
        plan = plan_by_budget(groups, budget=30, expected=[0.02, 0.02], floor=2)
        assert plan.chance_none == pytest.approx(0.98**30)

    def test_without_ticks_nobody_looks_at_ticks(self):
        plan = plan_by_budget(register(), budget=300, ticks_at_least=0)
        assert plan.checks[plan.strata.ticked].sum() == 0
        assert plan.total == 300

    def test_checking_everything_leaves_no_margin(self):
        groups = strata(["a", "t"], ["a", "a"], [False, True], [30, 5])
        plan = plan_by_budget(groups, budget=35)
        assert (plan.total, plan.margin) == (35, 0)

    def test_a_budget_below_the_floors_is_refused(self):
        with pytest.raises(UserError, match=r"The budget is 50\.0, but the least numbers .* already cost 1"):
            plan_by_budget(register(), budget=50)

    def test_bad_arguments_are_named(self):
        groups = register()
        with pytest.raises(UserError, match="‘expected’ has shape 2"):
            plan_by_budget(groups, budget=400, expected=[0.1, 0.2])
        with pytest.raises(UserError, match="A check costs 0"):
            plan_by_budget(groups, budget=400, costs=0)
        with pytest.raises(UserError, match="‘margin’, position 1: 5 is more than 1"):
            plan_by_margin(groups, margin=5)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_plan_in_words(self, language):
        said = plan_by_budget(register(), budget=400).sentence(language)
        assert "400" in said
        assert "42" in said

    def test_one_institution_is_no_plural(self):
        groups = strata(["a", "b"], ["a", "a"], [False, True], [500, 20])
        plan = plan_by_budget(groups, budget=50)
        assert "drawn by lot at 1 institution:" in plan.sentence("en")
        assert "geloot bij 1 instelling:" in plan.sentence("nl")


class TestSimpleSize:
    @pytest.mark.parametrize(("population", "printed"), DATA["krejcie-morgan"]["rows"])
    def test_krejcie_and_morgan_round_to_the_nearest(self, population, printed):
        assert round(simple_size(0.05, population)) == printed

    def test_a_guarantee_rounds_up(self):
        assert round(simple_size(0.05, 40)) == 36
        assert simple_checks(0.05, 40) == 37

    def test_never_more_than_there_are(self):
        assert simple_checks(0.0001, 50) == 50
