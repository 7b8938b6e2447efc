"""From checks to what is true: every figure, the undetermined, thin strata, and the sentences."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.audit import (
    checks_of,
    estimate,
    join_thin_strata,
    none_found_table,
    strata,
    take_ticks_as_right,
    with_surplus,
)
from blendwise.estimation.audit.model import group_posterior, limits_of_sum
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "audit.toml").read_text())
TWO = strata(["unticked", "ticked"], ["", ""], [False, True], [15479, 259])
FIGURES = ("share", "missing_ticks", "surplus_ticks", "sensitivity", "specificity", "model")


def simple(checked=400, found=12, undetermined=0):
    """A simple draw from the unticked; nobody looked at the ticks."""
    return take_ticks_as_right(checks_of(TWO, [checked, 0], [found, 0], [undetermined, 0]))


class TestTheWhole:
    def test_the_example_for_a_layperson(self):
        case = DATA["layperson"]
        found = estimate(simple(case["checked"], case["found"])).share
        assert [round(100 * x, 1) for x in (found.value, found.low, found.high)] == case["percent"]
        assert found.method == "two-phase-exact"

    def test_tenenbein_with_two_strata(self):
        # 1,000 unticked, 100 checked, 4 blended; 50 ticked, 25 checked, 20 blended: 40 + 40 of 1,050
        groups = strata(["u", "t"], ["", ""], [False, True], [1000, 50])
        found = estimate(checks_of(groups, [100, 25], [4, 20]))
        assert found.share.value == pytest.approx(80 / 1050)
        assert found.missing_ticks.value == 40
        assert found.surplus_ticks.value == 10
        assert found.sensitivity.value == pytest.approx(40 / 80)
        assert found.specificity.value == pytest.approx(960 / 970)
        for name in FIGURES:
            figure = getattr(found, name)
            assert figure.low < figure.value < figure.high

    def test_all_checked_leaves_facts(self):
        groups = strata(["u", "t"], ["", ""], [False, True], [100, 10])
        found = estimate(checks_of(groups, [100, 10], [3, 9]))
        assert found.share.low == found.share.value == found.share.high == 12 / 110
        assert found.sensitivity.low == found.sensitivity.high == 9 / 12
        assert found.model.low == found.model.high == 12 / 110
        assert found.share.details["se"] == 0

    def test_none_found_gives_the_limit_of_the_table(self):
        found = estimate(simple(300, 0)).share
        row = none_found_table(15479, 259, [300])[0]
        assert found.details["at_most"] == row.blended_at_most
        assert found.low == found.value == 259 / 15738
        assert found.high > row.share  # two-sided is wider than one-sided

    def test_ticks_that_nobody_looked_at_have_no_estimate(self):
        found = estimate(simple())
        assert found.surplus_ticks.value is None
        assert found.specificity.value is None
        assert "the ticks themselves were not checked" in found.share.assumption_sentence("en")

    def test_unchecked_ticks_that_may_be_wrong_move_the_lower_end_alone(self):
        found = estimate(simple())
        half = with_surplus(found, 0.5)
        assert half.value is None
        assert half.high == found.share.high
        assert half.low == pytest.approx(found.share.low - 259 / 2 / 15738)
        assert with_surplus(found, 0) is found.share

    def test_what_was_seen_of_ticks_goes_before_what_is_assumed(self):
        with pytest.raises(UserError, match="30 ticks were checked"):
            with_surplus(estimate(checks_of(TWO, [400, 30], [12, 29])), 0.1)

    def test_what_is_found_without_a_tick_bounds_sensitivity_from_above(self):
        # 12 of 400: 244 to 797 missing, so between 259/(259+797) and 259/(259+244)
        found = estimate(simple()).sensitivity
        assert (found.low, found.high) == pytest.approx((259 / (259 + 797), 259 / (259 + 244)))

    def test_without_a_right_tick_sensitivity_is_zero(self):
        groups = strata(["u", "t"], ["", ""], [False, True], [100, 10])
        found = estimate(checks_of(groups, [50, 10], [5, 0])).sensitivity
        assert (found.value, found.low, found.high) == (0, 0, 0)

    def test_without_a_right_tick_among_a_few_sensitivity_may_still_be_large(self):
        groups = strata(["u", "t"], ["", ""], [False, True], [20, 20])
        found = estimate(checks_of(groups, [2, 2], [1, 0])).sensitivity
        assert found.value == found.low == 0
        assert found.high > 0.5

    def test_nothing_blended_at_all_leaves_sensitivity_undefined(self):
        groups = strata(["u", "t"], ["", ""], [False, True], [100, 10])
        found = estimate(checks_of(groups, [50, 5], [0, 0]))
        assert found.sensitivity.form == "undefined"
        assert "Undefined" in found.sensitivity.sentence("en")


class TestUndetermined:
    found = estimate(checks_of(TWO, [400, 40], [12, 37], [6, 1]))

    def test_they_are_bounded_and_not_dropped(self):
        none = estimate(checks_of(TWO, [400, 40], [12, 37])).share
        every = estimate(checks_of(TWO, [400, 40], [18, 38])).share
        share = self.found.share
        assert share.value is None
        assert (share.low, share.high) == (none.low, every.high)
        assert (share.details["if_none"], share.details["if_all"]) == (none.value, every.value)

    @pytest.mark.parametrize("name", FIGURES)
    def test_every_figure_becomes_wider(self, name):
        without = estimate(checks_of(TWO, [400, 40], [12, 37]))
        assert getattr(self.found, name).low <= getattr(without, name).low
        assert getattr(self.found, name).high >= getattr(without, name).high

    def test_surplus_ticks_turn_the_other_way(self):
        # 37 to 38 of 40 right: 2/40 to 3/40 of 259 too many
        surplus = self.found.surplus_ticks.details
        assert (surplus["if_none"], surplus["if_all"]) == pytest.approx((259 * 2 / 40, 259 * 3 / 40))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_one_and_several_have_their_sentence(self, language):
        one = estimate(simple(undetermined=1)).share.sentence(language)
        several = self.found.share.sentence(language)
        assert " 1 " in one
        assert " 7 " in several
        assert self.found.share.warnings == ("audit.warnings.undetermined",)


class TestThinStrata:
    groups = strata(["A", "B", "C", "t"], ["A", "B", "C", ""], [False, False, False, True], [50, 60, 70, 9])

    def test_a_stratum_without_a_check_is_refused_by_name(self):
        with pytest.raises(UserError, match="Nothing was checked in these strata: B"):
            estimate(checks_of(self.groups, [5, 0, 5, 9], [0, 0, 1, 9]))

    def test_a_stratum_with_one_check_is_refused_by_name(self):
        with pytest.raises(UserError, match="Only one mobility was checked in these strata: A, C"):
            estimate(checks_of(self.groups, [1, 5, 1, 9], [0, 0, 1, 9]))

    def test_one_check_is_fine_where_there_is_one_mobility(self):
        groups = strata(["A", "tiny"], ["A", "B"], [False, False], [50, 1])
        assert estimate(checks_of(groups, [5, 1], [1, 1])).missing_ticks.value == 10 + 1

    def test_no_tick_checked_must_be_said(self):
        with pytest.raises(UserError, match="Not one tick was checked"):
            estimate(checks_of(self.groups, [5, 5, 5, 0], [0, 0, 1, 0]))
        with pytest.raises(UserError, match="9 ticks were checked"):
            take_ticks_as_right(checks_of(self.groups, [5, 5, 5, 9], [0, 0, 1, 9]))

    def test_thin_ones_can_be_joined_and_the_result_says_so(self):
        checks = join_thin_strata(checks_of(self.groups, [1, 0, 6, 9], [0, 0, 2, 9]))
        # A and B have one check together, so the smallest other one, C, joins
        assert checks.strata.names == ("A + B + C", "t")
        assert list(checks.checked) == [7, 9]
        assert "audit.warnings.joined" in estimate(checks).share.warnings

    def test_two_thin_ones_with_two_checks_stay_apart_from_the_rest(self):
        checks = join_thin_strata(checks_of(self.groups, [1, 1, 6, 9], [0, 1, 2, 9]))
        assert checks.strata.names == ("C", "A + B", "t")
        assert estimate(checks).missing_ticks.value == pytest.approx(70 * 2 / 6 + 110 / 2)

    def test_nothing_thin_nothing_joined(self):
        checks = checks_of(self.groups, [5, 5, 5, 9], [0, 0, 1, 9])
        assert join_thin_strata(checks) is checks

    @pytest.mark.parametrize(
        ("checked", "blended", "undetermined", "message"),
        [
            ([60, 5, 5, 9], [0, 0, 0, 0], 0, "‘checked’, position 1: 60 is more than ‘sizes’"),
            (
                [5, 5, 5, 9],
                [6, 0, 0, 0],
                0,
                r"‘blended \+ undetermined’, position 1: 6 is more than ‘checked’",
            ),
            (
                [5, 5, 5, 9],
                [3, 0, 0, 0],
                3,
                r"‘blended \+ undetermined’, position 1: 6 is more than ‘checked’",
            ),
            ([5, 5, -5, 9], [0, 0, 0, 0], 0, "‘checked’, position 3: −5 is less than 0"),
            ([5, 5, 2.5, 9], [0, 0, 0, 0], 0, r"‘checked’, position 3: 2\.5 is not a whole number"),
        ],
    )
    def test_impossible_counts_name_the_place(self, checked, blended, undetermined, message):
        with pytest.raises(UserError, match=message):
            checks_of(self.groups, checked, blended, undetermined)


THREE_KINDS = [
    estimate(simple()),
    estimate(checks_of(TWO, [400, 20], [12, 17])),
    estimate(checks_of(TWO, [400, 20], [12, 17], [3, 1])),
]


class TestWords:
    scope = Scope(calls=(2021, 2022))

    def test_the_sentence_of_the_sheet(self):
        assert estimate(simple(), scope=self.scope).share.sentence("nl") == (
            "Naar schatting zijn 720 van de 15.738 mobiliteiten in de calls 2021 en 2022 werkelijk blended: 4,6% "
            "(95%-controle-interval 3,2% tot 6,7%). Basis: 400 mobiliteiten zonder vinkje nagekeken; daarvan bleken er "
            "12 blended."
        )

    def test_one_and_none_found_have_their_own(self):
        assert "daarvan bleek er 1 blended" in estimate(simple(400, 1)).share.sentence("nl")
        assert "hoogstens 411 van de 15.738 werkelijk blended (2,61%)" in estimate(
            simple(300, 0)
        ).share.sentence("nl")

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", FIGURES)
    def test_every_figure_has_its_sentences(self, language, name):
        for found in THREE_KINDS:
            figure = getattr(found, name)
            assert figure.sentence(language)
            assert figure.assumption_sentence(language)
            assert len(figure.warning_sentences(language)) == len(figure.warnings)

    def test_few_checked_ticks_are_said(self):
        few = estimate(checks_of(TWO, [400, 20], [12, 17])).share
        assert few.warnings == ("audit.warnings.few-ticks",)
        assert estimate(checks_of(TWO, [400, 30], [12, 27])).share.warnings == ()


class TestModel:
    def test_against_a_simulation_of_the_same_model(self):
        rng = np.random.Generator(np.random.Philox(key=11))
        sizes = np.array([985.0, 630, 244, 118, 93] + [339.0] * 10)
        checked = np.array([14.0, 12, 7, 5, 4] + [8.0] * 10)
        found = np.array([0.0, 0, 3, 1, 0] + [0.0] * 9 + [1.0])
        names = [str(place) for place in range(15)]
        group = group_posterior(names, sizes, checked, found)
        hyper = group.shares.hyper
        node = rng.choice(len(hyper.weight), 40_000, p=hyper.weight)
        totals = np.full(40_000, found.sum())
        for n, m, x in zip(sizes, checked, found, strict=True):
            rate = rng.beta(hyper.a[node] + x, hyper.b[node] + m - x)
            totals += rng.binomial(int(n - m), rate)
        assert group.expected == pytest.approx(totals.mean(), rel=0.01)
        nothing = group_posterior([], *[np.zeros(0)] * 3)
        limits = limits_of_sum(group, nothing, 0.95)
        assert limits == pytest.approx(np.quantile(totals, [0.025, 0.975]), rel=0.03)

    def test_a_finer_grid_changes_nothing_that_is_shown(self):
        sizes, checked = np.full(20, 300.0), np.full(20, 10.0)
        found = np.array([4.0, 1, 1] + [0.0] * 17)
        names = [str(place) for place in range(20)]
        coarse = group_posterior(names, sizes, checked, found).expected
        fine = group_posterior(names, sizes, checked, found, nodes=(120, 90)).expected
        assert coarse == pytest.approx(fine, rel=1e-5)

    def test_without_any_find_it_still_has_an_answer(self):
        found = estimate(simple(300, 0)).model
        assert 259 / 15738 <= found.low < found.value < found.high < 0.03

    def test_it_agrees_with_the_two_phase_estimate_on_a_large_audit(self):
        groups = strata(["u", "v", "t"], ["A", "B", ""], [False, False, True], [9000, 6000, 259])
        found = estimate(checks_of(groups, [900, 600, 50], [45, 24, 47]))
        assert found.model.value == pytest.approx(found.share.value, rel=0.03)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(20, 400), st.integers(2, 15), st.booleans()), min_size=2, max_size=6),
    st.data(),
)
def test_every_interval_holds_its_value_and_the_order_of_strata_does_not_matter(rows, data):
    sizes, checked, ticked = (list(column) for column in zip(*rows, strict=True))
    found = [data.draw(st.integers(0, m)) for m in checked]
    order = data.draw(st.permutations(range(len(rows))))

    def figures(rows_in):
        names = [f"s{row}" for row in rows_in]
        groups = strata(names, names, [ticked[r] for r in rows_in], [sizes[r] for r in rows_in])
        return estimate(checks_of(groups, [checked[r] for r in rows_in], [found[r] for r in rows_in]))

    one, other = figures(range(len(rows))), figures(order)
    for name in FIGURES:
        figure, turned = getattr(one, name), getattr(other, name)
        if figure.value is None:
            assert turned.value is None
            continue
        assert figure.low <= figure.value * (1 + 1e-12) + 1e-12
        assert figure.value <= figure.high * (1 + 1e-12) + 1e-12
        if name != "model":
            both = (figure.value, figure.low, figure.high), (turned.value, turned.low, turned.high)
            assert both[0] == pytest.approx(both[1], abs=1e-9)
        else:
            assert figure.value == pytest.approx(turned.value, rel=1e-4)
