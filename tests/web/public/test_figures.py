"""The open figures: only tables that went through disclosure control, in the order of names."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from blendwise.disclosure import PublishedTable
from blendwise.web.actions.recording import SITE
from blendwise.web.actions.settings import change_settings
from blendwise.web.readings import open_figures

TODAY = date(2026, 11, 24)
CALLS = (2021, 2022)


@pytest.fixture
def visitor(cast, browse):
    return browse(None)


def rows_of(visitor, division, calls="2021-2022"):
    text = visitor.get(f"/figures/{division}/{calls}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_opens_with_the_finding(visitor):
    page = visitor.get("/figures").text
    assert '<span class="bw-blended">259</span> of the 15,738 mobilities are ticked as blended' in page
    assert "1.65%" in page


@pytest.mark.parametrize("address", ["/", "/figures"])
def test_the_dots_have_a_table_behind_them(visitor, address):
    page = visitor.get(address).text
    assert '<td class="n">259</td>' in page
    assert '<td class="n">15,479</td>' in page  # 15,738 - 259


def test_a_call_has_two_decimals_and_an_institution_one(visitor):
    page = visitor.get("/figures").text
    assert "2.12%" in page  # 189 / 8,907
    assert "42.6%" in page  # 104 / 244


def test_every_table_is_a_published_table_or_is_not_there(cast):
    page = open_figures.open_figures_page(CALLS, TODAY)
    assert [type(table.table) for table in page.tables] == [PublishedTable] * 3


def test_a_table_is_not_protected_anew_each_morning(cast):
    today, tomorrow = (open_figures.open_figures_page(CALLS, day) for day in (TODAY, date(2026, 11, 25)))
    assert all(a.table is b.table for a, b in zip(today.tables, tomorrow.tables, strict=True))


def test_counts_below_the_agencys_threshold_are_hidden_in_word_and_file(visitor):
    assert "hidden</span>" in visitor.get("/figures").text
    landstede = next(r for r in rows_of(visitor, "by-institution") if r["institution"] == "Landstede")
    assert (landstede["blended"], landstede["blended_hidden"], landstede["share"]) == ("", "true", "")


def test_no_shown_count_is_between_zero_and_the_threshold(visitor):
    for division in open_figures.DIVISIONS:
        for calls in ("2021-2022", "2023-2024"):
            shown = [
                int(r[c])
                for r in rows_of(visitor, division, calls)
                for c in ("mobilities", "blended")
                if r[c]
            ]
            assert [n for n in shown if 0 < n < 10] == []


def test_rows_stand_in_the_order_of_their_names_which_tells_nothing_of_hidden_numbers(visitor):
    names = [r["institution"] for r in rows_of(visitor, "by-institution")]
    assert names[:-1] == sorted(names[:-1], key=str.lower)
    assert names[-1] == "total"


def test_a_higher_threshold_hides_more(visitor):
    before = sum(r["blended_hidden"] == "true" for r in rows_of(visitor, "by-institution"))
    change_settings(by=SITE, smallest_count=25)
    assert sum(r["blended_hidden"] == "true" for r in rows_of(visitor, "by-institution")) > before


def test_the_agencys_own_policy_holds_where_there_is_one(visitor):
    source = 'threshold = [{ below = 3, from = 2021-01-01, source = "own" }]'
    change_settings(by=SITE, policy=f'[columns."*"]\nzeros = "free"\n{source}\n')
    landstede = next(r for r in rows_of(visitor, "by-institution") if r["institution"] == "Landstede")
    assert landstede["blended"] == "7"


def test_what_cannot_be_protected_is_not_shown_and_not_explained(visitor):
    change_settings(
        by=SITE, policy="[columns.other]\npublic = [{ from = 2021-01-01, source = 'x' }]\nnot toml"
    )
    page = visitor.get("/figures")
    assert page.status_code == 200
    assert "can&#x27;t be shown in such a way that nobody is recognised" in page.text
    assert visitor.get("/figures/by-call/2021-2022.csv").status_code == 404


def test_calls_of_other_institutions_are_chosen_apart(visitor):
    page = visitor.get("/figures", {"calls": "2023-2024"}).text
    assert '<span class="bw-blended">114</span> of the 5,978' in page


@pytest.mark.parametrize("calls", ["2021", "2021-2023", "1999", "x", "2021,2022", "20212022"])
def test_other_calls_cannot_be_put_together_since_tables_could_then_be_subtracted(visitor, calls):
    assert visitor.get("/figures", {"calls": calls}).status_code == 404
    assert visitor.get(f"/figures/by-institution/{calls}.csv").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
@pytest.mark.parametrize("division", list(open_figures.DIVISIONS))
def test_every_table_is_a_file_at_an_address_of_its_own(visitor, division, form):
    answer = visitor.get(f"/figures/{division}/2021-2022.{form}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{division}-2021-2022.{form}"'


@pytest.mark.parametrize("address", ["by-country/2021-2022.csv", "by-call/2021-2022.txt"])
def test_what_there_is_not_is_not_found(visitor, address):
    assert visitor.get(f"/figures/{address}").status_code == 404


def test_json_says_which_numbers_are_hidden_and_whom_they_are_about(visitor):
    tables = visitor.get("/figures", {"format": "json"}).json()["tables"]
    assert {t["division"] for t in tables} == set(open_figures.DIVISIONS)
    assert all("complete mobilities" in t["population"] for t in tables)
    assert any(row["blended_hidden"] for row in tables[1]["rows"])


def test_activity_types_and_the_total_have_a_name_in_each_language(visitor):
    assert "korte mobiliteit" in visitor.get("/figures?lang=nl").text
    assert "short-term mobility" in visitor.get("/figures?lang=en").text


def test_before_the_first_import_the_page_says_what_will_come(visitor, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path)))
    page = visitor.get("/figures")
    assert page.status_code == 200
    assert "No open figures yet" in page.text
    assert str(tmp_path) not in page.text
    assert visitor.get("/figures/by-call/2021-2022.csv").status_code == 404
