"""From applications and the register to a division of the budget."""

from decimal import Decimal

import ibis
import polars as pl
import pytest

from blendwise.errors import UserError
from blendwise.indicators.applicants import applicants, awarded, divide, registered_blended, with_scores
from blendwise.language import LANGUAGES
from blendwise.programme.budget import budget_rules

LINES = [
    # key, project, type, participants, blended, fewer, green, requested, awarded
    ("E1", "P1", "LM-SHORT-VET", 80, 20, 10, 30, "100000.00", "70000.00"),
    ("E1", "P1", "LM-LONG-VET", 20, 4, 2, 0, "100000.00", "70000.00"),
    ("E2", "P2", "LM-SHORT-VET", 50, 0, 5, 10, "60000.00", "40000.00"),
    ("E3", "P3", "LM-SHORT-VET", 50, 9, 5, 10, None, None),  # no grant is known of it
]
NAMES = {"E1": "Alpha", "E2": "Beta", "E3": "Gamma"}


@pytest.fixture
def applications():
    rows = [
        {
            "call": 2024, "institution_oid": key, "institution": NAMES[key], "grant_agreement_number": project,
            "activity_type": kind, "participants": n, "blended_participants": blended,
            "fewer_opportunities_participants": fewer, "green_travel_participants": green,
            "requested_grant": requested and Decimal(requested), "awarded_grant": given and Decimal(given),
        }
        for key, project, kind, n, blended, fewer, green, requested, given in LINES
    ]  # fmt: skip
    money = pl.Decimal(18, 2)
    return ibis.memtable(
        pl.DataFrame(rows, schema_overrides={"requested_grant": money, "awarded_grant": money})
    )


def test_the_lines_of_an_application_are_one_applicant_and_its_grant_is_one(applications):
    alpha, beta = applicants(applications, 2024)

    assert (alpha.number, alpha.name, alpha.estimate) == ("E1", "Alpha", Decimal("100000.00"))
    assert (alpha.participants, alpha.blended, alpha.long_term) == (80 + 20, 20 + 4, 20)
    assert (beta.participants, beta.blended) == (50, 0)


def test_the_budget_is_what_was_awarded_unless_it_is_given(applications):
    assert awarded(applications, 2024) == 70000 + 40000


def test_a_call_without_applications_is_refused(applications):
    with pytest.raises(UserError, match="2023"):
        applicants(applications, 2023)


def test_a_division_adds_up_and_says_that_the_weights_are_not_official(applications):
    there = applicants(applications, 2024)

    division = divide(there, Decimal(110000), budget_rules(2024), {"E1": 3})

    assert sum(row["grant"] for row in division.rows()) + division.allocation.not_granted == 110000
    alpha, beta = division.rows()
    assert (alpha["blended_pledged"], beta["earned_by_pledge"]) == (24, 0)
    assert alpha["earned_by_pledge"] > 0
    assert alpha["difference_with_registered"] + beta["difference_with_registered"] == 0
    assert "110.000,00 euro" in division.sentences("nl")[0]
    assert "not public" in " ".join(division.sentences("en"))
    assert all(division.sentences(language) for language in LANGUAGES)


def test_scores_come_from_a_file_by_number_or_by_name(applications, tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text("institution;quality;set_aside\nAlpha;8,5;1.100,50\nBeta;7.25;\n", encoding="utf-8")

    alpha, beta = with_scores(applicants(applications, 2024), file, 2024)

    assert (alpha.quality, alpha.set_aside) == (Decimal("8.5"), Decimal("1100.50"))
    assert (beta.quality, beta.set_aside) == (Decimal("7.25"), 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("institution,quality\nAlfa,85\n", "‘Alfa’ is not among the applicants"),
        ("institution,quality\nAlpha,good\n", "can't be read as a table of scores"),
        ("institution,quality\nAlpha,85\n", "others lack it \\(1\\), such as Beta"),
        ("soon", "can't be read as a table of scores"),
        ("institution,quality\nAlpha,-1\n", "can't be read as a table of scores"),
        ("name,quality\nAlpha,1\n", "can't be read as a table of scores"),
        ("institution,qualty\nAlpha,1\n", "can't be read as a table of scores"),
        ("institution,set_aside\nAlpha,1.00.0\n", "can't be read as a table of scores"),
        ("institution,set_aside\nAlpha,1\nE1,2\n", "stands there twice"),
    ],
)
def test_scores_that_cannot_be_used_are_refused(applications, tmp_path, text, words):
    file = tmp_path / "scores.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UserError, match=words):
        with_scores(applicants(applications, 2024), file, 2024)


@pytest.mark.parametrize(
    ("written", "euro"), [("1.000", 1000), ("1.000.000", 1_000_000), ("€ 2.500,50", Decimal("2500.5"))]
)
def test_what_is_set_aside_is_read_as_an_amount(applications, tmp_path, written, euro):
    file = tmp_path / "scores.csv"
    file.write_text(f"institution;set_aside\nAlpha;{written}\n", encoding="utf-8")

    assert with_scores(applicants(applications, 2024), file, 2024)[0].set_aside == euro


def test_registered_participants_are_those_of_ticked_complete_mobilities():
    rows = [("complete", True, 9), ("complete", False, 1), ("draft", True, 4)]
    told = pl.DataFrame(rows, schema=["status", "blended", "participants"], orient="row").with_columns(
        call=2024, institution_oid=pl.lit("E1"), institution=pl.lit("Alpha"), of_participant=True
    )
    mobilities = ibis.memtable(told)

    assert registered_blended(mobilities, 2024) == {"E1": 9}
