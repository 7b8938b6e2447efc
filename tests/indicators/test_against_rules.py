"""A snapshot against the rules: findings with place and rule."""

import ibis
import polars as pl
import pytest

from blendwise.indicators import Population
from blendwise.indicators.against_rules import against_rules
from blendwise.language import LANGUAGES

SCHEMA = {
    "grant_agreement_number": pl.String, "mobility_activity_id": pl.String, "call": pl.Int64, "status": pl.String,
    "of_participant": pl.Boolean, "activity_type": pl.String, "institution_oid": pl.String, "institution": pl.String,
    "duration_days": pl.Int64, "participants": pl.Int64, "fewer_opportunities": pl.Boolean, "blended": pl.Boolean,
    "source_file": pl.String, "source_sheet": pl.String, "source_row": pl.Int64,
}  # fmt: skip


def row(number, **differs):
    usual = {
        "grant_agreement_number": "P1", "mobility_activity_id": f"M{number}", "call": 2024, "status": "complete",
        "of_participant": True, "activity_type": "LM-SHORT-VET", "institution_oid": "E1", "institution": "Alpha",
        "duration_days": 14, "participants": 1, "fewer_opportunities": False, "blended": False,
        "source_file": "alpha.csv", "source_sheet": None, "source_row": number + 1,
    }  # fmt: skip
    return usual | differs


@pytest.fixture
def found():
    rows = [
        row(1),
        row(2, duration_days=8),
        row(3, duration_days=8, status="draft"),  # does not count, so is not looked at
        row(4, activity_type="LM-GRP-VET", duration_days=5, call=2022, participants=9),
    ]
    return against_rules(ibis.memtable(pl.DataFrame(rows, schema=SCHEMA)), Population())


def test_each_misfit_has_its_place_and_its_rule(found):
    shown = [(r["source_file"], r["source_row"], r["misfit"], r["rule"]) for r in found.as_rows("en")]

    assert shown == [
        ("alpha.csv", 3, "stay-too-short", "minimum_days"),
        ("alpha.csv", 5, "type-not-in-call", "available"),
    ]


def test_the_sentences_say_where_what_and_what_to_do(found):
    first, second = found.sentences("en")

    assert first == (
        "alpha.csv, row 3, mobility M2: this stay lasts 8 calendar days; in call 2024 the minimum is 10 calendar days "
        "(short-term mobility; status of the rule: assumed). Virtual days don't count towards it. Check dates and type."
    )
    assert "does not exist in call 2022" in second
    assert found.sentence("en") == "2 things do not fit the rules, among 3 mobilities in all calls."


def test_the_sources_of_the_rule_are_named_in_words(found):
    assert any("Finnish" in source for source in found.as_rows("en")[0]["sources"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_fits_it_says_so(language):
    found = against_rules(ibis.memtable(pl.DataFrame([row(1)], schema=SCHEMA)), Population())

    assert found.rows.is_empty()
    assert found.sentence(language)
