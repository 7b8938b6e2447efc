"""Correcting for missing and surplus ticks: published values, the guard on specificity, and its words."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.misclassification import (
    Belief,
    bayes,
    blaker,
    from_checks,
    lang_reiczigel,
    rogan_gladen,
    strip,
    what_if,
)
from blendwise.estimation.proportions import clopper_pearson, wilson
from blendwise.estimation.result import Limits, Scope
from blendwise.language import LANGUAGES

DATA = tomllib.loads((Path(__file__).parent / "data" / "misclassification.toml").read_text())
TICKS, ALL = 259, 15738


def brucellosis(limits):
    case = DATA["brucellosis"]
    rates = {"sensitivity": case["sensitivity"], "specificity": case["specificity"]}
    return rogan_gladen(case["hits"], case["trials"], limits=limits, **rates)


class TestAgainstPublished:
    @pytest.mark.parametrize("limits", [clopper_pearson, wilson])
    def test_brucellosis_of_the_epir_manual(self, limits):
        case = DATA["brucellosis"]
        found = brucellosis(limits)
        assert 100 * found.value == pytest.approx(case["value"], abs=1e-5)
        assert (100 * found.low, 100 * found.high) == pytest.approx(case[limits.__name__], abs=1e-5)

    def test_brucellosis_with_blaker_up_to_the_steps_of_r(self):
        # R stops 3 and 8 steps of 1e-4 inside Clopper-Pearson; the exact end lies within the next step
        def in_steps(hits, trials, *, level):
            outer, exact = clopper_pearson(hits, trials, level=level), blaker(hits, trials, level=level)
            inward = [np.floor((exact.low - outer.low) / 1e-4), np.floor((outer.high - exact.high) / 1e-4)]
            return Limits(outer.low + inward[0] * 1e-4, outer.high - inward[1] * 1e-4)

        found = brucellosis(in_steps)
        published = DATA["brucellosis"]["blaker_in_steps"]
        assert (100 * found.low, 100 * found.high) == pytest.approx(published, abs=1e-5)

    @pytest.mark.parametrize("name", DATA["lang-reiczigel"])
    def test_examples_of_lang_and_reiczigel(self, name):
        case = DATA["lang-reiczigel"][name]
        found = lang_reiczigel(
            *case["register"], sensitivity=case["sensitivity"], specificity=case["specificity"],
            despite_specificity=True,
        )  # fmt: skip
        assert (found.value, found.low, found.high) == pytest.approx(case["expected"], abs=1e-7)

    def test_santa_clara_of_gelman_and_carpenter(self):
        case = DATA["santa-clara"]
        found = bayes(
            *case["register"], sensitivity=from_checks(*case["sensitivity"]),
            specificity=from_checks(*case["specificity"]), despite_specificity=True,
        )  # fmt: skip
        assert found.value == pytest.approx(case["mean"], abs=3e-5)
        assert found.details["median"] == pytest.approx(case["median"], abs=3e-5)
        assert (found.low, found.high) == pytest.approx(case["central"], abs=3e-5)
        shortest = found.details["shortest_low"], found.details["shortest_high"]
        assert shortest == pytest.approx(case["shortest"], abs=2e-4)

    def test_what_if_some_sensitivity(self):
        rows = DATA["slider"]["rows"]
        found = what_if(TICKS, ALL, [sensitivity / 100 for sensitivity, _ in rows])
        assert [round(100 * estimate.value, 2) for estimate in found] == [true for _, true in rows]


class TestSpecificityDecides:
    """Three hundred clean checks still leave room for a fifth of all ticks to be wrong."""

    def percent(self, found):
        return [round(100 * x, 1) for x in (found.value, found.low, found.high)]

    def test_the_same_ticks_with_specificity_certain_and_sampled(self):
        certain = bayes(TICKS, ALL, sensitivity=from_checks(20, 60), specificity=Belief(mean=1))
        sampled = bayes(TICKS, ALL, sensitivity=from_checks(20, 60), specificity=from_checks(300, 300))
        assert self.percent(certain) == DATA["specificity"]["certain"]
        assert self.percent(sampled) == DATA["specificity"]["sampled"]
        assert certain.warnings == ()
        assert sampled.warnings == ("misclassification.warnings.specificity-decides",)

    def test_lang_reiczigel_lies_askew_and_says_so(self):
        found = lang_reiczigel(TICKS, ALL, sensitivity=(20, 60), specificity=(300, 300))
        assert self.percent(found) == DATA["specificity"]["lang_reiczigel"]
        assert "misclassification.warnings.low-sensitivity" in found.warnings

    def test_when_all_ticks_could_be_wrong_it_refuses(self):
        with pytest.raises(UserError) as error:
            rogan_gladen(TICKS, ALL, sensitivity=0.5, specificity=0.98)
        assert error.value.code == "misclassification.all-may-be-wrong"
        assert "1,65% een vinkje" in error.value.sentence("nl")
        with pytest.raises(UserError, match="all ticks could be wrong"):
            lang_reiczigel(TICKS, ALL, sensitivity=(40, 60), specificity=(60, 60))
        with pytest.raises(UserError, match="all ticks could be wrong"):
            bayes(TICKS, ALL, sensitivity=from_checks(40, 60), specificity=from_checks(60, 60))

    def test_asked_all_the_same_it_gives_a_figure_that_is_cut_off_and_warns(self):
        found = rogan_gladen(TICKS, ALL, sensitivity=0.5, specificity=0.98, despite_specificity=True)
        assert (found.value, found.low) == (0, 0)
        assert found.details["uncut"] < 0
        assert found.warnings == ("misclassification.warnings.all-may-be-wrong",)

    def test_a_strip_shows_how_far_the_answer_is_the_belief(self):
        rows = strip(
            TICKS, ALL, [Belief(mean=0.3, worth=60), Belief(mean=0.5, worth=60)],
            [Belief(mean=1), Belief(mean=0.995, worth=300), Belief(mean=0.98, worth=300)],
        )  # fmt: skip
        assert [len(row) for row in rows] == [3, 3]
        for certain, likely, doubtful in rows:
            assert certain.value > likely.value > doubtful.value
            assert doubtful.warnings == ("misclassification.warnings.all-may-be-wrong",)


class TestRefusals:
    def test_a_tick_that_says_nothing(self):
        with pytest.raises(UserError, match="a tick says nothing"):
            rogan_gladen(30, 100, sensitivity=0.2, specificity=0.8)

    def test_no_mobilities(self):
        with pytest.raises(UserError, match="There are no mobilities"):
            what_if(0, 0, [0.5])

    @pytest.mark.parametrize("sensitivity", [-0.1, 1.2, float("nan"), 50])
    def test_a_sensitivity_that_is_no_share(self, sensitivity):
        with pytest.raises(UserError, match="‘sensitivity’"):
            rogan_gladen(TICKS, ALL, sensitivity=sensitivity)

    def test_checks_that_were_not_done(self):
        with pytest.raises(UserError, match=r"‘sensitivity \(checked\)’ \(0\)"):
            lang_reiczigel(TICKS, ALL, sensitivity=(0, 0), specificity=(300, 300))

    def test_a_belief_worth_nothing(self):
        with pytest.raises(UserError, match="must be more than 0"):
            Belief(mean=0.5, worth=0)


class TestWords:
    def test_the_sentence_names_both_rates(self):
        scope = Scope(calls=(2021, 2022))
        found = rogan_gladen(TICKS, ALL, sensitivity=0.5, scope=scope)
        assert found.sentence("en") == (
            "If 50.0% of the truly blended mobilities have a tick and 100.00% of the others have none, 3.3% of the "
            "15,738 mobilities in calls 2021 and 2022 are truly blended (95% model interval 2.9% to 3.7%). "
            "If those two figures do not hold, this does not either."
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_method_has_sentence_assumption_and_warning(self, language):
        for found in (
            *what_if(TICKS, ALL, [0.5]),
            lang_reiczigel(TICKS, ALL, sensitivity=(20, 60), specificity=(300, 300)),
            bayes(TICKS, ALL, sensitivity=from_checks(20, 60), specificity=from_checks(300, 300)),
            strip(TICKS, ALL, [Belief(mean=0.5)], [Belief(mean=0.9)])[0][0],
        ):
            assert "15" in found.sentence(language)
            assert found.assumption_sentence(language)
            assert len(found.warning_sentences(language)) == len(found.warnings)


class TestBlaker:
    @pytest.mark.parametrize("trials", [5, 17, 40])
    def test_it_covers_at_least_the_level_for_every_share_by_enumeration(self, trials):
        hits = np.arange(trials + 1)
        limits = blaker(hits, np.full_like(hits, trials), level=0.9)
        for share in np.linspace(0.001, 0.999, 199):
            chance = stats.binom.pmf(hits, trials, share)
            assert chance[(limits.low <= share) & (share <= limits.high)].sum() >= 0.9 - 1e-12

    @given(st.integers(1, 60), st.data())
    def test_it_lies_within_clopper_pearson_and_mirrors(self, trials, data):
        hits = data.draw(st.integers(0, trials))
        found, outer = blaker(hits, trials), clopper_pearson(hits, trials)
        mirror = blaker(trials - hits, trials)
        assert outer.low - 1e-12 <= found.low <= hits / trials <= found.high <= outer.high + 1e-12
        assert float(found.low) == pytest.approx(1 - float(mirror.high), abs=1e-12)

    def test_without_trials_it_is_undefined(self):
        assert np.isnan(blaker(0, 0).low)


@given(st.integers(0, 100))
def test_with_perfect_rates_nothing_is_corrected(ticks):
    found = rogan_gladen(ticks, 100, sensitivity=1)
    assert found.value == pytest.approx(ticks / 100, abs=1e-12)
    assert found.low == pytest.approx(float(clopper_pearson(ticks, 100).low), abs=1e-12)


@settings(max_examples=15)
@given(st.integers(1, 99))
def test_bayes_with_certain_perfect_rates_is_the_beta_posterior(ticks):
    found = bayes(ticks, 100, sensitivity=Belief(mean=1), specificity=Belief(mean=1))
    posterior = stats.beta(1 + ticks, 101 - ticks)
    assert found.value == pytest.approx(posterior.mean(), abs=1e-5)
    assert (found.low, found.high) == pytest.approx(posterior.interval(0.95), abs=1e-4)


def test_the_lower_the_sensitivity_the_more_is_missing():
    found = what_if(TICKS, ALL, [0.9, 0.6, 0.3])
    assert [a.value for a in found] == sorted(a.value for a in found)


def test_a_sensitivity_that_the_register_contradicts_is_refused():
    """At 1 in 100 ticked there could be no 259 ticks, even if all 15,738 were blended."""
    with pytest.raises(UserError) as refused:
        rogan_gladen(259, 15738, sensitivity=0.01)
    assert refused.value.code == "misclassification.contradiction"


def test_one_that_only_chance_could_contradict_is_warned_of():
    found = rogan_gladen(259, 15738, sensitivity=0.0166)
    assert "misclassification.warnings.nearly-contradiction" in found.warnings
    assert found.high == 1
    assert (
        "misclassification.warnings.nearly-contradiction"
        not in rogan_gladen(259, 15738, sensitivity=0.5).warnings
    )
