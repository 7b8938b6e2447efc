"""Lists side by side: published totals, why it is a lower bound, and what is refused."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.recapture import (
    averaged,
    chao,
    chapman,
    equal_lists,
    fit_all,
    fit_model,
    independent_lists,
    lincoln_petersen,
    profile_limits,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "data" / "recapture.toml").read_text())
LISTS, HARES = DATA["hepatitis"]["lists"], DATA["hares"]


def pair(one, other):
    """First, second and both, of two of the three lists."""
    on = [sum(n for pattern, n in LISTS.items() if pattern[place] == "1") for place in (one, other)]
    return *on, sum(n for pattern, n in LISTS.items() if pattern[one] == pattern[other] == "1")


class TestAgainstPublished:
    @pytest.mark.parametrize("case", DATA["hepatitis"]["pairs"])
    def test_pairs_of_hepatitis_lists(self, case):
        assert lincoln_petersen(*pair(*case["lists"])).value == pytest.approx(
            case["lincoln_petersen"], abs=1e-4
        )
        assert chapman(*pair(*case["lists"])).value == pytest.approx(case["chapman"], abs=1e-4)

    @pytest.mark.parametrize("case", DATA["hepatitis"]["models"])
    def test_log_linear_models_of_hepatitis(self, case):
        found = fit_model(LISTS, case["pairs"])
        for name in ("total", "deviance", "aic"):
            if name in case:
                assert getattr(found, name) == pytest.approx(case[name], abs=1e-4)
        # R stops a round before full convergence, which shows in the sixth digit of the standard error
        assert found.se == pytest.approx(case.get("se", found.se), rel=1e-5)

    @pytest.mark.parametrize("case", [case for case in DATA["hepatitis"]["models"] if "profile" in case])
    def test_profile_limits_of_hepatitis(self, case):
        # R searches a grid; its printed limits are within .02 of the exact ones
        assert profile_limits(LISTS, case["pairs"]) == pytest.approx(case["profile"], abs=0.02)

    def test_snowshoe_hares(self):
        assert independent_lists(HARES["sizes"], HARES["seen"]).value == pytest.approx(HARES["mt"], abs=1e-6)
        assert equal_lists(HARES["sizes"], HARES["seen"]).value == pytest.approx(HARES["m0"], abs=1e-6)
        assert chao(HARES["listed"]).value == pytest.approx(HARES["chao"], abs=1e-6)


class TestModelChoice:
    models = fit_all(LISTS, names=["P", "Q", "E"])

    def test_all_eight_models_of_pairs_are_there(self):
        assert len(self.models.models) == 2**3
        assert self.models.independence.total == pytest.approx(388.4835, abs=1e-4)
        assert self.models.saturated.total == pytest.approx(1312.7647, abs=1e-4)

    def test_aic_would_choose_the_model_that_nothing_can_contradict(self):
        assert self.models.models[0] is self.models.saturated
        assert self.models.saturated.degrees == 0
        assert self.models.best.pairs == ((0, 1), (1, 2))

    def test_the_average_leaves_it_out_and_holds_the_true_number(self):
        found = averaged(self.models)
        assert found.low < DATA["hepatitis"]["true"] < found.high
        assert found.details["saturated"] > 2 * found.value

    def test_it_warns_that_lists_go_together_and_models_disagree(self):
        assert averaged(self.models).warnings == (
            "recapture.warnings.dependence",
            "recapture.warnings.not-independent",
            "recapture.warnings.models-disagree",
        )

    def test_a_model_that_fits_exactly_has_no_deviance(self):
        assert self.models.saturated.deviance == pytest.approx(0, abs=1e-8)

    def test_independent_lists_give_no_warning_on_dependence_between_them(self):
        # expected counts of 1,000 with chances .5, .4, .3
        chances = np.array([0.5, 0.4, 0.3])
        lists = {}
        for number in range(1, 8):
            pattern = format(number, "03b")
            on = np.array([mark == "1" for mark in pattern])
            lists[pattern] = round(1000 * float(np.where(on, chances, 1 - chances).prod()))
        found = fit_all(lists)
        assert found.independence.total == pytest.approx(1000, abs=1)
        assert averaged(found).warnings == ("recapture.warnings.dependence",)


class TestIdentities:
    @given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
    def test_two_lists_in_a_log_linear_model_are_lincoln_petersen(self, both, first_only, second_only):
        model = fit_model({"11": both, "10": first_only, "01": second_only})
        by_hand = lincoln_petersen(both + first_only, both + second_only, both)
        assert model.total == pytest.approx(by_hand.value, rel=1e-6)

    @given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
    def test_swapping_the_lists_changes_nothing(self, both, first_only, second_only):
        one = chapman(both + first_only, both + second_only, both)
        other = chapman(both + second_only, both + first_only, both)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))

    @given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
    def test_there_are_never_fewer_than_were_seen(self, both, first_only, second_only):
        found = chapman(both + first_only, both + second_only, both)
        assert both + first_only + second_only <= found.low <= found.value + 1e-9 <= found.high + 2e-9

    def test_the_order_of_lists_changes_no_total(self):
        turned = {pattern[::-1]: n for pattern, n in LISTS.items()}
        assert fit_model(turned, [(1, 2)]).total == pytest.approx(fit_model(LISTS, [(0, 1)]).total)

    def test_lists_that_are_complete_leave_nothing_to_estimate(self):
        found = chapman(40, 40, 40)
        assert (found.value, found.low, found.high) == (40, 40, 40)


class TestRefusals:
    def test_more_on_both_than_on_one(self):
        with pytest.raises(UserError, match="‘both’, position 1: 6 is more than ‘first’"):
            chapman(5, 9, 6)

    def test_an_empty_list(self):
        with pytest.raises(UserError, match="One of the lists is empty"):
            chapman(0, 9, 0)
        with pytest.raises(UserError, match="One of the lists is empty"):
            fit_all({"110": 4, "010": 3})

    @pytest.mark.parametrize("pattern", ["12", "1", "1x1"])
    def test_a_pattern_that_is_none(self, pattern):
        with pytest.raises(UserError, match=f"The pattern ‘{pattern}’"):
            fit_model({"110": 4, pattern: 3})

    def test_a_number_for_who_is_on_no_list(self):
        with pytest.raises(UserError, match="‘000’"):
            fit_all({"000": 4, "110": 3})

    def test_six_lists(self):
        with pytest.raises(UserError, match="There are 6 lists"):
            fit_all({"111111": 1})

    def test_a_pair_that_does_not_exist(self):
        with pytest.raises(UserError, match="The pair 0-3"):
            fit_model(LISTS, [(0, 3)])

    def test_lists_without_overlap(self):
        with pytest.raises(UserError, match="No mobility is on more than one list"):
            independent_lists([3, 4], 7)
        undefined = lincoln_petersen(3, 4, 0)
        assert undefined.value is None
        assert "Undefined" in undefined.sentence("en")

    def test_more_listed_than_there_are_mobilities(self):
        with pytest.raises(UserError, match="‘seen’, position 1: 30 is more than ‘mobilities’"):
            chapman(20, 20, 10, mobilities=25)


class TestWords:
    scope = Scope(calls=(2021, 2022))

    def test_it_is_called_a_lower_bound(self):
        found = chapman(259, 90, 60, mobilities=15738, scope=self.scope)
        at_least = int(found.low)
        assert found.sentence("nl") == (
            "Twee onvolledige lijsten naast elkaar laten zien dat er in de calls 2021 en 2022 van de 15.738 "
            f"mobiliteiten minstens {at_least} werkelijk blended waren. Op de lijsten samen staan er 289."
        )
        assert found.warning_sentences("nl")[0].startswith("Dit is een ondergrens.")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_method_has_its_sentences(self, language):
        for found in (
            chapman(9, 8, 2),
            lincoln_petersen(9, 8, 2, mobilities=50),
            chao([5, 2, 1], mobilities=50),
            chao([5, 2, 1]),
            averaged(fit_all(LISTS), mobilities=5000),
            independent_lists([9, 8, 7], 14),
            independent_lists([9, 8, 7], 14, mobilities=50),
        ):
            assert found.sentence(language)
            assert len(found.warning_sentences(language)) == len(found.warnings) >= 1
            assert found.assumption_sentence(language)

    def test_few_on_both_is_said(self):
        assert "recapture.warnings.few-on-both" in chapman(9, 8, 2).warnings
        assert "recapture.warnings.few-on-both" not in chapman(90, 80, 20).warnings
