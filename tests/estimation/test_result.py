"""The one result type: what it refuses, which sentence it says, and how a bad argument is named."""

import json
import math
from datetime import date

import numpy as np
import pytest

from blendwise.errors import UserError
from blendwise.estimation.result import Estimate, Scope, check_counts, check_level, check_numbers
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit


def estimate(**changes):
    facts = {
        "question": Question.PROCESS,
        "estimand": "estimation.scope",
        "value": 0.5,
        "unit": Unit.MOBILITIES,
        "population": "census",
        "method": "korn-graubard",
    }
    return Estimate(**facts | changes)


class TestScope:
    def test_says_calls_and_institutions(self):
        scope = Scope(calls=(2021, 2022), institutions=42)
        assert scope.phrase("nl") == "in de calls 2021 en 2022 bij 42 instellingen"
        assert scope.phrase("en") == "in calls 2021 and 2022 at 42 institutions"

    def test_says_who_is_left_out_and_the_day(self):
        scope = Scope(
            calls=(2021,), institutions=41, without=("ROC Midden Nederland",), as_at=date(2025, 3, 24)
        )
        assert scope.phrase("nl") == (
            "in call 2021 bij 41 instellingen, zonder ROC Midden Nederland (stand van 24 maart 2025)"
        )

    def test_a_single_institution_is_named_or_counted(self):
        assert Scope(institution="Zadkine").phrase("en") == "at Zadkine"
        assert Scope(institutions=1).phrase("nl") == "bij 1 instelling"

    def test_without_anything_it_still_reads(self):
        assert Scope().phrase("en") == "in these data"


class TestEstimate:
    def test_a_count_has_no_interval(self):
        with pytest.raises(ValueError, match="no interval"):
            estimate(question=Question.COUNT, low=0.1, high=0.9, level=0.95)

    def test_undefined_is_none_and_never_nan(self):
        with pytest.raises(ValueError, match="undefined as None"):
            estimate(value=math.nan)

    def test_limits_stand_in_order(self):
        with pytest.raises(ValueError, match="above the upper"):
            estimate(low=0.9, high=0.1, level=0.95)

    @pytest.mark.parametrize(
        ("value", "low", "high", "form"),
        [
            (0.5, 0.1, 0.9, "interval"),
            (0.5, None, 0.9, "interval"),
            (0.5, None, None, "point"),
            (None, 0.1, 1.0, "bounds"),
            (None, None, None, "undefined"),
        ],
    )
    def test_its_form_follows_from_what_is_known(self, value, low, high, form):
        assert estimate(value=value, low=low, high=high).form == form

    def test_it_travels_as_plain_json(self):
        full = estimate(scope=Scope(calls=(2021,), as_at=date(2025, 3, 24), names={"inst": "Zadkine"}))
        plain = json.loads(json.dumps(full.as_dict()))
        assert plain["question"] == "process"
        assert plain["unit"] == "mobilities"
        assert plain["scope"]["as_at"] == "2025-03-24"
        assert plain["scope"]["inst"] == "Zadkine"
        assert plain["low"] is None

    def test_no_assumptions_is_also_said(self):
        assert estimate().assumption_sentence("nl") == "Hiervoor zijn geen aannames nodig."

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_question_has_its_tail(self, language):
        assert len({estimate(question=question).tail(language) for question in Question}) == 3


class TestChecks:
    def test_more_hits_than_trials_names_argument_place_and_value(self):
        with pytest.raises(UserError) as error:
            check_counts([1, 9], [5, 8])
        assert error.value.code == "estimation.more-hits-than-trials"
        assert "‘hits’, plaats 2: 9 is meer dan ‘trials’ (8)" in error.value.sentence("nl")

    def test_a_negative_count(self):
        with pytest.raises(UserError, match="‘trials’, position 1: −5 is less than 0"):
            check_counts(0, -5)

    @pytest.mark.parametrize("value", [math.nan, math.inf])
    def test_a_missing_value_is_not_a_zero(self, value):
        with pytest.raises(UserError, match=r"‘hits’, position 3: it says (nan|inf)"):
            check_counts([0, 1, value], [5, 5, 5])

    def test_shapes_that_do_not_fit(self):
        with pytest.raises(UserError, match="‘trials’ has shape 3, expected is 2"):
            check_counts([1, 2], [5, 5, 5])

    def test_a_place_in_a_table_is_row_and_column(self):
        with pytest.raises(UserError, match="position 2, 1: −1"):
            check_numbers("ticks", [[1, 2], [-1, 3]])

    def test_a_required_shape(self):
        with pytest.raises(UserError, match="‘ticks’ has shape 2, expected is 3"):
            check_numbers("ticks", [1, 2], shape=(3,))

    def test_words_are_not_numbers(self):
        with pytest.raises(UserError, match="can't be read as numbers"):
            check_numbers("ticks", ["three"])

    def test_a_number_above_its_limit(self):
        with pytest.raises(UserError, match=r"‘specificity’, position 1: 1\.2 is more than 1"):
            check_numbers("specificity", 1.2, most=1)

    def test_fractions_only_where_they_are_allowed(self):
        assert check_counts(2.5, 10)[0] == 2.5
        with pytest.raises(UserError, match=r"position 1: 2\.5 is not a whole number"):
            check_counts(2.5, 10, whole=True)

    def test_clean_arguments_come_back_as_arrays_of_one_shape(self):
        hits, trials = check_counts([1, 2], 5)
        np.testing.assert_array_equal(hits, [1.0, 2.0])
        np.testing.assert_array_equal(trials, [5.0, 5.0])

    @pytest.mark.parametrize("level", [0, 1, 95, "0.95", math.nan])
    def test_a_level_is_a_share(self, level):
        with pytest.raises(UserError, match=r"Write 0\.95 for 95%"):
            check_level(level)
