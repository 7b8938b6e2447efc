"""An institution's own mobilities: the list and each of them."""

import io
import re

import polars as pl
import pytest

from blendwise.web.access import scope
from blendwise.web.models import OwnRecord
from blendwise.web.readings.facts import Key
from blendwise.web.readings.reach import in_reach

LIST = "/institution/mobilities"


@pytest.fixture
def carla(cast, browse):
    return browse(cast.carla)


@pytest.fixture
def yvonne(cast, browse):
    return browse(cast.yvonne)


def keys_of(page):
    return re.findall(r'name="keys" value="([^"]+)"', page)


def one_of(account, register):
    """The key of a mobility that somebody reaches."""
    table = in_reach(register.mobilities(), scope(account))
    row = table.order_by("mobility_activity_id").limit(1).to_polars().row(0, named=True)
    return Key(row["grant_agreement_number"], row["mobility_activity_id"])


def test_the_list_has_a_page_of_ones_own(carla):
    page = carla.get(LIST).text
    assert len(keys_of(page)) == 100
    assert "690 mobilities in the register" in page  # 670 complete and 20 drafts


def test_pages_do_not_overlap_and_leave_nothing_out(carla):
    pages = [keys_of(carla.get(LIST, {"page": n}).text) for n in range(1, 8)]
    assert [len(page) for page in pages] == [100] * 6 + [90]
    assert len({key for page in pages for key in page}) == 690


def test_filters_are_held_together(carla):
    page = carla.get(LIST, {"calls": "2022", "blended": "yes", "status": "complete", "format": "json"}).json()
    assert page["page"]["total"] == page["ticked"] == 81
    assert all(row["call"] == 2022 and row["blended"] and row["status"] == "complete" for row in page["rows"])


def test_only_those_with_a_finding(carla):
    rows = carla.get(LIST, {"findings": "yes", "format": "json"}).json()["rows"]
    assert rows
    assert all(row["findings"] > 0 for row in rows)


def test_search_finds_a_number_and_no_other(carla, cast, demo_register):
    key = one_of(cast.carla, demo_register)
    rows = carla.get(LIST, {"q": key.mobility_activity_id.lower(), "format": "json"}).json()["rows"]
    assert [row["key"] for row in rows] == [str(key)]


def test_a_percent_sign_is_a_sign_and_no_wildcard(carla):
    assert carla.get(LIST, {"q": "%", "format": "json"}).json()["page"]["total"] == 0


def test_sorting_puts_what_is_empty_last(carla):
    rows = carla.get(LIST, {"sort": "start_date", "format": "json"}).json()["rows"]
    days = [row["start_date"] for row in rows]
    assert days == sorted(days, key=lambda day: (day is None, day or ""))


@pytest.mark.parametrize("query", [
    {"sort": "participant"}, {"status": "lost"}, {"blended": "perhaps"}, {"calls": "all"}, {"findings": "no"},
])  # fmt: skip
def test_a_choice_that_does_not_exist_is_named(carla, query):
    answer = carla.get(LIST, query)
    assert answer.status_code == 422
    assert next(iter(query.values())) in answer.text


def test_the_file_has_all_pages(carla):
    answer = carla.get(LIST, {"calls": "2022", "file": "parquet"})
    frame = pl.read_parquet(io.BytesIO(answer.content))
    assert set(frame["institution"]) == {"ROC Midden Nederland"}
    assert frame.height > 100


def test_the_chosen_ones_can_be_taken_along_and_no_other(carla, cast, demo_register):
    mine, theirs = one_of(cast.carla, demo_register), one_of(cast.yvonne, demo_register)
    answer = carla.post(f"{LIST}/chosen", {"keys": [str(mine), str(theirs)], "file": "csv"})
    text = answer.content.decode("utf-8-sig")
    assert mine.mobility_activity_id in text
    assert theirs.mobility_activity_id not in text


def test_nothing_chosen_gives_nothing(carla):
    assert carla.post(f"{LIST}/chosen", {"file": "csv"}).status_code == 404


def test_one_mobility_is_told_field_by_field(carla, cast, demo_register):
    key = one_of(cast.carla, demo_register)
    page = carla.get(f"{LIST}/{key}").text
    assert key.mobility_activity_id in page
    assert "The number of the project&#x27;s grant agreement" in page or "grant agreement" in page
    assert "Through the snapshots" in page


