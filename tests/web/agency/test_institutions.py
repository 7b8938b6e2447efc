"""The table of institutions, its funnel, and the places with their intervals."""

import io
import re

import polars as pl
import pytest

BOTH = {"calls": "2021,2022"}


@pytest.fixture
def omar(cast, browse):
    return browse(cast.omar)


def names(page):
    return re.findall(r'<th scope="row"><a href="/agency/institutions/[0-9a-f-]{36}">([^<]+)</a>', page)


def test_an_officer_sees_counts_shares_and_plans_of_everybody(omar):
    page = omar.get("/agency/institutions", BOTH).text
    assert len(names(page)) == 42
    assert names(page)[0] == "ROC Midden Nederland"  # most ticks first
    assert "42.6%" in page  # 104 of 244
    assert "far above" in page


def test_json_holds_what_the_page_shows(omar):
    page = omar.get("/agency/institutions", {**BOTH, "format": "json"}).json()
    first = page["rows"][0]
    assert (first["institution"], first["blended"], first["number"]) == ("ROC Midden Nederland", 104, 244)
    assert first["share_of_ticks"] == pytest.approx(104 / 259)
    assert first["place"] == "above-far"
    assert (page["institutions"], page["with_blended"], page["outside"]) == (42, 20, ["ROC Midden Nederland"])
    assert len(first["trend"]) == 4  # four calls with a project, whichever were chosen
    assert not any(len(row["trend"]) in (1, 2) for row in page["rows"])


def test_the_unit_is_that_of_the_view(omar):
    page = omar.get("/agency/institutions", {**BOTH, "unit": "participants", "format": "json"}).json()
    assert page["total"]["unit"] == "participants"


def test_it_can_be_searched_and_sorted(omar):
    found = names(omar.get("/agency/institutions", {**BOTH, "q": "YUVER"}).text)
    assert found == ["Yuverta"]
    page = omar.get("/agency/institutions", {**BOTH, "sort": "institution"}).text
    assert names(page) == sorted(names(page), key=str.lower)
    assert 'aria-sort="ascending"' in page


def test_what_is_searched_is_shown_safely(omar):
    page = omar.get("/agency/institutions", {"q": "<script>"}).text
    assert "No institution with ‘&lt;script&gt;’" in page


def test_an_unknown_column_is_named(omar):
    answer = omar.get("/agency/institutions", {"sort": "charm"})
    assert answer.status_code == 422
    assert "charm" in answer.text


def test_sorting_by_place_follows_the_funnel_and_not_the_alphabet(omar):
    rows = omar.get("/agency/institutions", {**BOTH, "sort": "-place", "format": "json"}).json()["rows"]
    order = ["above-far", "above-near", "within", "below-near", "below-far", "none"]
    assert [order.index(r["place"]) for r in rows] == sorted(order.index(r["place"]) for r in rows)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_the_table_can_be_taken_along_as_it_is_shown(omar, form):
    answer = omar.get("/agency/institutions", {**BOTH, "q": "college", "file": form})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="institutions.{form}"'
    assert answer.content


def test_the_file_has_the_filter_and_every_row(omar):
    answer = omar.get("/agency/institutions", {**BOTH, "q": "college", "file": "parquet"})
    frame = pl.read_parquet(io.BytesIO(answer.content))
    assert frame.height > 1
    assert frame["institution"].str.to_lowercase().str.contains("college").all()


def test_the_table_behind_the_funnel_can_be_taken_along(omar):
    answer = omar.get("/agency/institutions", {**BOTH, "table": "csv"})
    assert "funnel.csv" in answer.headers["Content-Disposition"]


def test_pages_cut_a_long_table(omar, monkeypatch):
    monkeypatch.setattr("blendwise.web.readings.wish.ROWS_OF_A_PAGE", 20)
    page = omar.get("/agency/institutions", {**BOTH, "page": "3"}).text
    assert len(names(page)) == 2  # 42 = 20 + 20 + 2
    assert "Page 3 of 3" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page


def test_no_place_is_shown_without_its_interval(omar):
    page = omar.get("/agency/institutions/places", {**BOTH, "format": "json"}).json()
    assert page["institutions"] == 42
    assert all(1 <= row["low"] <= row["high"] <= 42 for row in page["rows"])
    assert "95% rank interval" in omar.get("/agency/institutions/places", BOTH).text


@pytest.mark.parametrize("address", ["/agency/institutions", "/agency/institutions/places"])
def test_calls_of_other_institutions_are_named_where_they_are_mixed(omar, address):
    said = "These calls are not of the same institutions"
    every_call = {"calls": "2021,2022,2023,2024"}
    page = omar.get(address, every_call).text
    assert said in page
    assert "42 institutions in calls 2021 and 2022" in page
    assert "14 institutions in calls 2023 and 2024" in page
    assert said not in omar.get(address, BOTH).text
    assert omar.get(address, {**every_call, "format": "json"}).json()["mixed"] == [[2021, 2022], [2023, 2024]]


@pytest.mark.parametrize("address", ["/agency/institutions", "/agency/institutions/places"])
def test_only_the_agency_is_let_in(cast, browse, address):
    assert browse(cast.carla).get(address).status_code == 403
    assert browse(None).get(address).status_code == 302


def test_a_page_asks_the_database_little(omar, django_assert_max_num_queries):
    omar.get("/agency/institutions", BOTH)
    with django_assert_max_num_queries(8):
        omar.get("/agency/institutions", BOTH)
