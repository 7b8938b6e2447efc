"""Agreement of readers: published values, what it means, and where it is undefined."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation import agreement
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "data" / "survey_numbers.toml").read_text())["agreement"]
CODERS = [
    [math.nan if code == "*" else float(code) for code in row.split()] for row in DATA["krippendorff"]["rows"]
]
PATIENTS = np.array([[int(digit) for digit in row] for row in DATA["fleiss"]["counts"].split()])


class TestAgainstPublished:
    @pytest.mark.parametrize("distance", ["nominal", "ordinal", "interval", "ratio"])
    def test_krippendorff_alpha_of_the_wikipedia_example(self, distance):
        found = agreement.krippendorff_alpha(CODERS, distance=getattr(agreement, distance), replicates=2)
        assert found.value == pytest.approx(DATA["krippendorff"][distance], abs=1e-6)
        assert found.answers == 12  # three of the fifteen were coded by fewer than two

    def test_fleiss_1971(self):
        found = agreement.fleiss_kappa(PATIENTS)
        assert found.value == pytest.approx(DATA["fleiss"]["kappa"], abs=1e-8)
        assert found.details["z"] == pytest.approx(DATA["fleiss"]["z"], abs=1e-5)

    def test_conger_1980_on_the_same_patients_with_the_raters_in_order(self):
        by_rater = np.array([np.repeat(np.arange(5), row) for row in PATIENTS]).T
        assert agreement.conger_kappa(by_rater).value == pytest.approx(DATA["fleiss"]["conger"], abs=1e-8)


class TestArithmetic:
    def test_cohen_kappa_from_a_table_of_two_by_two(self):
        # both yes 20, first only 5, second only 10, both no 15: observed 35/50, chance .5·.6 + .5·.4 = .5
        found = agreement.cohen_kappa([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
        assert found.value == pytest.approx((0.7 - 0.5) / (1 - 0.5))

    def test_its_two_standard_errors_are_kept_apart(self):
        # chance .5: null variance (.5 + .25 - (.5·.6·1.1 + .5·.4·.9)) / (.25·50) = .24 / 12.5
        found = agreement.cohen_kappa([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
        assert found.details["se_null"] == pytest.approx(math.sqrt(0.24 / 12.5))
        assert found.details["se"] < 0.95 * found.details["se_null"]

    def test_a_rare_code_makes_alpha_collapse_and_ac1_not(self):
        # fifty answers, each coder found the code once, in different answers: 48 of 50 alike
        first, second = np.zeros(50), np.zeros(50)
        first[0] = second[1] = 1
        assert agreement.percent_agreement([first, second]).value == 0.96
        assert agreement.krippendorff_alpha([first, second]).value == pytest.approx(-0.0102, abs=1e-4)
        assert agreement.gwet_ac1([first, second]).value == pytest.approx(0.958, abs=1e-3)

    def test_ordinal_alpha_is_not_the_one_from_linear_weights(self):
        # Krippendorff counts the codes given in between; on the published example that is .807, not .811
        ordinal = agreement.krippendorff_alpha(CODERS, distance=agreement.ordinal, replicates=2).value
        numbers = agreement.krippendorff_alpha(CODERS, distance=agreement.interval, replicates=2).value
        assert abs(ordinal - numbers) > 0.004


class TestUndefined:
    def test_one_code_throughout_is_undefined_and_not_perfect(self):
        same = [[1, 1, 1], [1, 1, 1]]
        for measure in (agreement.krippendorff_alpha, agreement.gwet_ac1, agreement.conger_kappa):
            assert measure(same).value is None
        assert agreement.cohen_kappa(*same).value is None
        assert agreement.fleiss_kappa([[2, 0], [2, 0]]).value is None

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_said_in_words(self, language):
        found = agreement.krippendorff_alpha([[1, 1, 1], [1, 1, 1]])
        assert found.verdict == "undefined"
        assert "3" in found.sentence(language)

    def test_one_coder_is_refused(self):
        with pytest.raises(UserError, match="two coders or more"):
            agreement.krippendorff_alpha([[1, 0, 1]])

    def test_answers_that_were_coded_once_are_refused(self):
        with pytest.raises(UserError, match="No answer has two codes"):
            agreement.percent_agreement([[1, math.nan], [math.nan, 0]])

    def test_fleiss_needs_the_same_number_of_readers(self):
        with pytest.raises(UserError, match="same number of coders"):
            agreement.fleiss_kappa([[2, 0], [1, 2]])


class TestWords:
    def test_the_verdict_follows_the_customary_limits(self):
        assert agreement.krippendorff_alpha([[1, 0, 1, 0], [1, 0, 1, 0]]).verdict == "use"
        assert agreement.krippendorff_alpha(CODERS).verdict == "tentative"
        assert agreement.krippendorff_alpha([[1, 0, 1, 0], [1, 0, 0, 1]]).verdict == "insufficient"
        assert agreement.percent_agreement([[1, 0], [1, 0]]).verdict == "described"

    def test_in_dutch(self):
        said = agreement.krippendorff_alpha(CODERS).sentence("nl")
        assert said == (
            "Overeenstemming (alfa van Krippendorff): 0,69, 95%-interval 0,29 tot 1,00, over 12 antwoorden. "
            "Daarmee zijn alleen voorlopige conclusies mogelijk."
        )


tables = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.integers(0, 3), min_size=coders, max_size=coders), min_size=3, max_size=8
    )
)


class TestProperties:
    @given(tables)
    def test_the_order_of_answers_and_of_coders_does_not_matter(self, answers):
        table = np.array(answers, dtype=float).T
        for measure in (agreement.krippendorff_alpha, agreement.gwet_ac1, agreement.percent_agreement):
            straight = measure(table, replicates=2).value
            turned = measure(table[::-1, ::-1], replicates=2).value
            assert turned == (straight if straight is None else pytest.approx(straight, abs=1e-12))

    @given(tables)
    def test_full_agreement_is_one(self, answers):
        table = np.tile(np.array(answers, dtype=float)[:, 0], (3, 1))
        found = agreement.krippendorff_alpha(table, replicates=2)
        assert found.value in (None, 1)

    @given(tables)
    def test_it_lies_at_or_below_one(self, answers):
        found = agreement.krippendorff_alpha(np.array(answers, dtype=float).T, replicates=2)
        assert found.value is None or found.value <= 1

    def test_the_same_seed_gives_the_same_interval(self):
        twice = [agreement.krippendorff_alpha(CODERS, replicates=50, seed=7) for _ in range(2)]
        assert twice[0] == twice[1]
        assert agreement.krippendorff_alpha(CODERS, replicates=50, seed=8).low != twice[0].low


@given(st.lists(st.integers(0, 4), min_size=2, max_size=15).filter(lambda codes: len(set(codes)) > 1))
def test_readers_who_always_agree_agree_perfectly(codes):
    both = [codes, codes]
    for distance in (agreement.nominal, agreement.ordinal, agreement.interval, agreement.ratio):
        assert agreement.krippendorff_alpha(both, distance=distance, replicates=2).value == pytest.approx(1)
    assert agreement.gwet_ac1(both, replicates=2).value == pytest.approx(1)
    assert agreement.cohen_kappa(*both).value == pytest.approx(1)
    assert agreement.conger_kappa(both).value == pytest.approx(1)
