"""The check for people: answers become facts, and nothing that was not told is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has
from blendwise.programme import Facts, Outcome, activity_types, explain, judge, rules_at, shipped
from blendwise.programme.short_check import QUESTIONS, UNKNOWN, facts_told, next_question

STAY = {"call": "2024", "type": "LM-SHORT-VET", "days": "14"}
GOOD = {**STAY, "online": "talked", "plan": "made-for-it", "whom": "host", "purpose": "preparing", "when": "before",
        "who": "participants"}  # fmt: skip


def outcome(answers):
    return judge(facts_told(answers), rules_at(2024)).outcome


def test_nothing_told_is_no_fact():
    assert facts_told({}) == Facts()


def test_there_are_at_most_seven_questions():
    assert len(QUESTIONS) <= 7


def test_all_good_answers_count():
    assert outcome(GOOD) is Outcome.COUNTS


@pytest.mark.parametrize(("name", "answer"), [
    ("online", "not-online"), ("plan", "apart"), ("plan", "offer"), ("whom", "home"), ("purpose", "arranging"),
    ("when", "lesson-of-stay"), ("who", "staff-only"), ("days", "4"),
])  # fmt: skip
def test_one_answer_that_fails_decides(name, answer):
    given_answers = {**GOOD, name: answer}
    expected = Outcome.NEEDS_INFORMATION if name == "days" else Outcome.DOES_NOT_COUNT
    assert (
        outcome(given_answers) is expected
    )  # four days may be enough with fewer opportunities: that is asked
    assert (next_question(given_answers, rules_at(2024)) is None) is True


@pytest.mark.parametrize("question", [q.name for q in QUESTIONS[1:]])
def test_what_nobody_knows_needs_information_and_never_fails(question):
    assert outcome({**GOOD, question: UNKNOWN}) is not Outcome.DOES_NOT_COUNT


@given(
    st.fixed_dictionaries(
        {}, optional={q.name: st.sampled_from([*q.choices, UNKNOWN]) for q in QUESTIONS[1:]}
    )
)
def test_answers_that_are_not_given_yet_only_ever_leave_it_open(answers):
    """Taking answers away never makes a verdict that did not count before."""
    before = outcome({**STAY, **answers})
    for name in answers:
        fewer = {k: v for k, v in answers.items() if k != name}
        if before is Outcome.COUNTS:
            assert outcome({**STAY, **fewer}) is not Outcome.DOES_NOT_COUNT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS[1:], ids=lambda q: q.name)
def test_every_choice_has_its_words(question, language):
    for choice in question.choices:
        assert has(f"short_check.{question.name}.{choice}", language)
        assert has(f"short_check.{question.name}.{choice}-hint", language)


@pytest.mark.parametrize(
    "wrong",
    [{"whom": "x"}, {"days": "-1"}, {"days": "1e3"}, {"participants": "many"}, {"fewer-opportunities": "x"}],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(UserError):
        facts_told(wrong)


def test_a_reader_is_told_the_ordinary_minimum():
    reasons = explain(judge(facts_told(GOOD), rules_at(2024)), shipped().sources, "en").reasons
    assert "it may be 10 to 89" in next(r for r in reasons if r.criterion == "C2").says


def test_every_kind_of_stay_can_be_asked():
    assert all(facts_told({"type": code}).activity_type == code for code in activity_types())
