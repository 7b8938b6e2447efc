"""A test never is a bare number: it says what its p is the chance of, of what units, and what it takes for granted."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from blendwise.estimation.answers import fisher_freeman_halton, wilcoxon_mann_whitney
from blendwise.estimation.chance_test import ChanceTest
from blendwise.estimation.contrasts import sign_flip, sign_flip_of_calls, sign_flip_sampled, sign_test
from blendwise.estimation.exact_differences import barnard, boschloo, fisher, fisher_mid_p
from blendwise.estimation.pledges import mid_p_test
from blendwise.records import Question, Unit

COUNTS = (7, 15, 12, 15)
EVERY = {
    "sign-test": sign_test([1, 1, -1]),
    "sign-flip": sign_flip([3, 2, -1]),
    "sign-flip-drawn": sign_flip_sampled([3, 2, -1], draws=99),
    "fisher": fisher(*COUNTS),
    "fisher-mid-p": fisher_mid_p(*COUNTS),
    "barnard": barnard(*COUNTS, alternative="less"),
    "boschloo": boschloo(*COUNTS),
    "mid-p": mid_p_test(10, 100, 80, 3),
    "wilcoxon-mann-whitney": wilcoxon_mann_whitney([0, 0, 3], [3, 0, 0]),
    "fisher-freeman-halton": fisher_freeman_halton([3, 0, 0], [0, 2, 1]),
}


@pytest.mark.parametrize("method", EVERY)
def test_every_test_carries_the_contract(method):
    test = EVERY[method]
    assert isinstance(test, ChanceTest)
    assert (test.method, test.version, test.question) == (method, "1", Question.PROCESS)
    assert test.assumptions
    assert 0 <= float(test) <= 1
    plain = test.as_dict()
    assert (plain["question"], plain["p"]) == ("process", pytest.approx(float(test)))
    assert {"estimand", "statistic", "sided", "unit", "size", "population", "warnings"} <= set(plain)
    with pytest.raises(FrozenInstanceError):
        test.p = 0.5


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("method", EVERY)
def test_every_test_is_said_in_both_languages(method, language):
    test = EVERY[method]
    words = (test.sentence(language), test.assumption_sentence(language), *test.warning_sentences(language))
    assert all(part.endswith(".") and "{" not in part for part in words)


def test_the_sentence_says_what_the_p_is_the_chance_of():
    assert sign_test([+1] * 14 + [-1] * 3).sentence("en") == (
        "If the number of ticks at each institution could as well have fallen as risen, the chance of at least such "
        "a difference is p = 0.0127 (exact sign test, two-sided)."
    )
    assert "(Barnard's exact test, one-sided: lower)" in EVERY["barnard"].sentence("en")
    assert "p < 0.0001" in sign_test([1] * 40).sentence("en")


def test_a_column_of_tests_says_each_and_an_empty_group_is_undefined():
    column = fisher([7, 0], [15, 0], [12, 5], [15, 9])
    assert "p = 0.1281" in column.sentence("en", at=0)
    assert column.sentence("en", at=1) == "Nothing to test: one of both is empty."
    assert column.as_dict()["p"] == [pytest.approx(0.12813591), None]


def test_counts_of_mobilities_warn_that_they_come_in_bunches():
    assert "estimation.warning.units-in-bunches" in fisher(*COUNTS).warnings
    assert fisher(*COUNTS, unit=Unit.INSTITUTIONS).warnings == ()


def test_who_drew_the_signs_says_so_and_who_counted_them_does_not():
    many = np.ones(45)
    drawn = sign_flip_of_calls(np.zeros(45), many * 9, many, many * 9)
    assert (drawn.method, drawn.size) == ("sign-flip-drawn", 45)
    assert "drawn and not all counted" in drawn.warning_sentences("en")[0]
    assert sign_flip(many[:44]).warnings == ()
