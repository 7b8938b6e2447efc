"""Answers: several choices, a scale, two groups compared by counting every table."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.answers import (
    fisher_freeman_halton,
    multiple_choice,
    scale_answers,
    wilcoxon_mann_whitney,
)
from blendwise.language import LANGUAGES
from blendwise.records import Unit

I = Unit.INSTITUTIONS  # noqa: E741


class TestMultipleChoice:
    def test_the_denominator_is_who_saw_the_question(self):
        money, time = multiple_choice([[1, 0], [1, 1], [0, 0]], ["money", "time"], unit=I, seen=[1, 1, 0])
        assert (money.numerator, money.denominator, money.value) == (2, 2, 1)
        assert (time.numerator, time.denominator, time.value) == (1, 2, 0.5)

    def test_more_than_a_hundred_percent_is_said(self):
        both = multiple_choice([[1, 1], [1, 0]], ["money", "time"], unit=I)
        assert "more than 100%" in both[0].warning_sentences("en")[0]
        single = multiple_choice([[1, 0], [0, 1]], ["money", "time"], unit=I)
        assert single[0].warnings == ()

    def test_fifteen_answers_get_no_percentage(self):
        few = multiple_choice([[1]] * 2 + [[0]] * 13, ["money"], unit=I)[0]
        assert few.sentence("nl") == "money: gekozen door 2 van de 15 die de vraag zagen."
        many = multiple_choice([[1]] * 5 + [[0]] * 15, ["money"], unit=I)[0]
        assert many.sentence("en") == "money: chosen by 5 of the 20 who saw the question, which is 25.0%."

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_question_nobody_saw_is_undefined(self, language):
        unseen = multiple_choice([[0]], ["money"], unit=I, seen=[0])[0]
        assert unseen.value is None
        assert unseen.sentence(language)

    def test_a_choice_in_a_question_that_was_not_seen_is_refused(self):
        with pytest.raises(UserError, match="Respondent 2 chose something"):
            multiple_choice([[1], [1]], ["money"], unit=I, seen=[1, 0])


class TestScale:
    def test_middle_and_top_two(self):
        found = scale_answers([2, 3, 5, 4, 1], 42)
        assert (found.median, found.top_two, found.answered) == (3, 5, 15)
        # 5 of 15 from 42, exact: between 7 and 23 of the 42
        assert (found.top_two_fewest, found.top_two_most) == (7, 23)
        assert found.median_low <= found.median <= found.median_high

    def test_all_asked_leaves_the_facts(self):
        found = scale_answers([2, 3, 5, 4, 1], 15)
        assert (found.median_low, found.median_high) == (3, 3)
        assert found.top_two_fewest == found.top_two_most == 5

    def test_without_answers_the_middle_is_undefined(self):
        assert scale_answers([0, 0, 0], 42).median is None

    def test_an_even_number_has_the_lower_of_the_two_middles(self):
        assert scale_answers([1, 0, 1], 10).median == 1


class TestTwoGroups:
    def test_fisher_freeman_halton_equals_fisher_on_two_columns(self):
        for table in ([7, 8], [12, 3]), ([0, 5], [9, 1]), ([3, 3], [4, 4]):
            assert fisher_freeman_halton(*table).p == pytest.approx(stats.fisher_exact(table).pvalue)

    def test_wilcoxon_with_ties_equals_counting_every_split(self):
        first, second = [1, 3, 2, 2], [4, 1, 2, 0]
        answers = np.concatenate([np.repeat(range(4), first), np.repeat(range(4), second)])
        ranks = stats.rankdata(answers)
        expected = 8 * 16 / 2
        seen = abs(ranks[:8].sum() - expected)
        splits = [abs(ranks[list(who)].sum() - expected) >= seen - 1e-9 for who in combinations(range(15), 8)]
        assert wilcoxon_mann_whitney(first, second).p == pytest.approx(np.mean(splits))

    def test_wilcoxon_without_ties_equals_scipy(self):
        found = wilcoxon_mann_whitney([1, 0, 1, 0, 1, 1], [0, 1, 0, 1, 0, 0])
        exact = stats.mannwhitneyu([0, 2, 4, 5], [1, 3], method="exact")
        assert found.p == pytest.approx(exact.pvalue)
        assert found.statistic == exact.statistic / 8

    def test_complete_separation_of_three_and_three(self):
        # two of the 20 splits are as extreme
        assert wilcoxon_mann_whitney([0, 0, 3], [3, 0, 0]).p == pytest.approx(0.1)

    def test_a_group_without_answers_is_refused(self):
        with pytest.raises(UserError, match="One of the two groups has no answers"):
            fisher_freeman_halton([1, 2], [0, 0])

    def test_too_many_tables_are_refused_in_words(self):
        with pytest.raises(UserError, match="more than 2,000,000 tables"):
            fisher_freeman_halton([60] * 6, [60] * 6)

    @given(
        st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any),
        st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any),
    )
    def test_the_groups_can_be_swapped(self, first, second):
        one, other = wilcoxon_mann_whitney(first, second), wilcoxon_mann_whitney(second, first)
        assert one.p == pytest.approx(other.p)
        assert one.statistic == pytest.approx(1 - other.statistic)
        assert fisher_freeman_halton(first, second).p == pytest.approx(
            float(fisher_freeman_halton(second, first))
        )
        assert 0 < one.p <= 1
