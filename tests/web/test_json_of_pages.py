"""The JSON at a page's address is the whole page: its reading, what it holds beside it, and its fields."""

import pytest

from blendwise.web.models import VirtualActivity


@pytest.fixture
def look(cast, browse):
    return lambda path, **query: browse(cast.carla).get(path, {"format": "json", **query}).json()


def test_a_mobility_has_what_is_kept_beside_the_register(look, short_stays, cast):
    (key,) = short_stays(cast.carla, 1)
    page = look(f"/institution/mobilities/{key.grant_agreement_number}/{key.mobility_activity_id}")
    assert page["beside"]
    assert len(page) > 1


def test_a_new_activity_has_its_fields_and_the_mobilities_it_is_for(look, short_stays, cast):
    (key,) = short_stays(cast.carla, 1)
    page = look("/institution/activities/new", keys=str(key))
    assert page["form"]["title"] == {"value": None, "required": True, "errors": []}
    assert "before" in page["form"]["when"]["choices"]
    assert key.mobility_activity_id in str(page["chosen"])


def test_what_is_wrong_with_a_form_stands_at_its_field(browse, cast):
    answer = browse(cast.carla).post("/institution/activities/new?format=json", {"title": ""})
    assert answer.json()["form"]["title"]["errors"]
    assert not VirtualActivity.objects.exists()


def test_rulings_have_the_case_they_would_be_about(browse, cast):
    assert "check" in browse(cast.omar).get("/agency/rulings?format=json").json()


def test_a_program_that_is_not_signed_in_is_told_so(browse, cast):
    answer = browse(None).get("/institution/mobilities", headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert browse(None).get("/institution/mobilities").status_code == 302
