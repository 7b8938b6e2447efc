"""Saturation: what codes heard once say about codes not heard."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.saturation import saturation
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "data" / "survey_numbers.toml").read_text())["saturation"]


def test_the_girdled_spiders_of_inext():
    others = DATA["codes"] - DATA["once"] - DATA["twice"]
    rest = DATA["respondents"] - DATA["once"] - 2 * DATA["twice"]
    mentions = [1] * DATA["once"] + [2] * DATA["twice"] + [15] * (others - 1) + [rest - 15 * (others - 1)]
    found = saturation(mentions, DATA["respondents"])
    assert found.expected_codes == pytest.approx(DATA["expected"], abs=1e-6)
    assert found.coverage == pytest.approx(DATA["coverage"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx((DATA["low"], DATA["high"]), abs=5e-4)


def test_the_arithmetic_of_a_small_case():
    # 15 respondents, codes heard 12 9 4 2 2 1 1 1 times: three once, two twice, 32 mentions
    found = saturation([12, 9, 4, 2, 2, 1, 1, 1], 15)
    assert found.expected_codes == pytest.approx(8 + 14 / 15 * 3**2 / (2 * 2))
    assert found.coverage == pytest.approx(1 - 3 / 32 * (14 * 3 / (14 * 3 + 2 * 2)))
    assert found.new_in_next == 3 / 15


def test_several_codes_per_answer_do_not_push_coverage_below_zero():
    # twenty codes, each heard once by one of three respondents: with respondents as the divisor it would be
    assert 0 <= saturation([1] * 20, 3).coverage < 0.1


def test_nothing_heard_once_means_nothing_left_to_hear():
    found = saturation([3, 4], 5)
    assert (found.coverage, found.expected_codes, found.low, found.high, found.new_in_next) == (1, 2, 2, 2, 0)


def test_no_code_found_is_undefined():
    found = saturation([0, 0], 5)
    assert found.coverage is None
    assert "Undefined" in found.sentence("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence(language):
    said = saturation([12, 9, 4, 2, 2, 1, 1, 1], 15).sentence(language)
    assert "15" in said
    assert ("91,4%" if language == "nl" else "91.4%") in said


def test_refusals():
    with pytest.raises(UserError, match="number of respondents is 1"):
        saturation([1], 1)
    with pytest.raises(UserError, match="‘mentions’, position 2: 6 is more than ‘respondents’"):
        saturation([1, 6], 5)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30))
def test_the_least_number_of_codes_is_never_below_those_found(mentions):
    found = saturation(mentions, 12)
    assert len(mentions) <= found.low <= found.expected_codes <= found.high
    assert 0 <= found.coverage <= 1
