"""Response: the six rates of AAPOR, which denominator they have, and what they do not say."""

import tomllib
from pathlib import Path

import pytest

from blendwise.errors import UserError
from blendwise.estimation.response_rates import (
    Outcomes,
    eligible_share,
    frame_coverage,
    response_rates,
    size_weighted_response,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

DATA = tomllib.loads((Path(__file__).parent / "data" / "survey_numbers.toml").read_text())["response"]


def test_the_readme_of_outcomerate():
    rates = response_rates(Outcomes(**DATA["outcomes"]), eligible=DATA["eligible"])
    assert {name: round(rate.value, 3) for name, rate in rates.items()} == DATA["rates"]


def test_with_known_eligibility_the_rates_coincide_in_threes():
    rates = response_rates(Outcomes(complete=14, not_reached=15))
    assert rates["rr1"].value == rates["rr3"].value == rates["rr5"].value == 14 / 29


def test_without_a_share_the_eligible_among_the_unknown_are_as_among_the_known():
    outcomes = Outcomes(complete=6, refused=2, unknown_other=5, not_eligible=2)
    assert eligible_share(outcomes) == 8 / 10
    rr3 = response_rates(outcomes)["rr3"]
    assert rr3.denominator == 8 + 0.8 * 5
    assert rr3.details["eligible_share"] == 0.8
    assert "80.0% belong to the population" in rr3.assumption_sentence("en")


def test_ineligible_units_are_in_no_denominator():
    with_them = response_rates(Outcomes(complete=5, refused=5, not_eligible=90))
    assert with_them["rr1"].value == 0.5


def test_nobody_approached_is_undefined_and_not_zero():
    for rate in response_rates(Outcomes()).values():
        assert rate.value is None
        assert "Undefined" in rate.sentence("en")


def test_a_response_is_a_count_of_institutions_without_an_interval():
    rate = response_rates(Outcomes(complete=14, not_reached=15))["rr1"]
    assert (rate.question, rate.unit, rate.numerator, rate.denominator) == (
        Question.COUNT,
        Unit.INSTITUTIONS,
        14,
        29,
    )
    assert rate.low is None


def test_a_small_denominator_gets_no_percentage():
    small = response_rates(Outcomes(complete=2, refused=13), scope=Scope(calls=(2023,)))["rr1"]
    assert small.sentence("nl") == (
        "Van de 15 benaderde instellingen in call 2023 hebben er 2 alle vragen beantwoord."
    )
    large = response_rates(Outcomes(complete=14, not_reached=15), scope=Scope(calls=(2023,)))["rr1"]
    assert large.sentence("en") == (
        "Of the 29 institutions approached in call 2023, 14 answered all questions: 48.3%."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rate_has_its_sentence_and_warns_of_those_who_stayed_away(language):
    for rate in response_rates(Outcomes(**DATA["outcomes"]), eligible=0.95).values():
        assert rate.sentence(language)
        assert len(rate.warning_sentences(language)) == 1


def test_coverage_of_the_frame_is_another_figure():
    assert frame_coverage(14, 42).value == pytest.approx(1 / 3)
    assert frame_coverage(0, 0).value is None
    assert "14 van de 42" in frame_coverage(14, 42).sentence("nl")


def test_institutions_and_mobilities_may_tell_a_different_story():
    found = size_weighted_response([1, 0, 0], [800, 100, 100])
    assert (found.value, found.unit) == (0.8, Unit.MOBILITIES)
    assert size_weighted_response([1], [0]).value is None


def test_impossible_counts_are_named():
    with pytest.raises(UserError, match="‘refused’, position 1: −1 is less than 0"):
        Outcomes(refused=-1)
    with pytest.raises(UserError, match=r"‘eligible’, position 1: 1\.2 is more than 1"):
        response_rates(Outcomes(complete=1, unknown_other=1), eligible=1.2)
    with pytest.raises(UserError, match="‘answered’, position 1: 43 is more than"):
        frame_coverage(43, 42)
