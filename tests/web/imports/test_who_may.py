"""Whose import is whose: officers see all, an institution its own, and brings no row of another."""

import pytest

from blendwise.web.models import Import
from blendwise.web.readings.register import register


@pytest.fixture
def alphas(csv_of, small):
    """An export of Alpha College's own two mobilities."""
    return csv_of([small.mobility(1), small.mobility(2)])


def of_beta(row):
    return row | {"Sending organisation OID": "E10000002", "Sending organisation name": "Beta College"}


class TestAnInstitution:
    def test_brings_its_own_export(self, people, read, browse, do_work, alphas):
        one = read(people.carla, {"own.csv": alphas}, day="2020-01-01")
        assert (one.state, one.institution) == ("to-decide", people.alpha)
        assert one.day.year > 2020  # it brings what holds today
        browse(people.carla).post(f"/imports/{one.pk}/accept")
        assert do_work(one).state == "kept"
        assert register().figures().total.denominator == 2

    def test_the_agency_sees_in_the_register_whose_export_it_was(
        self, people, read, browse, do_work, csv_of, small, alphas
    ):
        others = {"Grant Agreement Number": "2021-1-NL01-KA121-VET-000000009"}
        for whose, content in (
            (people.carla, alphas),
            (people.omar, csv_of([of_beta(small.mobility(1) | others)])),
        ):
            one = read(whose, {"export.csv": content})
            browse(whose).post(f"/imports/{one.pk}/accept")
            do_work()
        omar = browse(people.omar)
        lines = omar.get("/agency/snapshots?format=json").json()["lines"]
        assert [line["export_of"] for line in lines] == [None, "Alpha College"]
        assert "own export of Alpha College" in omar.get("/agency/snapshots").text
        assert "own export of Alpha College" in omar.get(f"/agency/snapshots/{lines[1]['id']}").text
        assert "the national agency" in omar.get(f"/agency/snapshots/{lines[0]['id']}").text
        rows = omar.get("/agency/rows?format=json").json()["rows"]
        assert [(row["institution"], row["export_of"]) for row in sorted(rows, key=lambda r: r["institution"])] == [
            ("Alpha College", "Alpha College"), ("Alpha College", "Alpha College"), ("Beta College", None),
        ]  # fmt: skip
        assert omar.get("/agency/rows").text.count("own export of Alpha College") == 2

    def test_with_a_row_of_another_it_is_refused_with_a_sentence(self, people, read, browse, csv_of, small):
        one = read(people.carla, {"own.csv": csv_of([small.mobility(1), of_beta(small.mobility(2))])})
        assert one.state == "refused"
        assert "1 rows are of another institution" in browse(people.carla).get(f"/imports/{one.pk}").text

    def test_a_project_in_which_others_have_rows_is_not_for_it_to_replace(
        self, people, read, browse, do_work, csv_of, small, alphas
    ):
        both = csv_of([small.mobility(1), of_beta(small.mobility(2))])
        agencys = read(people.omar, {"all.csv": both}, day="2025-01-01")
        browse(people.omar).post(f"/imports/{agencys.pk}/accept")
        do_work()
        own = read(people.carla, {"own.csv": csv_of([small.mobility(1)])})
        assert own.state == "refused"
        assert "mobilities of other institutions in this project" in own.problem["en"]

    def test_nor_where_the_agency_brings_the_others_between_reading_and_keeping(
        self, people, read, browse, do_work, csv_of, small, alphas
    ):
        """Carla's two rows are read while she is alone in the project; then Omar keeps it with nine of Beta's."""
        own = read(people.carla, {"own.csv": alphas})
        assert own.state == "to-decide"
        rows = [small.mobility(1), small.mobility(2), *(of_beta(small.mobility(n)) for n in range(3, 12))]
        agencys = read(people.omar, {"all.csv": csv_of(rows)})
        browse(people.omar).post(f"/imports/{agencys.pk}/accept")
        do_work()
        browse(people.carla).post(f"/imports/{own.pk}/accept")
        refused = do_work(own)
        assert refused.state == "refused"
        assert "mobilities of other institutions in this project" in refused.problem["en"]
        assert register().figures().total.denominator == 11

    def test_applications_are_not_for_it(self, people, read):
        content = b"Call;Organisation OID;Applicant;Participants;Blended participants\n2021;E10000001;Alpha College;5;2\n"
        one = read(people.carla, {"a.csv": content})
        assert one.state == "refused"

    def test_an_unknown_layout_is_refused_and_not_mapped(self, people, read, browse):
        one = read(people.carla, {"a.csv": b"a;b;c\n1;2;3\n"})
        assert one.state == "refused"
        assert browse(people.carla).get(f"/imports/{one.pk}/mapping").status_code == 403

    def test_sees_no_import_but_its_own(self, people, bring, browse, alphas):
        agencys = bring(people.omar, {"secret-name.csv": alphas})
        assert "secret-name" not in browse(people.carla).get("/imports/").text
        for what in ("", "/findings", "/feedback"):
            assert browse(people.carla).get(f"/imports/{agencys.pk}{what}").status_code == 404
        for what in ("accept", "discard", "read-again"):
            assert browse(people.carla).post(f"/imports/{agencys.pk}/{what}").status_code == 404
        assert Import.objects.get(pk=agencys.pk).state == "uploaded"


def test_an_officer_sees_whose_export_it_is(people, bring, browse, alphas):
    bring(people.carla, {"own.csv": alphas})
    assert "Alpha College" in browse(people.omar).get("/imports/").text


def test_a_reader_of_an_institution_is_not_let_in(people, browse):
    assert browse(people.roos).get("/imports/").status_code == 403


def test_a_visitor_is_asked_to_sign_in(people, browse):
    assert browse(None).get("/imports/").status_code == 302


@pytest.mark.parametrize("what", ["accept", "discard", "read-again"])
def test_nothing_is_decided_by_following_a_link(people, bring, browse, alphas, what):
    one = bring(people.omar, {"a.csv": alphas})
    assert browse(people.omar).get(f"/imports/{one.pk}/{what}").status_code == 405


def test_an_import_that_does_not_exist_is_not_found(people, browse):
    answer = browse(people.omar).get("/imports/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
