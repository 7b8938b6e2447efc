"""Who lies outside the pattern that the others share."""

import numpy as np
import pytest

from blendwise.estimation.institutions import Pattern, institution_counts, outside_pattern
from blendwise.estimation.institutions.outside_pattern import usual_threshold

GIANT = "ROC Midden Nederland"


class TestTheReport:
    def test_the_fitted_pattern_of_the_others_predicts_it_once_in_forty_million(self, table):
        found = outside_pattern(table)
        assert found.first_look[table.row(GIANT)] == pytest.approx(2.5e-8, rel=0.02)

    def test_with_the_doubt_about_that_pattern_once_in_2700(self, table):
        """Forty-one institutions do not tell the pattern exactly: 0.00037, still below 0.001."""
        found = outside_pattern(table)
        assert found.chance[table.row(GIANT)] == pytest.approx(3.73e-4, abs=1e-6)
        assert [table.names[i] for i in np.flatnonzero(found.outside)] == [GIANT]

    def test_the_rest_is_fitted_without_it(self, table):
        fit = outside_pattern(table).fit
        assert (round(fit.a, 3), round(fit.b, 1), fit.institutions) == (0.241, 27.8, 41)

    def test_in_words(self, table):
        found = outside_pattern(table)
        assert found.sentence("nl") == (
            "Eén instelling in deze gegevens ligt buiten het patroon dat de andere delen: ROC Midden Nederland."
        )
        assert "0.04%" in found.about(GIANT, "en")
        assert found.about("Zadkine", "en") == "Zadkine fits the pattern that the other institutions share."

    def test_a_sharper_threshold_keeps_it_in(self, table):
        assert not outside_pattern(table, threshold=1e-4).outside.any()


class TestRounds:
    def test_two_giants_do_not_hide_each_other(self, counts):
        hits = [0, 1, 2, 1, 3, 2, 4, 1] * 5 + [120, 130]
        found = outside_pattern(counts(hits, [300] * 42))
        assert found.outside.tolist() == [0.0] * 40 + [1.0, 1.0]

    def test_equal_institutions_are_judged_equally(self, counts):
        hits = [0, 1, 2, 1, 3, 2, 4, 1] * 5 + [150, 150]
        found = outside_pattern(counts(hits, [300] * 42))
        assert found.chance[40] == found.chance[41]

    def test_where_no_other_has_a_tick_there_is_no_pattern_to_judge_by(self, counts):
        found = outside_pattern(counts([0, 0, 0, 9], [300, 280, 350, 300]))
        assert not found.outside.any()
        assert found.fit.pattern is Pattern.SPREAD

    def test_no_trials_is_neither_within_nor_outside(self, counts):
        found = outside_pattern(counts([0, 1, 2, 0], [30, 40, 50, 0]))
        assert np.isnan(found.outside[3])
        assert "nothing to compare" in found.about("4", "en")


class TestCoverage:
    """Of worlds in which nobody lies outside, few lose anyone; with the fitted pattern alone many would."""

    @pytest.mark.parametrize("institutions", [6, 42])
    def test_nobody_is_set_aside_lightly(self, institutions):
        rng, wrong, hasty = np.random.default_rng(5), 0, 0
        for _ in range(40):
            trials = rng.integers(60, 700, institutions)
            hits = rng.binomial(trials, rng.beta(0.24, 27.8, institutions))
            names = [str(i) for i in range(institutions)]
            found = outside_pattern(institution_counts(names, hits, trials))
            wrong += bool(found.outside.any())
            hasty += bool((found.first_look < found.threshold).any())
        assert wrong <= 4
        assert hasty > wrong

    def test_the_threshold_falls_with_the_number_of_institutions(self):
        assert usual_threshold(42) == 0.001
        assert usual_threshold(500_000) == pytest.approx(1e-7)
