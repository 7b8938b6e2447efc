"""A number and the noun that it counts agree: 1 mobility, 2 mobilities."""

import pytest

from blendwise.estimation.result import Estimate, Scope
from blendwise.language import _Writer, say
from blendwise.records import Question, Unit


@pytest.mark.parametrize(
    ("language", "pattern", "expected"),
    [
        ("nl", "{n:mobilities}", ["0 mobiliteiten", "1 mobiliteit", "1.500 mobiliteiten"]),
        ("en", "{n:participants}", ["0 participants", "1 participant", "1,500 participants"]),
        ("nl", "{n:institutions}", ["0 instellingen", "1 instelling", "1.500 instellingen"]),
    ],
)
def test_a_noun_takes_the_form_of_its_number(language, pattern, expected):
    assert [_Writer(language).vformat(pattern, (), {"n": n}) for n in (0, 1.0, 1500)] == expected


@pytest.mark.parametrize("language", ["nl", "en"])
def test_one_mobility_is_no_mobilities_in_a_sentence_of_an_estimate(language):
    share = Estimate(
        question=Question.PROCESS, estimand="estimation.registered-share", scope=Scope(calls=(2021,)), value=1.0,
        numerator=1.0, denominator=1.0, unit=Unit.MOBILITIES, population="census", method="none",
    )  # fmt: skip
    assert {"nl": "1 mobiliteit ", "en": "1 mobility "}[language] in share.sentence(language)


def test_a_comparison_of_one_institution_says_one():
    assert say("influence.concentration.blended", "en", n=1, t1=1, t3=1, g=0, h=1, e=1).startswith(
        "Over 1 institution,"
    )
