"""A registered mobility against the rules of its call, alone and in a whole table."""

import doctest
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.language import LANGUAGES, has
from blendwise.programme import activity_types, against_rules, call_years, rules_at, shipped
from blendwise.programme.against_rules import MISFITS, misfits, misfits_table
from blendwise.programme.registered import registered_facts, registered_stays


def registered(**differs):
    usual = {
        "call": 2024,
        "status": "complete",
        "activity_type": "LM-SHORT-VET",
        "duration_days": 14,
        "interruption_days": 0,
        "start_date": date(2025, 3, 3),
        "end_date": date(2025, 3, 16),
        "fewer_opportunities": False,
        "participants": 1,
        "blended": False,
    }
    return usual | differs


def kinds(row):
    return [m.kind for m in misfits(registered_facts(row), rules_at(row["call"]), ticked=row["blended"])]


@pytest.mark.parametrize(
    ("differs", "found"),
    [
        ({}, []),
        ({"duration_days": 9}, ["stay-too-short"]),  # 9 of at least 10
        ({"duration_days": 12, "interruption_days": 3}, ["stay-too-short"]),  # 12 - 3 = 9
        ({"duration_days": 9, "fewer_opportunities": True}, []),  # may be 2 if justified, which nobody asked
        ({"duration_days": 1, "fewer_opportunities": True}, ["stay-too-short"]),  # 1 of at least 2
        ({"duration_days": 90}, ["stay-too-long"]),  # 90 of at most 89
        ({"activity_type": "LM-GRP-VET", "duration_days": 5, "participants": 1}, ["group-too-small"]),
        ({"activity_type": "LM-GRP-VET", "duration_days": 5, "participants": 2}, []),
        ({"activity_type": "LM-GRP-VET", "duration_days": 5, "participants": 9, "call": 2023}, ["type-not-in-call"]),
        ({"activity_type": "PREP-VISIT", "duration_days": 3}, []),
        ({"activity_type": "PREP-VISIT", "duration_days": 3, "blended": True}, ["ticked-where-impossible"]),
        ({"activity_type": "SM-COUR-TRAIN", "duration_days": 20, "call": 2025}, []),  # 10 or 30: disputed, not wrong
        ({"activity_type": "SM-COUR-TRAIN", "duration_days": 31, "call": 2025}, ["stay-too-long"]),
        ({"activity_type": None}, []),
        ({"duration_days": None}, []),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(differs, found):
    assert kinds(registered(**differs)) == found


def test_a_misfit_carries_its_rule_with_status_and_sources():
    (short,) = misfits(registered_facts(registered(duration_days=8)), rules_at(2024), ticked=False)

    assert (short.criterion, short.rule, short.minimum) == ("C2", "minimum_days", 10)
    assert (short.status, short.source_ids) == ("assumed", ("riveria", "ua-gov-tr", "report-2025"))


days = st.none() | st.integers(0, 400)
rows = st.fixed_dictionaries(
    {
        "call": st.sampled_from(call_years()),
        "status": st.sampled_from(["complete", "draft"]),
        "activity_type": st.none() | st.sampled_from(sorted(activity_types())),
        "duration_days": days,
        "interruption_days": st.none() | st.integers(0, 3),
        "start_date": st.none() | st.dates(date(2024, 1, 1), date(2024, 2, 1)),
        "end_date": st.none() | st.dates(date(2024, 1, 10), date(2024, 4, 1)),
        "fewer_opportunities": st.none() | st.booleans(),
        "participants": st.none() | st.integers(0, 70),
        "blended": st.none() | st.booleans(),
    }
)
SCHEMA = {
    "call": pl.Int64, "status": pl.String, "activity_type": pl.String, "duration_days": pl.Int64,
    "interruption_days": pl.Int64, "start_date": pl.Date, "end_date": pl.Date,
    "fewer_opportunities": pl.Boolean, "participants": pl.Int64, "blended": pl.Boolean,
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, min_size=1, max_size=12))
def test_a_table_has_the_misfits_of_its_rows(told):
    stays = registered_stays(pl.DataFrame(told, schema=SCHEMA).with_row_index("n"))

    found = misfits_table(stays, shipped())

    by_row = [(n, kind) for n, row in enumerate(told) for kind in kinds(row)]
    assert sorted(zip(found["n"], found["misfit"], strict=True)) == sorted(by_row)


@settings(max_examples=100, deadline=None)
@given(rows)
def test_a_table_tells_the_facts_that_its_rows_tell(row):
    (told,) = registered_stays(pl.DataFrame([row], schema=SCHEMA)).iter_rows(named=True)

    facts = registered_facts(row)
    for name in ("travelled", "calendar_days", "school_days", "fewer_opportunities", "participants"):
        assert told[name] == getattr(facts, name), name


def test_school_days_are_monday_to_friday():
    monday = date(2025, 3, 3)
    block = registered(start_date=monday, end_date=monday + timedelta(days=9), duration_days=10)

    facts = registered_facts(block)

    # Monday to Wednesday of the next week: 5 + 3 school days in 10 calendar days
    assert (facts.calendar_days, facts.school_days) == (10, 8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_sentence(language):
    assert all(has(f"against_rules.{kind}", language) for kind in MISFITS.values())


def test_the_example_runs():
    assert doctest.testmod(against_rules).failed == 0
