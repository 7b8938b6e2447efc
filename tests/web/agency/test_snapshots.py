"""The pages on snapshots, and the rows behind a figure: the demonstration has the register of two days."""

import polars as pl
import pytest

from blendwise.web.models import Institution
from blendwise.web.readings.register import register


@pytest.fixture
def look(cast, browse):
    return lambda path, **query: browse(cast.omar).get(f"/agency/{path}", query)


@pytest.fixture
def register_days(cast):
    return [s for s in register().snapshots() if s.table == "mobilities"]


class TestTheList:
    def test_each_snapshot_says_of_how_much_it_still_is_the_newest_word(self, look):
        lines = look("snapshots", format="json").json()["lines"]
        newest, first = (line for line in lines if line["table"] == "mobilities")
        assert (newest["day"], first["day"]) == ("2025-03-24", "2024-09-30")
        assert newest["holds"] == newest["projects"]
        assert first["holds"] == 0  # the second export has all its projects too

    def test_one_shows_files_hashes_books_and_software(self, look, register_days):
        page = look(f"snapshots/{register_days[0].id}")
        for source in register_days[0].sources:
            assert source.sha256 in page.text
        assert "blendwise" in page.text

    def test_one_that_does_not_exist_is_not_found(self, look, register_days):
        assert look("snapshots/2024-01-01-mobilities-ffffff").status_code == 404
        assert look(f"snapshots/{register_days[0].id[:-2]}").status_code == 404


class TestTwoCompared:
    def test_the_newest_two_unless_others_are_chosen(self, look, register_days):
        page = look("snapshots/compare", format="json").json()
        assert [page["first"]["id"], page["second"]["id"]] == [s.id for s in register_days]

    @pytest.mark.parametrize("kind", ["new", "gone", "ticked", "unticked"])
    def test_the_list_of_a_change_is_as_long_as_its_count(self, look, register_days, kind):
        change = register().change(*(s.id for s in register_days))
        page = look("snapshots/compare", kind=kind, format="json").json()
        assert page["pages"]["total"] == getattr(change, kind) > 0
        content = b"".join(look("snapshots/compare", kind=kind, file="csv").streaming_content)
        assert pl.read_csv(content).height == getattr(change, kind)

    def test_what_was_newly_ticked_is_ticked_now(self, look):
        rows = look("snapshots/compare", kind="ticked", format="json").json()["rows"]
        assert {row["blended"] for row in rows} == {True}

    def test_no_page_shows_all_of_many(self, look):
        page = look("snapshots/compare", kind="new", format="json").json()
        assert (len(page["rows"]), page["pages"]["pages"] > 1) == (50, True)

    @pytest.mark.parametrize("query", [{"kind": "other"}, {"first": "nothing"}])
    def test_a_choice_that_does_not_exist_is_named(self, look, query):
        answer = look("snapshots/compare", **query)
        assert answer.status_code == 422
        assert next(iter(query.values())) in answer.text


class TestWhereAFigureCameFrom:
    def test_the_rows_are_as_many_as_the_figure_counts(self, look):
        figure = register().figures(calls=[2021, 2022]).total
        ticked = look("rows", calls="2021,2022", blended="yes", format="json").json()
        everything = look("rows", calls="2021,2022", format="json").json()
        assert ticked["pages"]["total"] == figure.numerator == 259
        assert everything["pages"]["total"] == figure.denominator == 15738

    def test_each_has_its_file_sheet_and_row_and_its_snapshot(self, look, register_days):
        row = look("rows", blended="yes", format="json").json()["rows"][0]
        assert row["source_file"].endswith(".xlsx")
        assert row["source_sheet"]
        assert row["source_row"] > 1
        assert row["snapshot"] == register_days[1].id

    def test_of_one_institution(self, look):
        yuverta = Institution.objects.get(name="Yuverta")
        page = look("rows", institution=str(yuverta.pk), format="json").json()
        assert page["pages"]["total"] == register().figures(institutions=["Yuverta"]).total.denominator
        assert {row["institution"] for row in page["rows"]} == {"Yuverta"}

    def test_without_the_largest(self, look):
        asked = {"without": "ROC Midden Nederland", "blended": "yes"}
        assert look("rows", **asked, format="json").json()["pages"]["total"] == (
            register().figures(without=["ROC Midden Nederland"]).total.numerator
        )

    def test_as_known_on_an_earlier_day(self, look):
        first = look("rows", at="2024-09-30", format="json").json()
        assert {row["snapshot"][:10] for row in first["rows"]} == {"2024-09-30"}

    def test_all_of_them_as_a_file(self, look):
        content = b"".join(look("rows", calls="2021,2022", file="csv").streaming_content)
        assert pl.read_csv(content, infer_schema=False).height == 15738

    def test_nothing_that_tells_a_person_is_in_it(self, look):
        row = look("rows", format="json").json()["rows"][0]
        assert not {"participant", "comments", "virtual_description"} & row.keys()

    @pytest.mark.parametrize(("query", "status"), [
        ({"blended": "perhaps"}, 422), ({"calls": "1999"}, 422), ({"at": "yesterday"}, 422),
        ({"institution": "x"}, 404), ({"institution": "00000000-0000-4000-8000-000000000000"}, 404),
    ])  # fmt: skip
    def test_a_choice_that_does_not_exist(self, look, query, status):
        assert look("rows", **query).status_code == status


@pytest.mark.parametrize("path", ["snapshots", "snapshots/compare", "rows", "snapshots/x"])
def test_they_are_for_the_agency_alone(cast, browse, path):
    assert browse(cast.carla).get(f"/agency/{path}").status_code == 403
    assert browse(None).get(f"/agency/{path}").status_code == 302


def test_figures_lead_to_their_rows_with_the_same_choices(look):
    page = look("", calls="2021,2022", without="ROC Midden Nederland").text
    href = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/agency/rows?"))
    query = dict(part.split("=", 1) for part in href.split("?")[1].replace("&amp;", "&").split("&"))
    assert query["blended"] == "yes"
    figure = register().figures(calls=[2021, 2022], without=["ROC Midden Nederland"]).total
    rows = look(href.removeprefix("/agency/").replace("&amp;", "&") + "&format=json").json()
    assert rows["pages"]["total"] == figure.numerator


def test_an_institutions_figure_too(look):
    yuverta = Institution.objects.get(name="Yuverta")
    assert f"/agency/rows?institution={yuverta.pk}&amp;blended=yes" in look(f"institutions/{yuverta.pk}").text
