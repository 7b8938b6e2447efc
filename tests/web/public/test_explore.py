"""Exploring figures: the numbers of the tables, and never one that is hidden there."""

import pytest

from blendwise.web.readings.register import register


@pytest.fixture
def rows(browse):
    def asked(person, path, **query):
        answer = browse(person).get(path, {"format": "json", **query})
        assert answer.status_code == 200, answer.text
        return {row["label"]: row for row in answer.json()["rows"]}

    return asked


def test_everybody_explores_what_the_open_tables_show(cast, rows):
    shown = rows(None, "/figures/explore", by="call", calls="2021-2022")
    assert (shown["2022"]["blended"], shown["2022"]["n"]) == (189, 8907)
    assert shown["2022"]["said"] == "189 of 8,907, that is 2.1%"


def test_what_is_hidden_in_the_table_is_hidden_here(cast, rows, browse):
    landstede = rows(None, "/figures/explore", by="institution", calls="2021-2022")["Landstede"]
    assert (landstede["blended"], landstede["share"], landstede["hidden"]) == (None, None, True)
    assert "hidden" in landstede["said"]


def test_the_agency_explores_its_view(cast, rows):
    shown = rows(cast.omar, "/agency/explore", by="country", unit="participants", calls="2022")
    expected = register().figures(by=["country"], unit="participants", calls=[2022])
    assert sum(row["n"] for row in shown.values()) == expected.total.denominator
    assert sum(row["blended"] for row in shown.values()) == expected.total.numerator


def test_the_rest_of_the_view_stays_when_something_else_is_chosen(cast, browse):
    page = browse(cast.omar).get("/agency/explore", {"calls": "2022", "without": "Yuverta"}).text
    assert '<input type="hidden" name="calls" value="2022">' in page
    assert '<input type="hidden" name="without" value="Yuverta">' in page


@pytest.mark.parametrize(("path", "query", "status"), [
    ("/figures/explore", {"by": "colour"}, 422), ("/figures/explore", {"calls": "1999"}, 404),
    ("/figures/explore", {"calls": "soon"}, 404), ("/agency/explore", {"by": "colour"}, 422),
    ("/agency/explore", {"by": "project"}, 422), ("/agency/explore", {"unit": "hours"}, 422),
])  # fmt: skip
def test_what_does_not_exist_is_said(cast, browse, path, query, status):
    assert browse(cast.omar).get(path, query).status_code == status


def test_without_scripts_the_table_is_there_with_a_sentence(cast, browse):
    page = browse(None).get("/figures/explore").text
    assert "The chart needs JavaScript" in page
    assert "ROC" in page


def test_vega_is_loaded_there_and_nowhere_else(cast, browse):
    for path in ("/", "/figures", "/agency/", "/agency/institutions"):
        assert "vega.min.js" not in browse(cast.omar).get(path).text
