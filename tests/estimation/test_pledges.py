"""Pledge against registration: expectation, split, named cases, and the ratio over institutions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.pledges import (
    Case,
    break_even,
    cases,
    expected,
    mid_p_test,
    ratio_limits,
    ratio_limits_mid_p,
    registered_to_expected,
    split,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

# Six institutions, each a case of its own:
#             plan      none    none   more than  no          none
#             kept      pledged done   pledged    application registered
PLEDGED = [50, 0, 10, 5, 0, 4]
APPLIED = [100, 20, 40, 10, 0, 8]
REALISED = [80, 20, 0, 10, 5, 8]
REGISTERED = [10, 1, 0, 6, 1, 0]
SIX = (PLEDGED, APPLIED, REALISED, REGISTERED)


@st.composite
def chains(draw, least=1):
    """Return four rows of whole numbers, all positive, with parts within their wholes."""
    n = draw(st.integers(least, 12))
    applied = [draw(st.integers(1, 200)) for _ in range(n)]
    realised = [draw(st.integers(1, 200)) for _ in range(n)]
    pledged = [draw(st.integers(1, m)) for m in applied]
    registered = [draw(st.integers(1, r)) for r in realised]
    return pledged, applied, realised, registered


class TestAgainstPublished:
    def test_the_report_gives_a_break_even_only(self):
        # 2,002 asked for, 259 registered, no total of all that was applied for: 259 / 2,002 = 12.9 %.
        found = break_even(2002, 259, registered_unit=Unit.MOBILITIES, scope=Scope(calls=(2021, 2022)))
        assert found.value == pytest.approx(0.1294, abs=5e-5)
        assert (found.question, found.low, found.level) == (Question.COUNT, None, None)
        assert found.warning_sentences("nl") == (
            "Let op: de toezegging telt deelnemers en het vinkje telt mobiliteiten. De twee zijn niet één op één te "
            "vergelijken.",
        )
        assert found.sentence("nl").startswith(
            "Toegezegd in de calls 2021 en 2022: 2.002. Geregistreerd: 259, dat is 12,9%."
        )


class TestSums:
    def test_expected_is_the_plan_mix_of_what_was_carried_out(self):
        # 50 of 100 planned, 80 carried out: 40. Nothing applied for: nothing can be expected.
        np.testing.assert_allclose(expected(PLEDGED, APPLIED, REALISED), [40, 0, 0, 5, np.nan, 4])

    def test_every_case_has_its_name(self):
        assert list(cases(*SIX)) == [
            "ordinary",
            "nothing-pledged",
            "nothing-realised",
            "more-than-pledged",
            "no-application",
            "none-registered",
        ]
        assert set(cases(*SIX)) == set(Case)

    def test_the_split_into_volume_and_mix(self):
        # 10 of 50 is a fifth: the budget brought 80 of 100, and of those an eighth instead of a half was blended.
        found = split(50, 100, 80, 10)
        assert np.exp([found.total, found.volume, found.mix]) == pytest.approx([0.2, 0.8, 0.25])

    def test_the_mid_p_test_by_hand(self):
        # 0 of 4 at a plan of a half: 1/16, half of it counted, twice for both sides: 1/16.
        assert float(mid_p_test(1, 2, 4, 0)) == pytest.approx(1 / 16)

    def test_limits_over_expected(self):
        # Garwood for 10 is 4.795389 to 18.390356; 40 expected.
        found = ratio_limits(*SIX)
        assert (found.low[0], found.high[0]) == pytest.approx((4.795389 / 40, 18.390356 / 40), abs=1e-6)
        assert np.isnan(found.low[[1, 2, 4]]).all()
        assert np.isnan(ratio_limits_mid_p(*SIX).high[[1, 2, 4]]).all()


class TestProperties:
    @given(chain=chains())
    def test_volume_and_mix_add_up_to_the_total(self, chain):
        found = split(*chain)
        np.testing.assert_allclose(found.volume + found.mix, found.total, atol=1e-12)
        np.testing.assert_allclose(np.exp(found.total), np.divide(chain[3], chain[0]))

    @given(chain=chains())
    def test_the_mid_p_test_and_its_limits_agree(self, chain):
        limits, p = ratio_limits_mid_p(*chain), mid_p_test(*chain).p
        outside = (limits.low > 1 + 1e-9) | (limits.high < 1 - 1e-9)
        clear = np.abs(p - 0.05) > 1e-9
        np.testing.assert_array_equal((p < 0.05)[clear], outside[clear])

    @given(chain=chains(least=2), seed=st.integers(0, 99))
    def test_the_order_of_institutions_does_not_matter(self, chain, seed):
        order = np.random.default_rng(seed).permutation(len(chain[0]))
        here, there = (
            registered_to_expected(*chain),
            registered_to_expected(*(np.array(row)[order] for row in chain)),
        )
        assert there.value == pytest.approx(here.value)
        if here.low is not None:
            assert (there.low, there.high) == pytest.approx((here.low, here.high), rel=1e-6)

    @given(chain=chains(least=2))
    def test_the_interval_holds_the_ratio_and_the_parts_its_log(self, chain):
        found = registered_to_expected(*chain)
        if found.low is not None:
            assert 0 <= found.low <= found.value <= found.high <= np.sum(chain[2]) / found.denominator + 1e-9
        parts = found.details["volume"] + found.details["mix"]
        assert np.exp(parts) == pytest.approx(np.sum(chain[3]) / np.sum(chain[0]))
        assert np.exp(found.details["mix"]) == pytest.approx(found.value)

    @given(chain=chains(least=3))
    def test_a_plan_kept_to_the_letter_has_ratio_1_and_no_spread(self, chain):
        pledged, applied, _, _ = chain
        found = registered_to_expected(pledged, applied, applied, pledged)
        assert found.value == pytest.approx(1)
        assert found.details["se"] == pytest.approx(0, abs=1e-7)


class TestTraps:
    def test_a_smaller_budget_is_no_broken_promise(self):
        # A tenth carried out, the mix kept: 5 of 50 registered, and all that was expected.
        found = registered_to_expected([50, 20], [100, 40], [10, 4], [5, 2])
        assert found.value == pytest.approx(1)

    def test_institutions_without_application_are_left_out_and_said(self):
        found = registered_to_expected(*SIX)
        assert (found.numerator, found.denominator) == (17, 49)
        assert (found.details["left_out"], found.details["left_out_registered"]) == (1, 1)
        assert any(
            warning.startswith("Van 1 instelling is er geen aanvraag")
            for warning in found.warning_sentences("nl")
        )

    def test_who_says_nothing_of_the_ratio_is_no_cluster(self):
        # nothing carried out, or nothing pledged and nothing registered: no part in 15 / 60, nor in its spread
        rows = ([50, 20], [100, 40], [80, 40], [10, 5])
        idle = ([10, 0], [40, 20], [0, 20], [0, 0])
        alone = registered_to_expected(*rows)
        beside = registered_to_expected(*(row + more for row, more in zip(rows, idle, strict=True)))
        assert beside.clusters == alone.clusters == 2
        assert (beside.value, beside.low, beside.high) == pytest.approx((alone.value, alone.low, alone.high))
        assert beside.details["nothing_expected"] == 2
        assert beside.details["pledged"] == 80

    def test_who_registered_without_a_pledge_is_one(self):
        assert registered_to_expected([50, 0], [100, 20], [80, 20], [10, 1]).clusters == 2

    def test_none_registered_is_not_certainty(self):
        # Expected 40, 5, 4 of which each all or nothing: 3.688879 · (1600 + 25 + 16) / 49², at most all 118 carried out: 118 / 49.
        found = registered_to_expected(PLEDGED, APPLIED, REALISED, [0] * 6)
        assert (found.value, found.low) == (0, 0)
        assert found.high == pytest.approx(min(3.688879 * 1641 / 49**2, 118 / 49), abs=1e-6)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("unit", [Unit.PARTICIPANTS, Unit.MOBILITIES])
    def test_nothing_expected_is_undefined_in_words(self, language, unit):
        for registered in (1, 3):
            found = registered_to_expected([0], [9], [9], [registered], unit=unit)
            assert found.value is None
            assert str(registered) in found.sentence(language)
            assert "0%" not in found.sentence(language)
        assert break_even(0, 3).value is None
        assert break_even(0, 3).sentence(language)
        assert registered_to_expected([5], [9], [9], [3], unit=unit).sentence(language)

    def test_a_single_institution_has_no_interval(self):
        found = registered_to_expected([5], [9], [9], [3])
        assert (found.value, found.low) == (pytest.approx(0.6), None)
        assert "estimation.warning.one-institution" in found.warnings

    @pytest.mark.parametrize(
        ("chain", "words"),
        [
            (([5], [4], [9], [3]), "‘pledged’, position 1: 5 is more than ‘applied’"),
            (([5], [9], [2], [3]), "‘registered’, position 1: 3 is more than ‘realised’"),
            (([2.5], [9], [9], [3]), r"‘pledged’, position 1: 2\.5 is not a whole number"),
            (([1, 1], [9, 9], [9, 9, 9], [3, 3, 3]), "‘realised’ has shape 3, expected is 2"),
            (([[1]], [[9]], [[9]], [[3]]), "not a row"),
        ],
    )
    def test_bad_input_names_its_place(self, chain, words):
        with pytest.raises(UserError, match=words):
            registered_to_expected(*chain)


class TestSentence:
    def test_pledged_expected_registered(self):
        found = registered_to_expected([50, 20], [100, 40], [80, 30], [10, 3], scope=Scope(calls=(2021,)))
        assert found.sentence("nl").startswith(
            "Toegezegd in call 2021: 70 deelnemers aan blended mobiliteit. Naar budget verwacht: 55,0. "
            "Geregistreerd: 13, dat is 23,6% van wat verwacht was."
        )
        assert "een aanvraag" in found.assumption_sentence("nl")


class TestCoverage:
    def test_the_interval_over_60_institutions(self):
        """Institutions register a part of what they planned, beta distributed around 60 %."""
        rng, k, held = np.random.default_rng(6), 60, []
        applied, pledged = np.resize([40, 90, 150], k), np.resize([10, 12, 50], k)
        realised = applied - 10
        plan = pledged / applied
        for _ in range(400):
            registered = rng.binomial(realised, plan * rng.beta(6, 4, k))
            found = registered_to_expected(pledged, applied, realised, registered)
            held.append(found.low <= 0.6 <= found.high)
        assert np.mean(held) == pytest.approx(0.95, abs=0.03)

    def test_the_mid_p_test_rejects_about_as_often_as_it_says(self):
        registered = np.arange(51)
        rejected = mid_p_test(20, 100, 50, registered).p <= 0.05
        assert stats.binom.pmf(registered, 50, 0.2)[rejected].sum() == pytest.approx(0.05, abs=0.015)
