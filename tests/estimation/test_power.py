"""How large a change the next call can show: by hand, in its limits, and against simulated calls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.cluster_variance import kish_design_effect
from blendwise.estimation.contrasts import contrast_variance
from blendwise.estimation.power import Plan, correlation_between_calls, power_of_change, smallest_change
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

REPORT = Plan(share=0.0165, total=15738, next_total=15738, institutions=42, design_effect=48)


@st.composite
def plans(draw):
    return Plan(
        share=draw(st.floats(0.001, 0.5)),
        total=draw(st.integers(100, 50_000)),
        next_total=draw(st.integers(100, 50_000)),
        institutions=draw(st.integers(5, 400)),
        design_effect=draw(st.floats(0.5, 100)),
        correlation=draw(st.floats(-0.5, 0.9)),
    )


class TestSums:
    def test_the_reach_by_hand(self):
        # t with 41 degrees: 2.0195 + 0.8505 = 2.8700 standard errors, at the next share itself.
        rise = smallest_change(REPORT, unit=Unit.MOBILITIES).rise
        p = rise.details["next_share"]
        se = np.sqrt(48 / 15738 * (0.0165 * 0.9835 + p * (1 - p)))
        assert rise.details["se"] == pytest.approx(se)
        assert rise.value == pytest.approx(2.8700 * se, rel=1e-4)

    def test_the_report_can_show_a_rise_to_6_percent_and_no_fall_at_all(self):
        found = smallest_change(REPORT, unit=Unit.MOBILITIES)
        assert found.rise.details["next_share"] == pytest.approx(0.059, abs=5e-4)
        assert found.fall.value is None
        assert found.fall.sentence("nl") == (
            "Zelfs een daling van 1,7% naar nul valt in de volgende call niet met kans 80,0% op (bij 42 instellingen)."
        )

    def test_correlation_is_what_the_joint_variance_lacks(self):
        before, after = np.array([1, 4, 2, 8]), np.array([2, 5, 2, 9])
        totals = np.full(4, 20)
        rho = correlation_between_calls(before, totals, after, totals)
        # With equal totals the contributions are the numbers themselves: plain correlation.
        assert rho == pytest.approx(np.corrcoef(before, after)[0, 1])
        assert np.isnan(correlation_between_calls([0, 0], [5, 5], [1, 2], [5, 5]))


class TestProperties:
    @given(plan=plans(), power=st.sampled_from([0.5, 0.8, 0.9]))
    def test_the_smallest_change_has_the_power_it_was_sought_for(self, plan, power):
        found = smallest_change(plan, unit=Unit.MOBILITIES, power=power)
        for end in (found.rise, found.fall):
            if end.value is not None:
                assert float(power_of_change(plan, end.details["next_share"])) == pytest.approx(
                    power, abs=1e-6
                )
        assert found.rise.value is None or found.rise.value > 0
        assert found.fall.value is None or -plan.share <= found.fall.value < 0

    @given(plan=plans())
    def test_what_shows_less_needs_a_larger_change(self, plan):
        easy = smallest_change(plan, unit=Unit.MOBILITIES, power=0.6).rise
        hard = smallest_change(plan, unit=Unit.MOBILITIES, power=0.9).rise
        if hard.value is not None:
            assert easy.value < hard.value

    @given(plan=plans(), share=st.floats(0, 1))
    def test_power_is_a_chance(self, plan, share):
        assert 0.024 <= float(power_of_change(plan, share)) <= 1

    def test_the_same_institutions_show_smaller_changes(self):
        def rise(correlation):
            plan = Plan(
                share=0.05,
                total=5000,
                next_total=5000,
                institutions=60,
                design_effect=10,
                correlation=correlation,
            )
            return smallest_change(plan, unit=Unit.MOBILITIES).rise.value

        assert rise(0.8) < 0.6 * rise(0)


class TestTraps:
    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"share": 1.2}, "‘share’, position 1: 1.2 is more than 1"),
            ({"total": 0}, "‘total’, position 1: it says 0"),
            ({"next_total": -3}, "‘next_total’, position 1: −3"),
            ({"institutions": 1}, "‘institutions’, position 1: 1 is less than 2"),
            ({"design_effect": 0}, "‘design_effect’, position 1: it says 0"),
            ({"correlation": 1.5}, r"‘correlation’, position 1: 1\.5 is more than 1"),
        ],
    )
    def test_an_impossible_plan_names_its_part(self, facts, words):
        possible = {"share": 0.1, "total": 100, "next_total": 100, "institutions": 9, "design_effect": 2}
        with pytest.raises(UserError, match=words):
            Plan(**possible | facts)

    def test_power_is_a_share_and_not_a_percentage(self):
        with pytest.raises(UserError, match=r"Write 0\.95 for 95%"):
            smallest_change(REPORT, unit=Unit.MOBILITIES, power=80)

    def test_nothing_and_everything_can_only_change_one_way(self):
        none = Plan(share=0, total=900, next_total=900, institutions=30, design_effect=2)
        found = smallest_change(none, unit=Unit.MOBILITIES)
        assert (found.rise.value is not None, found.fall.value) == (True, None)
        every = Plan(share=1, total=900, next_total=900, institutions=30, design_effect=2)
        assert smallest_change(every, unit=Unit.MOBILITIES).rise.value is None

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_both_ends_are_said_and_are_a_model(self, language):
        wide = Plan(share=0.9, total=50, next_total=50, institutions=5, design_effect=30)
        for plan in (REPORT, wide):
            found = smallest_change(plan, unit=Unit.MOBILITIES)
            for end in (found.rise, found.fall):
                assert end.sentence(language)
                assert end.assumption_sentence(language)
                assert (end.question, end.population) == (Question.PROCESS, "model")


class TestAgainstSimulation:
    """Two calls of institutions with chances of their own, judged as `contrasts` judges them."""

    SIZES = (
        244,
        985,
        630,
        641,
        652,
        244,
        298,
        796,
        118,
        207,
        93,
        458,
        468,
        472,
        144,
        200,
        258,
        310,
        473,
        580,
    )

    @pytest.mark.parametrize(
        ("institutions", "share", "icc"), [(42, 0.05, 0.02), (150, 0.05, 0.02), (150, 0.2, 0.02)]
    )
    def test_power_of_80_percent_is_80_percent(self, institutions, share, icc):
        totals = np.resize(self.SIZES, institutions)
        plan = Plan(
            share=share,
            total=totals.sum(),
            next_total=totals.sum(),
            institutions=institutions,
            design_effect=float(kish_design_effect(totals, icc)),
        )
        found = smallest_change(plan, unit=Unit.MOBILITIES)
        for end in (found.rise, found.fall):
            assert self.shown(totals, share, end.details["next_share"], icc) == pytest.approx(0.80, abs=0.045)

    def test_with_a_rare_tick_the_formula_is_a_little_cautious(self):
        totals = np.resize(self.SIZES, 42)
        plan = Plan(
            share=0.0165,
            total=totals.sum(),
            next_total=totals.sum(),
            institutions=42,
            design_effect=float(kish_design_effect(totals, 0.08)),
        )
        rise = smallest_change(plan, unit=Unit.MOBILITIES).rise
        assert 0.80 < self.shown(totals, 0.0165, rise.details["next_share"], 0.08) < 0.90

    def shown(self, totals, share, next_share, icc, replications=1500):
        rng, rest = np.random.default_rng(12), 1 / icc - 1
        shape = (replications, len(totals))
        before = rng.binomial(totals, rng.beta(share * rest, (1 - share) * rest, size=shape))
        after = rng.binomial(totals, rng.beta(next_share * rest, (1 - next_share) * rest, size=shape))
        change = (after.sum(axis=1) - before.sum(axis=1)) / totals.sum()
        se = np.sqrt(contrast_variance(before, totals, after, totals))
        toward = np.sign(next_share - share)
        return np.mean(toward * change / se > stats.t.isf(0.025, len(totals) - 1))