def test_its_history_says_what_changed(carla, cast, demo_register):
    """The demonstration has mobilities that were ticked between its two days."""
    first, second = (s.id for s in demo_register.snapshots() if s.table == "mobilities")
    ticked = demo_register.changed(first, second, "ticked").to_polars()
    row = ticked.filter(pl.col("institution") == "ROC Midden Nederland").row(0, named=True)
    key = f"{row['grant_agreement_number']}/{row['mobility_activity_id']}"
    history = carla.get(f"{LIST}/{key}", {"format": "json"}).json()["history"]
    assert [told["day"] for told in history] == ["2025-03-24", "2024-09-30"]
    assert {"label": "blended", "before": "no", "after": "yes"} in history[0]["changes"]


def test_what_is_not_yours_answers_like_what_does_not_exist(yvonne, cast, demo_register):
    theirs = one_of(cast.carla, demo_register)
    other, none = yvonne.get(f"{LIST}/{theirs}"), yvonne.get(f"{LIST}/2022-1-NL01-KA121-VET-0/MOB-0")
    assert other.status_code == none.status_code == 404
    strip = re.compile(r"csrf\w*[^>]*>|\?[^\"]*\"")
    assert strip.sub("", other.text) == strip.sub("", none.text)


def test_yuverta_never_sees_a_row_or_name_of_another(yvonne):
    for query in ({}, {"format": "json"}, {"file": "csv"}, {"q": "Midden"}, {"sort": "institution"}):
        assert "ROC Midden Nederland" not in yvonne.get(LIST, query).content.decode(errors="replace")


def test_a_reader_sees_but_is_not_asked_to_record(cast, browse):
    assert "Record a virtual activity" not in browse(cast.roos).get(LIST).text
    assert "Record a virtual activity" in browse(cast.carla).get(LIST).text


def test_the_agency_and_visitors_are_not_let_in(cast, browse):
    assert browse(cast.omar).get(LIST).status_code == 403
    assert browse(None).get(LIST).status_code == 302


def test_a_wrong_tick_is_denied_and_the_denial_taken_back(carla):
    query = {"blended": "yes", "format": "json"}
    (key, *_) = (row["key"] for row in carla.get(LIST, query).json()["rows"])
    page = carla.post(
        f"{LIST}/{key}/decide", {"decision": "not-blended", "reason": "duration-rule"}, follow=True
    ).text
    assert "no, not blended" in page
    assert "Take the decision back" in page
    page = carla.post(f"{LIST}/{key}/decide", {"decision": "open"}, follow=True).text
    assert "The decision on 1 mobility was taken back." in page
    assert "not decided yet" in page


def test_all_that_the_filter_shows_are_decided_and_found_back(carla):
    carla.post(f"{LIST}/decide?calls=2022&blended=yes", {"all": "mobilities", "decision": "blended"})
    found = carla.get(LIST, {"decided": "blended", "format": "json"}).json()
    assert found["page"]["total"] == OwnRecord.objects.count() == found["ticked"] > 50
    assert {row["decision"] for row in found["rows"]} == {"blended"}
    assert (
        carla.get(LIST, {"decided": "open", "format": "json"}).json()["page"]["total"]
        == 690 - OwnRecord.objects.count()
    )
    carla.post(f"{LIST}/decide?decided=blended", {"all": "mobilities", "decision": "open"})
    assert not OwnRecord.objects.exclude(decision="").exists()


def test_all_that_the_filter_shows_are_taken_along(carla):
    answer = carla.post(
        f"{LIST}/chosen?calls=2022&blended=yes&status=complete", {"all": "mobilities", "file": "csv"}
    )
    assert (
        len(
            pl.read_csv(
                io.BytesIO(b"".join(answer)) if answer.streaming else io.BytesIO(answer.content),
                separator=";",
                ignore_errors=True,
            )
        )
        == 81
    )


def test_a_reader_decides_nothing(cast, browse, carla):
    key = keys_of(carla.get(LIST).text)[0]
    reader = browse(cast.roos)
    for address in (f"{LIST}/decide", f"{LIST}/{key}/decide"):
        assert reader.post(address, {"keys": [key], "decision": "blended"}).status_code == 403
    assert "decision" not in re.findall(r'name="(\w+)"', reader.get(f"{LIST}/{key}").text)


def test_another_institution_decides_nothing(yvonne, carla):
    key = keys_of(carla.get(LIST).text)[0]
    assert yvonne.post(f"{LIST}/{key}/decide", {"decision": "blended"}).status_code == 422
    assert OwnRecord.objects.count() == 0


def test_the_page_of_a_mobility_says_what_the_stay_costs_and_that_the_virtual_part_adds_nothing(
    cast, browse, short_stays
):
    (key,) = short_stays(cast.carla, 1)
    page = browse(cast.carla).get(f"/institution/mobilities/{key}").text
    assert "What the stay costs by unit costs" in page
    assert "The virtual part brings no extra money" in page
