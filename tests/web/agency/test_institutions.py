"""The table of institutions, its funnel, and the places with their intervals."""

import html
import io
import re

import polars as pl
import pytest

from blendwise.web.actions.recording import SITE
from blendwise.web.actions.settings import change_settings

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
    answer = omar.get("/agency/institutions", {**BOTH, "table": "funnel", "file": "csv"})
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


def test_who_has_ten_blended_mobilities_is_a_user_unless_the_agency_decides_otherwise(omar):
    def users(**choice):
        page = omar.get("/agency/institutions", {**BOTH, "format": "json", **choice}).json()
        return (
            [row["blended"] for row in page["rows"] if row["user"]],
            page["number_of_users"],
            page["page"]["total"],
        )

    blended, number, everybody = users()
    assert (len(blended), everybody) == (number, 42)
    assert min(blended) >= 10
    assert users(users="yes")[2] == number
    assert users(users="no")[2] == 42 - number
    assert (
        f"{number} institutions are users, each with 10 or more"
        in omar.get("/agency/institutions", BOTH).text
    )
    assert users(unit="participants")[1] == number  # who is a user does not hang on the unit that is shown
    change_settings(by=SITE, user_from=100, smallest_count=10)
    assert users()[:2] == ([104], 1)


def test_an_unknown_choice_of_users_is_named(omar):
    answer = omar.get("/agency/institutions", {"users": "perhaps"})
    assert answer.status_code == 422
    assert "perhaps" in answer.text


def test_the_table_has_the_places_between_which_each_institution_may_lie(omar):
    rows = omar.get("/agency/institutions", {**BOTH, "sort": "rank", "format": "json"}).json()["rows"]
    places = omar.get("/agency/institutions/places", {**BOTH, "format": "json"}).json()["rows"]
    shown = {row["institution"]: (row["rank_low"], row["rank_high"]) for row in rows}
    assert shown == {row["institution"]: (row["low"], row["high"]) for row in places}
    middles = [row["rank_low"] + row["rank_high"] for row in rows]
    assert middles == sorted(middles)
    frame = pl.read_parquet(io.BytesIO(omar.get("/agency/institutions", {**BOTH, "file": "parquet"}).content))
    assert {"rank_low", "rank_high", "user"} <= set(frame.columns)


@pytest.mark.parametrize(
    ("address", "files"), [("/agency/institutions", 8), ("/agency/institutions/places", 4)]
)
def test_chart_and_table_have_their_files_and_a_link_that_restores_the_view(omar, address, files):
    choice = {**BOTH, "unit": "participants", "q": "e", "sort": "share", "users": "no"}
    links = [
        html.unescape(link)
        for link in re.findall(r'href="(\?[^"]*at=[^"]*)"', omar.get(address, choice).text)
    ]
    assert len([link for link in links if "file=" in link]) == files
    for link in links:
        assert "unit=participants" in link
        assert omar.get(address + link.partition("#")[0]).status_code == 200
    if address == "/agency/institutions":
        restored = next(link for link in links if link.endswith("#all"))
        assert "q=e&sort=share&users=no" in restored


def test_a_row_of_the_table_is_small(omar):
    page = omar.get("/agency/institutions", BOTH).text
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert len(rows.encode()) / 42 < 1_000


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
    with django_assert_max_num_queries(5):
        omar.get("/agency/institutions", BOTH)
