"""After the checks: shares per stratum, advice on going on, and two readers."""

import numpy as np
import pytest

from blendwise.errors import UserError
from blendwise.estimation.audit import (
    checks_of,
    compare_readers,
    shares_by_stratum,
    stopping_advice,
    strata,
    take_ticks_as_right,
)
from blendwise.estimation.proportions import finite_population
from blendwise.language import LANGUAGES

FOUR = strata(["A", "B", "C", "t"], ["A", "B", "C", ""], [False, False, False, True], [50, 60, 700, 90])


class TestSharesByStratum:
    found = shares_by_stratum(checks_of(FOUR, [10, 10, 20, 30], [4, 0, 1, 28], [0, 1, 0, 0]))

    def test_each_has_the_exact_limits_of_its_own_checks(self):
        exact = finite_population(4, 10, 50)
        assert (self.found.low[0], self.found.high[0]) == (exact.low / 50, exact.high / 50)
        assert self.found.share[0] == 0.4

    def test_undetermined_ones_widen_the_limits_and_leave_no_point(self):
        assert np.isnan(self.found.share[1])
        assert self.found.low[1] == 0
        assert self.found.high[1] == finite_population(1, 10, 60).high / 60

    def test_the_model_pulls_towards_the_strata_of_the_same_status(self):
        # finds of 4 in 10 among unticked strata that otherwise have few
        assert self.found.model[0] < 0.4
        assert self.found.model[2] > 0.01
        assert self.found.model[3] > 0.8
        assert (self.found.model_low <= self.found.model).all()
        assert (self.found.model <= self.found.model_high).all()

    def test_a_stratum_without_checks_has_only_the_models_share(self):
        found = shares_by_stratum(checks_of(FOUR, [10, 0, 20, 30], [1, 0, 1, 28]))
        assert np.isnan(found.share[1])
        assert (found.low[1], found.high[1]) == (0, 1)
        assert 0 < found.model_low[1] < found.model[1] < found.model_high[1] < 1

    def test_a_stratum_checked_whole_is_a_fact(self):
        found = shares_by_stratum(checks_of(FOUR, [50, 10, 20, 30], [5, 0, 1, 28]))
        assert found.low[0] == found.share[0] == found.high[0] == found.model[0] == 5 / 50


class TestStoppingAdvice:
    def done(self, checked, found, undetermined=0):
        groups = strata(["u", "t"], ["A", ""], [False, True], [2000, 100])
        return take_ticks_as_right(checks_of(groups, [checked, 0], [found, 0], [undetermined, 0]))

    def test_enough_is_enough(self):
        advice = stopping_advice(self.done(400, 12), margin=0.03)
        assert (advice.reason, advice.more, advice.plan) == ("enough", 0, None)

    def test_more_says_how_many_and_where(self):
        advice = stopping_advice(self.done(100, 3), margin=0.02)
        assert advice.reason == "more"
        assert advice.plan.total == 100 + advice.more
        assert advice.plan.margin <= 0.02
        assert (advice.plan.checks >= [100, 0]).all()

    def test_checks_that_were_advised_bring_the_margin_near(self):
        advice = stopping_advice(self.done(100, 3), margin=0.02)
        total = advice.plan.total
        after = stopping_advice(self.done(total, round(0.03 * total)), margin=0.02)
        assert after.margin_now < 0.022

    def test_more_checks_do_not_help_where_answers_are_missing(self):
        # 40 of 400 undetermined: half of 10 % of the unticked stays open
        advice = stopping_advice(self.done(400, 12, 40), margin=0.03)
        assert advice.reason == "undetermined"
        assert advice.undetermined_margin == pytest.approx(0.1 * 2000 / 2100 / 2)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_advice_is_said(self, language):
        for checks, margin in (
            (self.done(400, 12), 0.03),
            (self.done(100, 3), 0.02),
            (self.done(400, 12, 40), 0.03),
        ):
            assert "%" in stopping_advice(checks, margin=margin).sentence(language)

    def test_more_also_says_which_part_of_the_margin_no_check_takes_away(self):
        """20 of 400 undetermined: half of 5 % of the 2,000 of 2,100 stays, 2.4 points."""
        advice = stopping_advice(self.done(400, 12, 20), margin=0.03)
        assert advice.reason == "more"
        assert "Of that margin 2.4% comes from the checks without an answer" in advice.sentence("en")
        assert "without an answer" not in stopping_advice(self.done(100, 3), margin=0.02).sentence("en")


FIRST = {str(number): "blended" if number < 5 else "not-blended" for number in range(100)}


class TestTwoReaders:
    def test_how_often_they_agree_and_on_what_they_differ(self):
        second = {str(number): "not-blended" for number in range(4, 24)} | {"3": "undetermined"}
        found = compare_readers(FIRST, second)
        assert found.both == 21
        assert found.differ == ("4", "3")
        assert found.alike.value == pytest.approx(19 / 21)
        assert found.table[("blended", "undetermined")] == 1
        assert found.sentence("nl") == (
            "Twee lezers keken dezelfde 21 van de 100 mobiliteiten na. Bij 19 kwamen ze op hetzelfde uit."
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_too_few_and_too_different_are_said(self, language):
        found = compare_readers(FIRST, {"0": "not-blended", "1": "blended", "50": "blended"})
        assert found.warnings == ("audit.warnings.few-read-twice", "audit.warnings.readers-differ")
        assert len(found.warning_sentences(language)) == 2

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_rare_verdict_makes_alpha_low_without_the_alarm(self, language):
        """96 of 100 alike, 1 blended to both, 2 to each alone: alpha 0.32 from four differences, AC1 0.96."""
        first = {str(n): "blended" if n in (0, 1, 2) else "not-blended" for n in range(100)}
        second = {str(n): "blended" if n in (0, 3, 4) else "not-blended" for n in range(100)}
        found = compare_readers(first, second)
        assert (found.alpha.verdict, found.ac1.verdict) == ("insufficient", "use")
        assert found.warnings == ("audit.warnings.readers-rare",)
        assert "AC1" in found.warning_sentences(language)[0]

    def test_two_common_verdicts_that_differ_raise_the_alarm(self):
        """Half of 40 are blended to the first; the second says the opposite of a quarter."""
        first = {str(n): "blended" if n % 2 else "not-blended" for n in range(40)}
        turned = {"blended": "not-blended", "not-blended": "blended"}
        second = {key: turned[verdict] if int(key) < 10 else verdict for key, verdict in first.items()}
        assert compare_readers(first, second).warnings == ("audit.warnings.readers-differ",)

    def test_all_the_same_verdict_leaves_alpha_undefined(self):
        found = compare_readers(FIRST, {str(number): "not-blended" for number in range(50, 70)})
        assert found.alpha.value is None
        assert found.alike.value == 1
        assert found.warnings == ()

    def test_refusals(self):
        with pytest.raises(UserError, match="that the first has not: 999"):
            compare_readers(FIRST, {"999": "blended"})
        with pytest.raises(UserError, match="no outcomes of a second reader"):
            compare_readers(FIRST, {})
        with pytest.raises(UserError, match="‘ja’ is not known as an outcome"):
            compare_readers(FIRST, {"1": "ja"})
