"""Verdicts over whole tables say what `judge` says of each row."""

import tomllib
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.programme import call_years, judge, load, rules_at, shipped
from blendwise.programme.loading import FOLDER
from blendwise.programme.verdicts import ACTIVITY_FACTS, STAY_FACTS, judge_table

from .test_properties import any_facts, often_good

KEY = ["mobility"]
CASES = Path(__file__).parent / "cases"
NAMED = [
    case
    for file in ("sheet.toml", "practices.toml", "edges.toml")
    for case in tomllib.loads((CASES / file).read_text(encoding="utf-8"))["case"]
]
BLOCKS = list(tomllib.loads((CASES / "blocks.toml").read_text(encoding="utf-8")).values())
cases = st.lists(st.tuples(any_facts | often_good, st.sampled_from(call_years())), min_size=1, max_size=8)
SCHEMA = {
    name: pl.Int64 if name in ("number_taking_part", "out_of") else pl.String for name in ACTIVITY_FACTS
} | dict.fromkeys(("with_whom", "purposes", "kept"), pl.List(pl.String))
STAYS = dict.fromkeys(STAY_FACTS[:6], pl.String) | dict.fromkeys(STAY_FACTS[6:], pl.Int64)


def stays_of(told):
    rows = [
        {"mobility": n, "call": rules.call_year, "no_activities": facts.virtual_activities == ()}
        | {name: getattr(facts, name) for name in STAY_FACTS}
        for n, (facts, rules) in enumerate(told)
    ]
    return pl.DataFrame(
        rows, schema={"mobility": pl.Int64, "call": pl.Int64, "no_activities": pl.Boolean} | STAYS
    )


def activities_of(told):
    rows = [
        {"mobility": n} | {name: plain(getattr(activity, name)) for name in ACTIVITY_FACTS}
        for n, (facts, _) in enumerate(told)
        for activity in facts.virtual_activities or ()
    ]
    return pl.DataFrame(rows, schema={"mobility": pl.Int64} | SCHEMA)


def plain(value):
    return sorted(value) if isinstance(value, frozenset) else value


def row_by_row(told):
    verdicts = [judge(facts, rules) for facts, rules in told]
    return [(v.outcome.value, v.decided_by[0]) for v in verdicts]


@settings(max_examples=150, deadline=None)
@given(cases)
def test_a_table_is_judged_as_its_rows_are(told):
    told = [(facts, rules_at(call)) for facts, call in told]

    judged = judge_table(stays_of(told), shipped(), key=KEY, activities=activities_of(told))

    assert judged["mobility"].to_list() == list(range(len(told)))
    assert list(zip(judged["outcome"], judged["decided_by"], strict=True)) == row_by_row(told)


def test_every_case_of_the_sheets_is_judged_as_its_row_is(facts_from):
    told = [(facts_from(case), rules_at(case.get("call", 2024))) for case in (*NAMED, *BLOCKS)]

    judged = judge_table(stays_of(told), shipped(), key=KEY, activities=activities_of(told))

    assert judged["outcome"].to_list() == [case["verdict"] for case in (*NAMED, *BLOCKS)]
    assert list(zip(judged["outcome"], judged["decided_by"], strict=True)) == row_by_row(told)


def test_a_case_of_every_length_is_judged_as_its_row_is(facts_from):
    told = [
        (facts_from({"stay": {"activity-type": code, "calendar-days": days}}), rules_at(call))
        for code in ("LM-SHORT-VET", "SM-COUR-TRAIN", "LM-GRP-VET")
        for call in (2021, 2024, 2026, 2027)
        for days in range(1, 95)
    ]

    judged = judge_table(stays_of(told), shipped(), key=KEY, activities=activities_of(told))

    assert list(zip(judged["outcome"], judged["decided_by"], strict=True)) == row_by_row(told)


def test_the_answer_on_the_stay_alone_is_there_without_any_activity():
    stays = pl.DataFrame(
        {
            "mobility": [1, 2, 3],
            "call": [2024, 2024, 2024],
            "activity_type": ["LM-SHORT-VET"] * 3,
            "travelled": ["yes"] * 3,
            "calendar_days": [14, 8, 8],
            "fewer_opportunities": ["no", "no", None],
        }
    )

    judged = judge_table(stays, shipped(), key=KEY)

    assert judged["stay"].to_list() == ["yes", "no", "unknown"]
    assert judged["outcome"].to_list() == ["needs-information", "does-not-count", "needs-information"]
    assert judged["decided_by"].to_list() == ["C3", "C2", "C2"]
    assert set(judged["rules_version"]) == {shipped().version}


def test_a_call_without_rules_and_an_unknown_type_leave_it_open():
    stays = pl.DataFrame(
        {
            "mobility": [1, 2],
            "call": [2099, 2024],
            "activity_type": ["LM-SHORT-VET", "LM-NEW"],
            "travelled": ["yes"] * 2,
        }
    )

    judged = judge_table(stays, shipped(), key=KEY)

    assert judged["stay"].to_list() == ["unknown", "unknown"]
    assert judged["outcome"].to_list() == ["needs-information"] * 2


def test_a_new_call_is_judged_by_its_file(facts_from):
    book = load(FOLDER, extra_calls=(Path(__file__).parent / "new_call" / "2028.toml",))
    told = [
        (facts_from({"stay": {"calendar-days": 10, "school-days": days}}), rules_at(2028, book))
        for days in (7, 8)
    ]

    judged = judge_table(stays_of(told), book, key=KEY, activities=activities_of(told))

    assert judged["outcome"].to_list() == ["does-not-count", "counts"]
