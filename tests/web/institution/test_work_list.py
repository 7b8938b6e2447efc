"""The work list: where to look first, decided in bulk, never ticked by itself."""

import re

import pytest

from blendwise.web.models import OwnRecord


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
