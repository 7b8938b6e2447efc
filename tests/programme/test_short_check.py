"""The check for people: answers become facts, and nothing that was not told is guessed."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has
from blendwise.programme import (
    Facts,
    Outcome,
    Reply,
    VirtualActivity,
    activity_types,
    explain,
    judge,
    rules_at,
    shipped,
)
from blendwise.programme.short_check import (
    ANSWERS,
    ASKED_BY,
    FOLLOW_UPS,
    QUESTIONS,
    UNKNOWN,
    call_told,
    facts_for,
    facts_told,
    next_question,
)

STAY = {"call": "2024", "type": "LM-SHORT-VET", "days": "14"}
GOOD = {**STAY, "online": "talked", "plan": "made-for-it", "whom": "host", "purpose": "preparing", "when": "before",
        "who": "participants"}  # fmt: skip


CASES = Path(__file__).parent / "cases"
SHEET = {
    case["name"]: case for case in tomllib.loads((CASES / "sheet.toml").read_text(encoding="utf-8"))["case"]
}
TOLD = tomllib.loads((CASES / "short_check.toml").read_text(encoding="utf-8"))


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


def test_every_row_of_the_sheet_can_be_told_in_the_check():
    assert set(TOLD) == set(SHEET)


@pytest.mark.parametrize("name", TOLD)
def test_the_check_says_of_each_row_what_the_sheet_says(name):
    case, rules = SHEET[name], rules_at(2024)

    verdict = judge(facts_for({**GOOD, **TOLD[name]}, rules), rules)

    assert verdict.outcome == case["verdict"]
    assert set(case.get("decided-by", ())) <= set(verdict.decided_by)
    shown = {reading.day_basis: reading.outcome for reading in verdict.readings}
    assert shown == case.get("readings", {})


@pytest.mark.parametrize(("kind", "call"), [(None, 2026), ("LM-SHORT-VET", 2026), ("PREP-VISIT", 2026)])
def test_the_newest_call_whose_rules_are_known_is_taken(kind, call):
    assert call_told({"type": kind} if kind else {}) == call


@pytest.mark.parametrize(("days", "calendar"), [("8", 10), ("9", 11), ("7", None), ("12", 16)])
def test_school_days_are_turned_where_the_start_of_the_week_does_not_matter(days, calendar):
    # 7 school days are 9 calendar days from a Monday on and 11 from a Friday on, and 10 are needed
    told = facts_for({**STAY, "days": days, "days-as": "school", "fewer-opportunities": "no"}, rules_at(2024))

    assert (told.school_days, told.calendar_days) == (int(days), calendar)


@pytest.mark.parametrize(
    ("fewer", "by_school_days"), [("no", "does-not-count"), ("unknown", "needs-information")]
)
def test_a_block_of_eight_school_days_is_shown_both_ways_whatever_is_told_of_opportunities(
    fewer, by_school_days
):
    answers = {**GOOD, "days": "8", "days-as": "school", "fewer-opportunities": fewer}
    verdict = judge(facts_for(answers, rules_at(2024)), rules_at(2024))

    shown = {reading.day_basis: reading.outcome for reading in verdict.readings}
    assert (verdict.outcome, shown) == ("counts", {"calendar": "counts", "school": by_school_days})
    assert verdict.notes == ("programme.notes.day-basis",)


def test_a_stay_done_from_home_has_no_days():
    told = facts_told({**STAY, "went": "online"})
    assert (told.travelled, told.calendar_days) == (Reply.NO, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(FOLLOW_UPS.values())))
def test_what_a_verdict_asks_has_its_words(name, language):
    assert has(f"short_check.follow.{name}.question", language)
    assert has(f"short_check.follow.{name}.short", language)


def test_whatever_a_verdict_may_ask_can_be_told():
    """The facts that the check cannot be told: what is kept, several groups, and days that no call lets count."""
    names = {*Facts.__dataclass_fields__, *VirtualActivity.__dataclass_fields__}
    assert names - {*FOLLOW_UPS, *ASKED_BY} == {"virtual_days", "kept", "out_of"}
    assert set(FOLLOW_UPS.values()) <= set(ANSWERS)
