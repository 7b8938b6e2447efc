"""The ladder of assumptions: every rung, alone and together, and what contradicts."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.bounds import (
    checked_ticked,
    checked_unticked,
    ladder,
    missed_at_least,
    missed_at_most,
    nonresponse_bounds,
    surplus_at_most,
    ticks_right,
    unticked_no_more_often,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES, say
from blendwise.records import Unit

DATA = tomllib.loads((Path(__file__).parent / "data" / "bounds.toml").read_text())
TICKS, ALL = 259, 15738
SCOPE = Scope(calls=(2021, 2022), institutions=42)


def last(*assumptions, ticks=TICKS, mobilities=ALL):
    return ladder(ticks, mobilities, *assumptions)[-1]


class TestRungs:
    def test_without_any_assumption_anything_is_possible(self):
        assert (last().low, last().high) == (0, 1)

    def test_if_every_tick_is_right_the_ticks_are_the_least(self):
        rung = last(ticks_right())
        assert (rung.low, rung.high) == (259 / 15738, 1)

    @pytest.mark.parametrize(("missed", "high"), DATA["miss"]["rates"])
    def test_a_limited_miss_rate(self, missed, high):
        rung = last(ticks_right(), missed_at_most(missed / 100))
        assert round(100 * rung.high, 2) == high

    def test_ten_of_a_hundred_small_enough_to_count(self):
        # 10 ticks among 100
        def bounds(*assumptions):
            rung = last(*assumptions, ticks=10, mobilities=100)
            return rung.details["fewest"], rung.details["most"]

        assert bounds(surplus_at_most(0.2)) == (8, 100)
        assert bounds(missed_at_least(0.1)) == (9, 100)
        assert bounds(checked_unticked(20, 3)) == (3, 10 + 90 - 17)
        assert bounds(checked_ticked(5, 4)) == (4, 9 + 90)
        # all ticks checked, 8 right: no more than 8 in 10 of the 90 others
        assert bounds(checked_ticked(10, 8), unticked_no_more_often()) == (8, 8 + 72)
        # the other way round: 20 of the 90 are blended, so at least 10·20/90 of the ticks are
        assert bounds(checked_unticked(20, 20), unticked_no_more_often()) == (
            pytest.approx(20 + 10 * 20 / 90),
            100,
        )

    def test_a_check_without_an_answer_leaves_its_mobility_open(self):
        # of 20 checked 3 blended and 5 open: 12 are not, so at most 90 - 12 of the unticked
        rung = last(checked_unticked(20, 3, 5), ticks=10, mobilities=100)
        assert (rung.details["fewest"], rung.details["most"]) == (3, 10 + 90 - 12)
        assert "20 unticked mobilities checked, of which 3 blended and 5 undetermined" in rung.sentence("en")

    def test_a_group_counts_as_many_participants_as_it_is(self):
        # 3 of 12 mobilities ticked, one a group of 18: 20 of 40 participants
        rung = ladder(20, 40, ticks_right(), missed_at_most(0.1), unit=Unit.PARTICIPANTS)[-1]
        assert (rung.low, rung.high) == (20 / 40, 22 / 40)
        assert rung.unit is Unit.PARTICIPANTS
        assert "deelnemers" in rung.sentence("nl")

    def test_each_rung_adds_one_assumption_in_the_order_given(self):
        rungs = ladder(TICKS, ALL, missed_at_most(0.1), ticks_right())
        assert [len(rung.assumptions) for rung in rungs] == [0, 1, 2]
        assert rungs[1].low == 0
        assert rungs[2].low == TICKS / ALL

    def test_two_of_one_kind_are_two_rungs_and_one_line_in_words(self):
        rungs = ladder(TICKS, ALL, ticks_right(), missed_at_most(0.05), missed_at_most(0.01))
        assert len(rungs) == 4
        assert rungs[3].high < rungs[2].high
        assert "at most 1.0% of the 15,479 unticked" in rungs[3].sentence("en")

    def test_a_rung_has_no_value_and_no_level(self):
        rung = last(ticks_right())
        assert (rung.value, rung.level, rung.form) == (None, None, "bounds")

    def test_with_no_tick_and_with_only_ticks_the_order_assumption_says_nothing(self):
        assert last(unticked_no_more_often(), ticks=0).high == 1
        assert last(unticked_no_more_often(), ticks=5, mobilities=5).high == 1


class TestRefusals:
    def test_assumptions_that_contradict_each_other(self):
        with pytest.raises(UserError) as error:
            last(missed_at_most(0.01), missed_at_least(0.02))
        assert error.value.code == "bounds.contradiction"
        assert "Aanname 2 (‘er ontbreken minstens zoveel vinkjes’)" in error.value.sentence("nl")

    def test_a_fact_contradicts_that_every_tick_is_right(self):
        with pytest.raises(UserError, match="contradicts"):
            last(ticks_right(), checked_ticked(30, 29))

    def test_more_checks_than_there_are(self):
        with pytest.raises(UserError, match="‘checked’, position 1: 300 is more than ‘mobilities’"):
            last(checked_ticked(300, 290))

    def test_more_ticks_than_mobilities(self):
        with pytest.raises(UserError, match="‘ticks’, position 1: 7 is more than ‘mobilities’"):
            ladder(7, 6)

    def test_a_share_in_percent(self):
        with pytest.raises(UserError, match="‘share’, position 1: 5 is more than 1"):
            missed_at_most(5)


class TestWords:
    def test_the_sentences_of_the_sheet(self):
        _, none, miss = ladder(TICKS, ALL, ticks_right(), missed_at_most(0.01), scope=SCOPE)
        assert none.sentence("nl") == (
            "Zonder aannames over ontbrekende vinkjes weten we alleen: minstens 259 van de 15.738 mobiliteiten "
            "in de calls 2021 en 2022 bij 42 instellingen zijn werkelijk blended (1,65%), als elk vinkje terecht is. "
            "Hoogstens zijn het er 15.738: 100%."
        )
        assert miss.sentence("en") == (
            "If every tick is right and at most 1.0% of the 15,479 unticked mobilities are blended after all, then "
            "between 1.65% and 2.63% of all 15,738 mobilities in calls 2021 and 2022 at 42 institutions are truly "
            "blended."
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("unit", [Unit.MOBILITIES, Unit.PARTICIPANTS])
    def test_every_rung_has_its_sentence_with_its_assumptions(self, language, unit):
        for rung in ladder(
            TICKS, ALL, surplus_at_most(0.1), checked_ticked(30, 29), missed_at_least(0.001), missed_at_most(0.1),
            checked_unticked(400, 12), checked_ticked(40, 35, 2), checked_unticked(410, 13, 7),
            unticked_no_more_often(), unit=unit, scope=SCOPE,
        ):  # fmt: skip
            assert "15" in rung.sentence(language)
            wrong, right = sorted(("mobilities", "participants"), key=lambda name: name == unit)
            named = {"nl": {"mobilities": "mobiliteiten ", "participants": "deelnemers "}}.get(language, {})
            assert named.get(right, right) in rung.sentence(language)
            assert named.get(wrong, wrong) not in rung.sentence(language)
            for assumption in rung.assumptions:
                assert say(assumption, language, **rung.details) in rung.sentence(language)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_one_tick_and_no_mobilities(self, language):
        assert " 1 " in last(ticks_right(), ticks=1).sentence(language)
        assert " 1 " in last(ticks=1).sentence(language)
        assert " 0 (" not in last(ticks_right(), ticks=0).sentence(language)
        nothing = last(ticks_right(), ticks=0, mobilities=0)
        assert nothing.form == "undefined"
        assert nothing.sentence(language)


class TestNonresponse:
    def test_two_of_fifteen_have_a_policy(self):
        found = nonresponse_bounds(2, 15, 42, unit=Unit.INSTITUTIONS)
        assert (found.details["fewest"], found.details["most"]) == (2, 29)
        assert "minstens 2 en hoogstens 29" in found.sentence("nl")

    def test_the_homeless_men_of_manski(self):
        case = DATA["homeless"]
        found = nonresponse_bounds(case["exited"], case["located"], case["sampled"], unit=Unit.PARTICIPANTS)
        assert (found.low, found.high) == pytest.approx((case["low"], case["high"]), abs=1e-6)

    def test_all_answered_leaves_one_number(self):
        found = nonresponse_bounds(6, 15, 15, unit=Unit.INSTITUTIONS)
        assert found.low == found.high == 6 / 15


assumptions = st.one_of(
    st.just(ticks_right()),
    st.floats(0, 1).map(surplus_at_most),
    st.floats(0, 1).map(missed_at_most),
    st.just(unticked_no_more_often()),
)


@given(st.integers(0, 50), st.integers(0, 50), st.lists(assumptions, max_size=5))
def test_every_rung_lies_within_the_one_before(ticks, unticked, chosen):
    rungs = ladder(ticks, ticks + unticked, *chosen)
    for wider, narrower in pairwise(rungs):
        if wider.low is not None:
            assert wider.low <= narrower.low <= narrower.high <= wider.high


@given(st.lists(assumptions, min_size=2, max_size=4), st.randoms())
def test_the_last_rung_does_not_depend_on_the_order(chosen, random):
    shuffled = random.sample(chosen, len(chosen))
    assert last(*chosen).low == last(*shuffled).low
    assert last(*chosen).high == last(*shuffled).high
