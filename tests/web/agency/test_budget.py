"""The budget of a call divided by weights that the agency enters; the parts add up to the cent."""

import io
from decimal import Decimal

import polars as pl
import pytest

WEIGHTS = {"call": 2021, "amount": "5000000.01", "basic": 65, "quality": 15, "priorities": 20,
           "fewer_opportunities": 35, "blended": 25, "green": 20, "long_term": 20}  # fmt: skip


def test_the_page_says_that_weights_are_not_public_and_offers_an_example(cast, browse):
    page = browse(cast.omar).get("/agency/budget").text
    assert "official weights are not public" in page
    assert 'value="65"' in page


def test_the_grants_and_what_is_not_granted_are_the_budget_to_the_cent(cast, browse):
    page = browse(cast.omar).get("/agency/budget", WEIGHTS | {"format": "json"}).json()
    amounts = [Decimal(row["grant"]) for row in page["rows"]]
    assert sum(amounts) + Decimal(page["not_granted"]) == Decimal("5000000.01")
    with_registered = [Decimal(row["grant_with_registered"]) for row in page["rows"]]
    differences = [Decimal(row["difference_with_registered"]) for row in page["rows"]]
    assert [b - a for a, b in zip(amounts, with_registered, strict=True)] == differences
    assert any(differences)


def test_a_weight_of_nothing_for_blended_makes_every_pledge_earn_nothing(cast, browse):
    page = browse(cast.omar).get("/agency/budget", WEIGHTS | {"blended": 0, "format": "json"}).json()
    assert {Decimal(row["earned_by_pledge"]) for row in page["rows"]} == {Decimal(0)}


def test_without_a_budget_what_was_awarded_is_divided(cast, browse):
    page = browse(cast.omar).get("/agency/budget", WEIGHTS | {"amount": ""})
    assert "Divided by the weights that were entered" in page.text
    assert "What each applicant could expect" in page.text


def test_the_table_can_be_taken_along(cast, browse):
    file = browse(cast.omar).get("/agency/budget", WEIGHTS | {"file": "xlsx"})
    assert "earned by the pledge" in pl.read_excel(io.BytesIO(file.content)).columns


@pytest.mark.parametrize(
    "wrong",
    [
        {"basic": 80},
        {"basic": "much"},
        {"call": 1999},
        {"amount": -1},
        {"amount": "1e20"},
        {"amount": "NaN"},
        {"fewer_opportunities": 0, "blended": 0, "green": 0, "long_term": 0},
    ],
)
def test_what_makes_no_sense_is_told_beside_the_form(cast, browse, wrong):
    page = browse(cast.omar).get("/agency/budget", WEIGHTS | wrong)
    assert page.status_code == 200
    assert "utrecht-alert--error" in page.text


def test_an_institution_does_not_see_it(cast, browse):
    assert browse(cast.carla).get("/agency/budget").status_code == 403
