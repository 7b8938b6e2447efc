"""Every comparison speaks Dutch and English, and its table has no holes that look like zero."""

import json

import pytest

from blendwise.estimation.institutions import (
    caterpillar,
    empirical_bayes,
    exact_funnel,
    flags_against_one_rate,
    flags_against_pattern,
    funnel,
    hierarchical,
    institution_counts,
    logit_normal,
    multiplicative_funnel,
    outside_pattern,
    rank_sets,
    ranking,
    registered_caterpillar,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES, keys
from blendwise.records import Question

COMPARISONS = {
    "funnel": funnel,
    "exact-funnel": exact_funnel,
    "multiplicative-funnel": multiplicative_funnel,
    "outside-pattern": outside_pattern,
    "hierarchical": hierarchical,
    "empirical-bayes": empirical_bayes,
    "logit-normal": logit_normal,
    "ranking": lambda table: ranking(hierarchical(table)),
    "rank-sets": rank_sets,
    "flags-pattern": flags_against_pattern,
    "flags-one-rate": flags_against_one_rate,
    "caterpillar": lambda table: caterpillar(hierarchical(table)),
    "registered-caterpillar": registered_caterpillar,
}


@pytest.fixture(scope="module")
def small():
    """Twelve institutions of which one has no mobilities and one lies far off."""
    scope = Scope(calls=(2021, 2022), institutions=12)
    hits = [0, 1, 2, 1, 3, 0, 1, 2, 1, 3, 0, 70]
    trials = [90, 80, 120, 100, 150, 90, 80, 120, 100, 150, 0, 100]
    return institution_counts("ABCDEFGHIJKL", hits, trials, scope=scope)


@pytest.fixture(scope="module", params=COMPARISONS)
def comparison(request, small):
    return COMPARISONS[request.param](small)


class TestEveryComparison:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_itself_its_assumptions_its_warnings_and_each_institution(self, comparison, language):
        said = [
            comparison.sentence(language),
            comparison.assumption_sentence(language),
            comparison.tail(language),
        ]
        said += comparison.warning_sentences(language)
        said += [comparison.about(name, language) for name in "AKL" if hasattr(comparison, "about")]
        for sentence in said:
            assert sentence.endswith(".")
            assert "{" not in sentence
            assert "nan" not in sentence

    def test_answers_the_process_question_and_names_its_method(self, comparison):
        assert comparison.question is Question.PROCESS
        assert comparison.method
        assert comparison.assumptions

    def test_counts_the_institutions_once(self, comparison):
        assert "institutions at 12 institutions" not in comparison.sentence("en")

    def test_warns_of_the_institution_without_mobilities(self, comparison):
        assert "1 institution there is nothing" in " ".join(comparison.warning_sentences("en"))

    def test_its_columns_are_plain_and_undefined_is_none(self, comparison):
        columns = comparison.as_columns()
        assert json.loads(json.dumps(columns, allow_nan=False)) == columns
        assert {len(values) for values in columns.values()} == {12}
        assert columns["rate"][10] is None
        assert columns["rate"][0] == 0.0


class TestLanguages:
    @pytest.mark.parametrize("prefix", ["institutions.", "errors.institutions."])
    def test_have_the_same_sentences(self, prefix):
        assert keys("nl", prefix) == keys("en", prefix)
