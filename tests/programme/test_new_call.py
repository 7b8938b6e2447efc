"""A call is added by a file: nothing in the program knows which calls there are."""

from pathlib import Path

import pytest

from blendwise.programme import Facts, Outcome, Reply, call_years, duration_limits, judge, load, rules_at
from blendwise.programme.against_rules import misfits
from blendwise.programme.budget import budget_rules
from blendwise.programme.loading import FOLDER
from blendwise.programme.unit_costs import PlannedStay, cost_of_stay
from blendwise.programme.what_if import read_what_if, try_plan

FILE = Path(__file__).parent / "new_call" / "2028.toml"


@pytest.fixture(scope="module")
def book():
    return load(FOLDER, extra_calls=(FILE,))


def test_the_call_is_there_beside_the_others(book):
    assert call_years(book) == (2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028)
    assert 2028 not in call_years()


def test_it_states_what_changed_and_takes_over_the_rest(book):
    short = rules_at(2028, book).activity("LM-SHORT-VET")

    assert short.minimum_days.value == 8  # stated by the file
    assert short.minimum_days_fewer_opportunities.value == 2  # taken over from call 2021
    assert rules_at(2028, book).activity("LM-LONG-VET").minimum_days.value is None  # not found since 2027


def test_a_stay_is_judged_by_it(book, facts_from):
    facts = facts_from({"stay": {"calendar-days": 10, "school-days": 8}})

    by_new, by_old = judge(facts, rules_at(2028, book)), judge(facts, rules_at(2024, book))

    # call 2028 counts school days: 8 of at least 8; call 2024 counts calendar days: 10 of at least 10
    assert (by_new.outcome, by_old.outcome) == (Outcome.COUNTS, Outcome.COUNTS)
    short = facts_from({"stay": {"calendar-days": 9, "school-days": 7}})
    assert judge(short, rules_at(2028, book)).outcome is Outcome.DOES_NOT_COUNT
    assert judge(short, rules_at(2028, book)).changes[0].because == "too-short-school-days"


def test_a_group_is_judged_by_its_own_smallest_size(book, facts_from):
    stay = {"activity-type": "LM-GRP-VET", "calendar-days": 7, "school-days": 5, "participants": 3}
    facts = facts_from({"stay": stay, "activity": {"number-taking-part": 3}})

    assert judge(facts, rules_at(2028, book)).outcome is Outcome.DOES_NOT_COUNT  # 3 is fewer than 4
    assert judge(facts, rules_at(2026, book)).outcome is Outcome.COUNTS  # 3 is at least 2


def test_its_limits_are_among_the_rows(book):
    rows = {(row.call_year, row.activity_type): row for row in duration_limits(book)}

    assert rows[2028, "LM-GRP-VET"].minimum == 3
    assert rows[2028, "LM-GRP-VET"].maximum == 20


def test_the_verdict_names_another_version(book, facts_from):
    assert judge(facts_from({}), rules_at(2028, book)).rules_version == book.version != rules_at(2024).version


def test_a_file_takes_the_place_of_a_call_of_the_same_name(tmp_path):
    file = tmp_path / "2027.toml"
    file.write_text(FILE.read_text(encoding="utf-8").replace("2028", "2027"), encoding="utf-8")

    book = load(FOLDER, extra_calls=(file,))

    assert call_years(book)[-1] == 2027
    assert rules_at(2027, book).activity("LM-SHORT-VET").minimum_days.value == 8


def test_a_registered_stay_is_held_against_it(book):
    facts = Facts(activity_type="LM-SHORT-VET", calendar_days=9, school_days=7, fewer_opportunities=Reply.NO)

    (short,) = misfits(facts, rules_at(2028, book), ticked=False)

    assert (short.kind, short.minimum) == ("stay-too-short", 8)


def test_a_what_if_is_laid_over_it(book, facts_from):
    plan = facts_from({"stay": {"calendar-days": 8, "school-days": 6}})

    tried = try_plan(plan, 2028, read_what_if("virtual-days", book), book)

    # 6 school days and 2 virtual days are the 8 that call 2028 asks
    assert tried.now.outcome is Outcome.DOES_NOT_COUNT
    assert tried.then["two-virtual-days"].outcome is Outcome.COUNTS


def test_budget_and_costs_take_over_what_the_call_before_had():
    assert budget_rules(2028).pots == budget_rules(2024).pots
    stay = PlannedStay(call_year=2028, activity_type="LM-SHORT-VET", days=10, country="ES")
    assert cost_of_stay(stay).parts["individual"].amount == 10 * 110
