"""The budget of a call divided by weights that the agency enters; the parts add up to the cent."""

import io
from decimal import Decimal

import polars as pl
import pytest

from blendwise.web.models import AuditEvent, KeptWeights

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


@pytest.fixture
def applicants_of(cast, browse):
    """Return the number of each applicant of the call."""
    page = browse(cast.omar).get("/agency/budget", WEIGHTS | {"format": "json"}).json()
    return [row["institution_oid"] for row in page["rows"]]


def table(numbers, quality):
    return "number\tquality\n" + "\n".join(
        f"{number}\t{quality(place)}" for place, number in enumerate(numbers)
    )


def test_weights_and_scores_are_kept_for_the_agency_until_it_removes_them(cast, browse, applicants_of):
    omar, scores = browse(cast.omar), table(applicants_of, lambda place: 60 + place)
    tried = omar.get("/agency/budget", WEIGHTS | {"basic": 50, "quality": 30, "format": "json"}).json()
    kept = omar.post(
        "/agency/budget/keep", WEIGHTS | {"basic": 50, "quality": 30, "scores": scores}, follow=True
    )
    assert "Divided by the weights and scores that were entered" in kept.text
    again = browse(cast.anna).get("/agency/budget", {"format": "json"}).json()  # another officer, another day
    assert (again["call"], again["budget"]) == (2021, "5000000.01")
    assert again["rows"] != tried["rows"]  # by quality some now get more than others
    assert f"{applicants_of[1]};" in again["scores"]
    assert ";61;" in again["scores"]
    event = AuditEvent.objects.order_by("-number").first()
    assert (event.action, event.details) == ("weights-kept", {"call": 2021, "scores": len(applicants_of)})
    omar.post("/agency/budget/forget", {"call": 2021})
    assert not KeptWeights.objects.exists()
    assert AuditEvent.objects.order_by("-number").first().action == "weights-forgotten"
    assert omar.post("/agency/budget/forget", {"call": 2021}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scores": "number;quality\nE0;80"}, "is not among the applicants"),
        ({"scores": "soon"}, "read as a table of scores"),
        ({"basic": 80}, "utrecht-alert--error"),
        ({"call": 1999}, "utrecht-alert--error"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_kept(cast, browse, wrong, words):
    page = browse(cast.omar).post("/agency/budget/keep", WEIGHTS | wrong)
    assert page.status_code == 422
    assert words in page.text
    assert not KeptWeights.objects.exists()


def test_a_score_of_some_applicants_only_is_refused(cast, browse, applicants_of):
    some = table(applicants_of[1:], lambda _: 80)
    page = browse(cast.omar).post("/agency/budget/keep", WEIGHTS | {"scores": some})
    assert "others lack it (1)" in page.text


def test_an_institution_can_not_keep_weights(cast, browse):
    assert browse(cast.carla).post("/agency/budget/keep", WEIGHTS).status_code == 403
    assert browse(cast.carla).post("/agency/budget/forget").status_code == 403


def test_an_institution_does_not_see_it(cast, browse):
    assert browse(cast.carla).get("/agency/budget").status_code == 403
