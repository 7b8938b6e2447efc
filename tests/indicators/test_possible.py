"""What if: a snapshot by other rules says what its rows say one by one."""

from datetime import date, timedelta

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.indicators import Population
from blendwise.indicators.possible import possible
from blendwise.language import LANGUAGES, has
from blendwise.programme import shipped
from blendwise.programme.reasons import Answer
from blendwise.programme.registered import registered_facts
from blendwise.programme.verdict import on_the_stay
from blendwise.programme.what_if import other_rules, read_what_if, shipped_what_ifs, try_plan

MONDAY = date(2025, 3, 3)
SCHEMA = {
    "grant_agreement_number": pl.String, "mobility_activity_id": pl.String, "call": pl.Int64, "status": pl.String,
    "of_participant": pl.Boolean, "activity_type": pl.String, "institution_oid": pl.String, "institution": pl.String,
    "duration_days": pl.Int64, "interruption_days": pl.Int64, "start_date": pl.Date, "end_date": pl.Date,
    "fewer_opportunities": pl.Boolean, "participants": pl.Int64, "blended": pl.Boolean,
}  # fmt: skip


def stay(number, days=14, **differs):
    usual = {
        "grant_agreement_number": "P", "mobility_activity_id": f"M{number}", "call": 2024, "status": "complete",
        "of_participant": True, "activity_type": "LM-SHORT-VET", "institution_oid": "E1", "institution": "Alpha",
        "duration_days": days, "interruption_days": 0, "start_date": MONDAY,
        "end_date": MONDAY + timedelta(days=days - 1), "fewer_opportunities": False, "participants": 1, "blended": False,
    }  # fmt: skip
    return usual | differs


def asked(rows, name, **more):
    table = ibis.memtable(pl.DataFrame(rows, schema=SCHEMA))
    return possible(table, read_what_if(name, shipped()), Population(), **more)


ROWS = [
    stay(1, 14),
    stay(2, 8, blended=True),  # 8 + 2 = 10 would do
    stay(3, 9),  # 9 + 2 would do
    stay(4, 7, institution="Beta", institution_oid="E2"),  # 7 + 2 = 9 would not
    stay(5, 8, institution="Beta", institution_oid="E2", activity_type="LM-LONG-VET"),
]


def test_two_virtual_days_make_stays_of_eight_and_nine_days_possible():
    found = asked(ROWS, "virtual-days")

    (total,) = found.total.iter_rows(named=True)
    assert (total["mobilities"], total["possible_now"], total["newly_possible"]) == (4, 1, 2)
    assert total["ticked_newly_possible"] == 1
    by_institution = {row["institution"]: row["newly_possible"] for row in found.rows.iter_rows(named=True)}
    assert by_institution == {"Alpha": 2, "Beta": 0}


def test_counted_in_school_days_a_stay_of_ten_calendar_days_is_no_longer_possible():
    rows = [stay(1, 10), stay(2, 12)]  # Monday on: 8 and 10 school days

    (total,) = asked(rows, "school-days").total.iter_rows(named=True)

    assert (total["possible_now"], total["no_longer_possible"]) == (2, 1)


def test_what_the_rules_already_allow_for_a_stay_that_is_too_short():
    found = asked([stay(1, 8), stay(2, 8, call=2023), stay(3, 14)], "today-allows")

    newly = {row["route"]: row["newly_possible"] for row in found.total.iter_rows(named=True)}
    assert newly == {
        "counted-as-the-register-does": 0,  # the register's days are calendar days already
        "fewer-opportunities-justified": 2,
        "as-a-group": 1,  # groups exist from call 2024 on
        "as-a-skills-competition": 2,
    }
    assert found.total["no_longer_possible"].sum() == 0  # other ways take nothing away


def test_virtual_activities_that_are_told_say_what_would_newly_count():
    good = {
        "through_ict": "yes", "part_of_plan": "yes", "with_whom": ["host"], "purposes": ["learning"],
        "took_part": "participants", "when": "before", "both_ways": "yes", "general_offer": "no",
    }  # fmt: skip
    told = pl.DataFrame(
        [{"grant_agreement_number": "P", "mobility_activity_id": f"M{n}"} | good for n in (1, 2)]
    )

    (total,) = asked(ROWS, "virtual-days", activities=told).total.iter_rows(named=True)

    assert (total["count_now"], total["newly_count"], total["no_longer_count"]) == (1, 1, 0)


def test_a_division_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UserError, match="activity-type"):
        asked(ROWS, "virtual-days", by=["colour"])


days = st.integers(1, 100)
rows = st.lists(
    st.builds(
        lambda days, **more: stay(0, days, **more),
        days,
        call=st.sampled_from([2021, 2023, 2024, 2026, 2027]),
        activity_type=st.sampled_from(["LM-SHORT-VET", "LM-GRP-VET", "SM-COUR-TRAIN", "LM-SKILL-VET"]),
        fewer_opportunities=st.none() | st.booleans(),
        participants=st.none() | st.integers(1, 30),
        interruption_days=st.integers(0, 2),
        blended=st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.sampled_from(shipped_what_ifs()))
def test_a_snapshot_says_what_its_rows_say(told, name):
    told = [row | {"mobility_activity_id": f"M{n}"} for n, row in enumerate(told)]
    what_if = read_what_if(name, shipped())

    found = asked(told, name)

    newly = dict.fromkeys((route.name for route in what_if.routes), 0)
    for row in told:
        tried = try_plan(registered_facts(row), row["call"], what_if, shipped())
        rules, other = shipped().calls[row["call"]], other_rules(shipped(), what_if).calls[row["call"]]
        for route, verdict in tried.then.items():
            newly[route] += (on_the_stay(tried.now, rules), on_the_stay(verdict, other)) == (
                Answer.NO,
                Answer.YES,
            )
    assert {row["route"]: row["newly_possible"] for row in found.total.iter_rows(named=True)} == newly


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped_what_ifs())
def test_what_comes_with_the_program_has_its_words(name, language):
    found = asked(ROWS, name)

    assert has(f"what_if.shipped.{name}", language)
    assert all(has(f"what_if.routes.{route.name}", language) for route in found.what_if.routes)
    assert len(found.sentences(language)) == len(found.what_if.routes) + 2


def test_the_sentence_says_of_how_many():
    sentence = asked(ROWS, "virtual-days").sentences("en")[0]

    assert sentence == (
        "with two virtual days: 2 of the 4 mobilities in all calls are not possible by the rules in force and would then be."
    )
