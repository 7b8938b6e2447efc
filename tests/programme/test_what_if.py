"""Overlays: what differs, laid over the rules in force, for one plan."""

import doctest

import pytest

from blendwise.errors import UserError
from blendwise.programme import Outcome, RulesError, judge, rules_at, shipped, what_if
from blendwise.programme.what_if import other_rules, read_what_if, shipped_what_ifs, try_plan
from blendwise.reporting.what_if_table import plan_rows


def overlay(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return read_what_if(file, shipped())


def test_eight_and_two_counts_once_virtual_days_count(facts_from):
    plan = facts_from({"stay": {"calendar-days": 8}})

    tried = try_plan(plan, 2024, read_what_if("virtual-days", shipped()), shipped())

    assert tried.now.outcome is Outcome.DOES_NOT_COUNT
    assert tried.then["two-virtual-days"].outcome is Outcome.COUNTS  # 8 + 2 = 10
    assert tried.then["two-virtual-days"].reasons[1].because == "met-with-virtual"


def test_seven_and_two_does_not(facts_from):
    plan = facts_from({"stay": {"calendar-days": 7}})

    tried = try_plan(plan, 2024, read_what_if("virtual-days", shipped()), shipped())

    assert tried.then["two-virtual-days"].decided_by == ("C2",)


def test_a_block_of_eight_school_days_has_three_ways_today(facts_from):
    plan = facts_from({"stay": {"calendar-days": "untold", "school-days": 8}})

    tried = try_plan(plan, 2024, read_what_if("today-allows", shipped()), shipped())

    assert tried.now.outcome is Outcome.COUNTS  # on whatever day of the week it begins
    outcomes = {route: verdict.outcome for route, verdict in tried.then.items()}
    # Monday to Wednesday of the next week: 8 + 2 weekend days = 10 calendar days
    assert outcomes["counted-as-the-register-does"] is Outcome.COUNTS


@pytest.mark.parametrize(
    ("school_days", "shorter", "group", "competition"),
    [
        (8, "yes", "yes", "unknown"),
        (6, "yes", "yes", "yes"),
        (1, "no", "no", "yes"),
        (23, "yes", "no", "no"),
        (22, "yes", "unknown", "no"),
    ],
)
def test_where_all_calendar_days_that_it_can_be_agree_school_days_are_enough(
    school_days, shorter, group, competition
):
    # 8 school days are 10 to 12 calendar days, 22 are 30 to 32: from 2 for fewer opportunities and for a group, but at most 10 for a competition
    rows = plan_rows(read_what_if("today-allows", shipped()), "LM-SHORT-VET", None, school_days, [2024], "en")
    found = {row["route"]: row["stay"] for row in rows}

    assert found["fewer-opportunities-justified"] == shorter
    assert found["as-a-group"] == group
    assert found["as-a-skills-competition"] == competition


def test_a_route_is_not_tried_for_another_type(facts_from):
    plan = facts_from({"stay": {"activity-type": "SM-JOB-SHDW", "calendar-days": 8}})

    assert try_plan(plan, 2024, read_what_if("virtual-days", shipped()), shipped()).then == {}


def test_only_what_is_named_differs(facts_from):
    changed = other_rules(shipped(), read_what_if("virtual-days", shipped()))

    before, after = rules_at(2024), changed.calls[2024]
    assert after.activity("LM-LONG-VET") == before.activity("LM-LONG-VET")
    assert after.activity("LM-SHORT-VET").minimum_days == before.activity("LM-SHORT-VET").minimum_days
    assert after.activity("LM-SHORT-VET").virtual_days_towards_minimum.status == "own"
    assert judge(facts_from({}), after).rules_version != judge(facts_from({}), before).rules_version


def test_an_own_overlay_narrows_to_calls(tmp_path, facts_from):
    mine = overlay(tmp_path, "calls = [2025]\n[activity.LM-SHORT-VET]\nminimum-days = 5\n")
    plan = facts_from({"stay": {"calendar-days": 6}})

    outcomes = [try_plan(plan, call, mine, shipped()).then["as-planned"].outcome for call in (2024, 2025)]

    assert outcomes == [Outcome.DOES_NOT_COUNT, Outcome.COUNTS]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("minimum-days = 5", "‘minimum-days’ is not a key"),
        ("[activity.LM-SHRT-VET]\nminimum-days = 5", "‘LM-SHRT-VET’ does not exist"),
        ('[activity.LM-SHORT-VET]\nminimum-days = "five"', "‘five’ is not a whole number"),
        ("[every-activity]\nminimum-hours = 5", "‘minimum-hours’ is not a key"),
        ('[[route]]\nname = "x"', "‘facts’ is missing"),
        ('[[route]]\nname = "x"\n[route.facts]\nvirtual-days = "two"', "‘two’"),
        ('[[route]]\nname = "x"\n[route.facts]\nactivity-type = "LM-NEW"', "‘LM-NEW’ does not exist"),
        ("calls = 2024", "calls"),
        ("calls = [2024]\n[activity.LM-SHORT-VET]\nminimum-days = 90", "minimum is 90 and the maximum 89"),
        ("calls = [", "TOML"),
    ],
)
def test_a_faulty_overlay_is_refused_with_the_place(text, words, tmp_path):
    with pytest.raises(RulesError, match=words):
        overlay(tmp_path, text)


def test_an_unknown_name_lists_those_that_come_with_the_program():
    with pytest.raises(UserError, match="virtual-days"):
        read_what_if("virtual-day", shipped())


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UserError, match=r"none\.toml"):
        read_what_if(tmp_path / "none.toml", shipped())


@pytest.mark.parametrize("name", shipped_what_ifs())
def test_what_comes_with_the_program_is_in_order(name):
    assert read_what_if(name, shipped()).routes


def test_the_examples_run():
    assert doctest.testmod(what_if).failed == 0
