"""The work list: where to look first, decided in bulk, never ticked by itself."""

import re
from urllib.parse import urlencode

import pytest

from blendwise.web.models import OwnRecord, VirtualActivity


@pytest.fixture
def carla(cast, browse):
    return browse(cast.carla)


def keys_on(page):
    return re.findall(r'name="keys" value="([^"]+)"', page)


def test_it_lists_what_was_never_ticked_with_reasons(carla):
    page = carla.get("/institution/work-list").text
    assert len(keys_on(page)) == 50
    assert "Nothing is ticked by this list" in page
    assert 'href="?page=2"' in page


def test_its_calibration_is_shown(carla):
    answer = carla.get("/institution/work-list", {"format": "json"}).json()
    assert answer["calibration"]["bins"]
    assert [row["rank"] for row in answer["rows"]] == list(range(1, 51))


def test_the_chosen_are_decided_at_once_and_leave_the_list(carla):
    chosen = keys_on(carla.get("/institution/work-list").text)[:10]
    page = carla.post(
        "/institution/work-list/decide", {"keys": chosen, "decision": "blended"}, follow=True
    ).text
    assert "10 mobilities were called blended" in page
    assert not set(chosen) & set(keys_on(page))
    assert OwnRecord.objects.filter(decision="blended").count() == 10


def test_a_denial_can_say_why(carla):
    chosen = keys_on(carla.get("/institution/work-list").text)[:2]
    carla.post(
        "/institution/work-list/decide",
        {"keys": chosen, "decision": "not-blended", "reason": "group-scheduling"},
    )
    assert {r.reason_not for r in OwnRecord.objects.all()} == {"group-scheduling"}


def test_the_chosen_can_be_taken_to_a_new_activity_or_link(carla):
    chosen = keys_on(carla.get("/institution/work-list").text)[:3]
    for path in ("/institution/activities/new", "/institution/links/new"):
        assert keys_on(carla.post(path, {"keys": chosen}).text) == chosen


def test_a_reader_looks_and_decides_nothing(cast, browse):
    reader = browse(cast.roos)
    chosen = keys_on(reader.get("/institution/work-list").text)[:1]
    assert (
        reader.post("/institution/work-list/decide", {"keys": chosen, "decision": "blended"}).status_code
        == 403
    )


def test_another_institutions_mobility_is_refused(carla, cast, browse):
    chosen = keys_on(carla.get("/institution/work-list").text)[:1]
    answer = browse(cast.yvonne).post(
        "/institution/work-list/decide", {"keys": chosen, "decision": "blended"}
    )
    assert answer.status_code == 422
    assert OwnRecord.objects.count() == 0


def test_each_sees_their_own_list_only(carla, cast, browse):
    mine, hers = (keys_on(b.get("/institution/work-list").text) for b in (carla, browse(cast.yvonne)))
    assert not set(mine) & set(hers)


def test_the_whole_list_is_decided_at_once(carla):
    total = carla.get("/institution/work-list", {"format": "json"}).json()["page"]["total"]
    page = carla.post(
        "/institution/work-list/decide", {"all": "work-list", "decision": "not-blended"}, follow=True
    ).text
    assert f"Of {total} mobilities it is settled now" in page
    assert OwnRecord.objects.filter(decision="not-blended").count() == total > 50
    assert "Everything was ticked or looked at" in page


def test_all_of_a_journey_are_decided_and_nothing_else(carla):
    first = carla.get("/institution/work-list", {"format": "json"}).json()["rows"][0]
    journey = {"host": first["receiving_organisation"], "start": first["start_date"]}
    found = carla.get("/institution/work-list", {**journey, "format": "json"}).json()
    assert all(row["start_date"] == first["start_date"] for row in found["rows"])
    address = "/institution/work-list/decide?" + urlencode(journey)
    answer = carla.post(address, {"all": "work-list", "decision": "blended"})
    assert OwnRecord.objects.filter(decision="blended").count() == found["page"]["total"]
    assert answer.headers["Location"] == "/institution/work-list?" + urlencode(journey)


def test_a_project_alone_can_be_looked_at(carla):
    page = carla.get("/institution/work-list", {"format": "json"}).json()
    projects = page["choices"]["projects"]
    counts = [
        carla.get("/institution/work-list", {"project": p, "format": "json"}).json()["page"]["total"]
        for p in projects
    ]
    assert sum(counts) == page["page"]["total"]


def test_the_whole_list_can_be_taken_to_a_new_activity(carla):
    total = carla.get("/institution/work-list", {"format": "json"}).json()["page"]["total"]
    page = carla.post("/institution/activities/new", {"all": "work-list"}).text
    assert f"{total} mobilities" in page
    assert 'name="all" value="work-list"' in page
    carla.post("/institution/activities/new", {"all": "work-list", "title": "Call"})
    assert VirtualActivity.objects.get().mobilities.count() == total


@pytest.mark.parametrize(("form", "said"), [
    ({"decision": "maybe"}, "maybe"),
    ({"decision": "not-blended", "reason": "rain"}, "rain"),
    ({"decision": "blended", "reason": "money"}, "does not go with"),
    ({"decision": "blended", "keys": []}, "No mobility was chosen"),
])  # fmt: skip
def test_what_cannot_be_decided_is_said(carla, form, said):
    chosen = keys_on(carla.get("/institution/work-list").text)[:1]
    answer = carla.post("/institution/work-list/decide", {"keys": chosen, **form})
    assert answer.status_code == 422
    assert said in answer.text
    assert OwnRecord.objects.count() == 0


def test_a_day_that_is_none_is_said(carla):
    assert carla.get("/institution/work-list", {"start": "May"}).status_code == 422
