"""The first page of the institution desk: own figures, and a sector in which nobody can be told apart."""

import json

import pytest

OTHERS = ("ROC Midden Nederland", "E19990001", "Scalda", "E19990006")


@pytest.fixture
def yvonne(cast, browse):
    return browse(cast.yvonne)


def test_the_figures_are_ones_own(yvonne):
    page = yvonne.get("/institution/", {"calls": "2021,2022", "format": "json"}).json()
    assert (page["figures"]["registered"]["numerator"], page["figures"]["registered"]["denominator"]) == (
        20,
        652,
    )
    assert page["name"] == "Yuverta"


def test_the_sector_is_told_in_steps_without_names_or_counts(yvonne):
    page = yvonne.get("/institution/", {"format": "json"}).json()
    assert page["sector"]["steps"] == [{"part": 0.5, "most": 0.0}, {"part": 0.75, "most": 0.01}]
    assert page["sector"]["own"] == pytest.approx(20 / 652)
    assert "At least" not in yvonne.get("/institution/").text.split("<h2")[0]


def test_the_sector_is_the_same_whatever_is_chosen(yvonne):
    told = [
        yvonne.get("/institution/", {"format": "json", **query}).json()["sector"]
        for query in ({}, {"calls": "2023"}, {"unit": "participants"}, {"drafts": "yes"}, {"at": "2025-03-24"},
                      {"without": "ROC Midden Nederland"})
    ]  # fmt: skip
    assert all(one == told[0] for one in told)


@pytest.mark.parametrize("query", [
    {}, {"format": "json"}, {"file": "csv"}, {"file": "json"}, {"without": "nobody"}, {"without": "Scalda"},
    {"at": "2024-09-30"}, {"at": "2024-09-30", "format": "json"}, {"calls": "1999"}, {"calls": "2023"},
])  # fmt: skip
def test_no_answer_names_another_institution(yvonne, query):
    answer = yvonne.get("/institution/", query)
    text = answer.content.decode(errors="replace")
    assert not [word for word in OTHERS if word in text and word not in query.values()]


@pytest.mark.parametrize("query", [{"without": "nobody"}, {"without": "E19990001"}, {"at": "2024-09-30"}])
def test_the_api_names_no_other_either(yvonne, query):
    text = json.dumps(yvonne.get("/api/v1/figures", query).json())
    assert not [word for word in OTHERS if word in text]


def test_the_sector_can_be_taken_along_as_it_is_shown(yvonne):
    text = yvonne.get("/institution/", {"table": "sector", "file": "csv"}).content.decode("utf-8-sig")
    sector = yvonne.get("/institution/", {"format": "json"}).json()["sector"]
    rows = text.split()
    assert rows[0] == "of,part,share"
    assert len(rows) == 1 + len(sector["steps"]) + 1  # the heading, the steps, one's own
    assert text.count("own,") == 1


def test_its_figures_can_be_taken_along(yvonne):
    answer = yvonne.get("/institution/", {"file": "csv", "calls": "2021,2022"})
    assert 'filename="figures.csv"' in answer.headers["Content-Disposition"]


def test_the_agency_has_its_own_desk(cast, browse):
    assert browse(cast.omar).get("/institution/").status_code == 403


def test_a_visitor_is_asked_to_sign_in(db, browse):
    assert browse(None).get("/institution/").status_code == 302
