"""Lists of flagged institutions, with the size of the family."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from blendwise.errors import UserError
from blendwise.estimation.institutions import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    flags_against_one_rate,
    flags_against_pattern,
    hochberg,
    holm,
    hommel,
    multiple_testing,
)

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


class TestAgainstPublished:
    def test_the_fifteen_tests_of_1995(self, published):
        facts = published("multiple_testing")["benjamini_hochberg_1995"]
        adjusted = benjamini_hochberg(facts["p_values"])
        assert adjusted[:10] == pytest.approx(facts["benjamini_hochberg"], abs=1e-6)
        for name, rejected in facts["rejected_at_5_percent"].items():
            correction = getattr(multiple_testing, name)
            assert (correction(facts["p_values"]) <= 0.05).sum() == rejected


class TestAgainstAnother:
    @given(P_VALUES)
    def test_scipy(self, p):
        assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"))
        assert benjamini_yekutieli(p) == pytest.approx(false_discovery_control(p, method="by"))

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
    def test_hommel_is_closed_testing_with_simes_written_out(self, p):
        """Adjusted: the largest Simes p over all groups of tests that hold this one."""
        p = np.array(p)
        groups = [g for size in range(1, p.size + 1) for g in combinations(range(p.size), size)]
        simes = {g: (len(g) * np.sort(p[list(g)]) / np.arange(1, len(g) + 1)).min() for g in groups}
        expected = [min(1.0, max(value for g, value in simes.items() if i in g)) for i in range(p.size)]
        assert hommel(p) == pytest.approx(expected)


class TestProperties:
    @given(P_VALUES)
    def test_from_strict_to_mild(self, p):
        strict = bonferroni(p), holm(p), hochberg(p), hommel(p), benjamini_hochberg(p), np.array(p)
        for harder, milder in pairwise(strict):
            assert (harder >= milder - 1e-12).all()
        assert (bonferroni(p) <= 1).all()

    @given(P_VALUES, st.randoms())
    def test_the_order_does_not_matter(self, p, random):
        order = random.sample(range(len(p)), len(p))
        for correct in (holm, hochberg, benjamini_hochberg, benjamini_yekutieli):
            assert correct(np.array(p)[order]).tolist() == correct(p)[order].tolist()

    @given(P_VALUES)
    def test_a_smaller_p_never_ends_up_larger(self, p):
        order = np.argsort(p)
        for correct in (holm, hochberg, benjamini_hochberg, benjamini_yekutieli):
            assert (np.diff(correct(p)[order]) >= -1e-12).all()

    def test_no_chance_is_refused(self):
        with pytest.raises(UserError, match="p_values"):
            holm([0.2, 1.2])


class TestTheReport:
    def test_one_rate_for_all_flags_33_of_42_and_that_says_the_rate_is_wrong(self, table):
        found = flags_against_one_rate(table)
        assert len(found.names) == 33
        assert found.warning_sentences("nl")[0].startswith("Van de 42 instellingen staan er 33 op de lijst.")

    def test_for_sure_by_the_common_pattern_there_is_one(self, table):
        found = flags_against_pattern(table)
        assert found.names == ("ROC Midden Nederland",)
        assert found.family == 42
        assert found.sentence("en") == (
            "Of the 42 institutions tested 1 is on the list: ROC Midden Nederland. "
            "The chance of one or more false flags is at most 5%."
        )

    def test_where_to_look_first_is_another_promise(self, table):
        found = flags_against_pattern(table, correction=benjamini_hochberg)
        assert "On average at most 5% of such a list" in found.sentence("en")
        assert found.method == "mid-p-own-rate-benjamini-hochberg"

    def test_who_has_no_trials_is_not_in_the_family(self, counts):
        found = flags_against_pattern(counts([0, 1, 3, 0], [40, 30, 60, 0]))
        assert found.family == 3
        assert np.isnan(found.adjusted[3])


class TestCoverage:
    def test_holm_flags_someone_wrongly_as_often_as_it_says(self):
        """2,000 families of 20 fair p-values: 5 % with any false flag, give or take 1.5 %."""
        p = np.random.default_rng(1).random((2000, 20))
        wrong = np.mean([(holm(row) <= 0.05).any() for row in p])
        assert wrong == pytest.approx(0.05, abs=0.015)
