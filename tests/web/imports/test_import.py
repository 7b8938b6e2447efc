"""An import from upload to snapshot: what one sees on the way, and that nothing is kept before somebody says so."""

import io
import json
import zipfile

import polars as pl
import pytest

from blendwise.web.models import AuditEvent, Import, Institution
from blendwise.web.readings.register import register
from blendwise.web.uploads import folder_of

TICKED = {"Blended_mobility_activity": "Yes"}


@pytest.fixture
def export(csv_of, small):
    """Three mobilities, of which one was ticked."""
    return csv_of([small.mobility(1), small.mobility(2, **TICKED), small.mobility(3)])


@pytest.fixture
def flawed(csv_of, small):
    """Three mobilities: one date is impossible, one row has no number, one is fine."""
    rows = [small.mobility(1, Start_date="31-11-2021"), small.mobility(2), small.mobility(3)]
    rows[2]["Mobility activity ID"] = ""
    return csv_of(rows)


class TestBeforeAnythingIsKept:
    def test_the_first_visit_explains_the_first_import(self, people, browse):
        assert "Your first import in five steps" in browse(people.omar).get("/imports/").text

    def test_one_sees_that_it_waits_and_may_leave(self, people, bring, browse, export):
        page = browse(people.omar).get(f"/imports/{bring(people.omar, {'a.csv': export}).pk}").text
        assert "You can leave this page" in page
        assert "It is the next one." in page

    def test_the_books_are_an_equation(self, people, read, browse, flawed):
        one = read(people.omar, {"a.csv": flawed})
        page = browse(people.omar).get(f"/imports/{one.pk}", {"format": "json"}).json()
        assert page["state"] == "to-decide"
        total = page["total"]
        assert (total["read"], total["accepted"], total["attached"]) == (3, 2, 0)
        assert total["left_out"] == {"missing-identifier": 1}  # 3 = 2 + 0 + 1

    def test_nothing_is_in_the_register_yet(self, people, read, export):
        read(people.omar, {"a.csv": export})
        assert register().snapshots() == []

    def test_each_kind_of_finding_has_its_first_place(self, people, read, browse, flawed):
        one = read(people.omar, {"a.csv": flawed})
        page = browse(people.omar).get(f"/imports/{one.pk}").text
        assert "2 findings ask for attention" in page
        assert "a.csv, row 2" in page

    def test_a_zip_and_a_file_are_one_import(self, people, read, csv_of, small, export):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("inside.csv", csv_of([small.mobility(9, call=2022)]))
        one = read(people.omar, {"a.csv": export, "b.zip": packed.getvalue()})
        assert [books["file"] for books in one.books] == ["a.csv", "b.zip › inside.csv"]

    def test_how_far_it_is_is_told_in_rows(self, people, bring, browse, export):
        one = bring(people.omar, {"a.csv": export})
        one.state, one.rows_done, one.rows_expected, one.file_now = "reading", 12000, 31000, "a.csv"
        one.save()
        page = browse(people.omar).get(f"/imports/{one.pk}", {"part": "progress", "state": "reading"})
        assert "row 12,000 of about 31,000" in page.text
        assert "HX-Refresh" not in page.headers

    def test_when_its_state_changes_the_page_is_loaded_anew(self, people, read, browse, export):
        one = read(people.omar, {"a.csv": export})
        answer = browse(people.omar).get(f"/imports/{one.pk}", {"part": "progress", "state": "reading"})
        assert answer.headers["HX-Refresh"] == "true"


class TestTheDecision:
    @pytest.fixture
    def decide(self, browse, do_work):
        def decided(person, one, what, **fields):
            answer = browse(person).post(f"/imports/{one.pk}/{what}", fields)
            return answer, do_work(one)

        return decided

    def test_accepted_it_becomes_a_snapshot_of_its_day(self, people, read, decide, export):
        one = read(people.omar, {"a.csv": export}, day="2025-03-24")
        _, kept = decide(people.omar, one, "accept")
        (snapshot,) = register().snapshots()
        assert (kept.state, kept.snapshots, str(snapshot.date)) == ("kept", [snapshot.id], "2025-03-24")
        assert register().figures().total.numerator == 1

    def test_its_institutions_are_met(self, people, read, decide, csv_of, small):
        row = small.mobility(1) | {
            "Sending organisation OID": "E10000007",
            "Sending organisation name": "Gamma",
        }
        decide(people.omar, read(people.omar, {"a.csv": csv_of([row])}), "accept")
        assert Institution.objects.get(key="E10000007").name == "Gamma"

    def test_after_that_its_files_are_gone_and_its_findings_stay(self, people, read, decide, browse, flawed):
        one = read(people.omar, {"a.csv": flawed})
        decide(people.omar, one, "accept")
        assert not folder_of(one.pk).exists()
        assert "31-11-2021" in browse(people.omar).get(f"/imports/{one.pk}/findings").text

    def test_thrown_away_nothing_is_left(self, people, read, decide, export):
        one = read(people.omar, {"a.csv": export})
        _, gone = decide(people.omar, one, "discard")
        assert (gone.state, folder_of(one.pk).exists(), register().snapshots()) == ("discarded", False, [])

    def test_a_second_officer_who_comes_too_late_is_told(self, people, read, decide, export):
        one = read(people.omar, {"a.csv": export})
        decide(people.omar, one, "discard")
        answer, _ = decide(people.olga, one, "accept")
        assert answer.status_code == 422
        assert "thrown away" in answer.text

    def test_the_same_files_again_are_recognised(self, people, read, decide, export):
        for _ in range(2):
            one = read(people.omar, {"a.csv": export}, day="2025-03-24")
            _, kept = decide(people.omar, one, "accept")
        assert kept.state == "kept"
        assert len(register().snapshots()) == 1

    def test_the_log_tells_who_did_what_without_names_of_files(self, people, read, decide, export):
        decide(people.omar, read(people.omar, {"jan-jansen.csv": export}), "accept")
        events = [e for e in AuditEvent.objects.order_by("number") if e.action.startswith("import-")]
        names = [event.action for event in events]
        assert names == [
            "import-brought", "import-begun", "import-read", "import-accepted", "import-begun", "import-kept",
        ]  # fmt: skip
        assert "jansen" not in json.dumps([event.details for event in events])
        assert (events[0].by, events[1].by) == (str(people.omar.pk), "site")


class TestALargeChange:
    @pytest.fixture
    def many(self, csv_of, small, read, browse, do_work, people):
        """Thirty complete mobilities are in the register since January; the next export has two of them."""
        rows = [small.mobility(number) for number in range(30)]
        first = read(people.omar, {"all.csv": csv_of(rows)}, day="2025-01-01")
        browse(people.omar).post(f"/imports/{first.pk}/accept")
        do_work()
        return read(people.omar, {"few.csv": csv_of(rows[:2])}, day="2025-02-01")

    def test_what_would_go_is_told_first(self, many, people, browse):
        page = browse(people.omar).get(f"/imports/{many.pk}")
        assert "much would change" in page.text
        assert "28" in page.text
        change = browse(people.omar).get(f"/imports/{many.pk}", {"format": "json"}).json()["change"]
        assert (change["new"], change["gone"], change["total"]) == (0, 28, 2)

    def test_without_confirming_it_is_not_accepted(self, many, people, browse):
        answer = browse(people.omar).post(f"/imports/{many.pk}/accept")
        assert answer.status_code == 422
        assert "tick that you know this" in answer.text

    def test_confirmed_it_is_kept(self, many, people, browse, do_work):
        browse(people.omar).post(f"/imports/{many.pk}/accept", {"confirmed": "yes"})
        assert do_work(many).state == "kept"
        assert register().figures().total.denominator == 2

    def test_what_changed_since_it_was_read_is_asked_anew(self, people, read, browse, do_work, csv_of, small):
        """Omar's two mobilities would harm nothing, until Olga's thirty are kept before his."""
        rows = [small.mobility(number) for number in range(30)]
        omars = read(people.omar, {"few.csv": csv_of(rows[:2])}, day="2025-02-01")
        olgas = read(people.olga, {"all.csv": csv_of(rows)}, day="2025-01-01")
        browse(people.olga).post(f"/imports/{olgas.pk}/accept")
        do_work()
        browse(people.omar).post(f"/imports/{omars.pk}/accept")
        asked = do_work(omars)
        assert (asked.state, asked.confirmed) == ("to-decide", False)
        assert "mass-change" in [kind["code"] for kind in asked.kinds]
        assert register().figures().total.denominator == 30


class TestFindings:
    @pytest.fixture
    def one(self, people, read, csv_of, small):
        """Sixty mobilities, each with an impossible date; the first is not ticked as yes or no either."""
        rows = [small.mobility(number, Start_date="31-11-2021") for number in range(60)]
        rows[0]["Blended mobility activity"] = "perhaps"
        return read(people.omar, {"a.csv": csv_of(rows)})

    @pytest.fixture
    def look(self, browse, people, one):
        return lambda **query: browse(people.omar).get(f"/imports/{one.pk}/findings", query)

    def test_they_come_in_pages(self, look):
        first, last = look(format="json").json(), look(format="json", page="3").json()
        assert (first["pages"]["total"], first["pages"]["pages"]) == (61, 3)
        assert (len(first["rows"]), len(last["rows"])) == (25, 11)

    def test_a_page_that_does_not_exist_is_the_nearest(self, look):
        assert look(format="json", page="99").json()["pages"]["number"] == 3
        assert look(format="json", page="x").json()["pages"]["number"] == 1

    def test_each_stands_beside_its_row_as_read(self, look):
        row = look(format="json", code="unreadable-yes-no").json()["rows"][0]
        assert (row["file"], row["row"], row["value"]) == ("a.csv", 2, "perhaps")
        assert row["row_as_read"]["mobility_activity_id"] == "MOB-000"
        assert "participant" not in row["row_as_read"]

    def test_a_row_that_was_left_out_stands_there_too_also_once_it_is_kept(
        self, people, read, browse, do_work, csv_of, small
    ):
        lacks = small.mobility(3, Sending_organisation_name="Alpha jan@example.org") | {
            "Mobility activity ID": ""
        }
        twice = [small.mobility(1), small.mobility(1, **TICKED), small.mobility(2)]
        long = csv_of([*twice, lacks]) + b";".join([b"Jansen"] * 20) + b"\n"
        one, omar = read(people.omar, {"a.csv": long}), browse(people.omar)
        for _ in ("to decide", "kept"):
            found = omar.get(f"/imports/{one.pk}/findings", {"format": "json", "effect": "left-out"}).json()
            rows = {row["row"]: row["row_as_read"] for row in found["rows"]}
            assert [rows[n]["blended"] for n in (2, 3)] == ["No", "Yes"]
            assert rows[5]["start_date"] == "01-03-2021"
            assert rows[5]["institution"] == "Alpha [e-mail]"
            assert rows[6] is None  # too long: its cells may have shifted
            page = omar.get(f"/imports/{one.pk}/findings", {"effect": "left-out"}).text
            assert page.count("The row as it was read") == 3
            assert "cells may have shifted" in page
            content = b"".join(
                omar.get(
                    f"/imports/{one.pk}/findings", {"file": "csv", "effect": "left-out"}
                ).streaming_content
            )
            assert pl.read_csv(content)["activity_type"].to_list() == ["LM-SHORT-VET"] * 3 + [None]
            assert b"jan@example.org" not in content + json.dumps(found).encode()
            omar.post(f"/imports/{one.pk}/accept")
            do_work(one)

    @pytest.mark.parametrize(("choice", "n"), [
        ({"code": "unreadable-date"}, 60), ({"effect": "note"}, 0), ({"in": "a.csv"}, 61), ({"in": "b.csv"}, 0),
    ])  # fmt: skip
    def test_a_choice_of_kind_effect_or_file(self, look, choice, n):
        assert look(format="json", **choice).json()["pages"]["total"] == n

    def test_csv_has_all_that_fit_the_choice_and_their_mobility(self, look):
        content = b"".join(look(file="csv", code="unreadable-date").streaming_content)
        frame = pl.read_csv(content)
        assert frame.height == 60
        assert frame["mobility_activity_id"][1] == "MOB-001"

    def test_json_too(self, look):
        content = b"".join(look(file="json").streaming_content)
        assert len(json.loads(content)) == 61

    @pytest.mark.parametrize("form", ["xlsx", "parquet"])
    def test_and_the_other_forms(self, look, form):
        assert look(file=form).content

    def test_the_feedback_file_is_the_export_with_comments(self, browse, people, one):
        answer = browse(people.omar).get(f"/imports/{one.pk}/feedback")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="a.csv-feedback.xlsx"'
        assert any("comments" in name for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist())

    def test_of_too_many_rows_there_is_none_and_that_is_said_where_it_would_be(self, browse, people, one):
        Import.objects.filter(pk=one.pk).update(rows_done=100_001)
        page = browse(people.omar).get(f"/imports/{one.pk}").text
        assert "No feedback file is made of 100,001 rows, at most of 100,000." in page
        assert f"/imports/{one.pk}/feedback" not in page
        assert browse(people.omar).get(f"/imports/{one.pk}/feedback").status_code == 422

    def test_once_it_is_kept_there_is_none_and_that_is_said(self, browse, people, one, do_work):
        browse(people.omar).post(f"/imports/{one.pk}/accept")
        do_work()
        answer = browse(people.omar).get(f"/imports/{one.pk}/feedback")
        assert answer.status_code == 422
        assert "no longer here" in answer.text


class TestAnUnknownLayout:
    CONTENT = (
        b"Projectcode;Stage nr;E-mail;Soort;Van;Tot;Blended?\n"
        b"2021-1-NL01-KA121-VET-000000001;S-1;jan@example.org;LM-SHORT-VET;01-03-2021;30-03-2021;Yes\n"
        b"2021-1-NL01-KA121-VET-000000001;S-2;eva@example.org;LM-SHORT-VET;01-03-2021;30-03-2021;No\n"
    )

    @pytest.fixture
    def one(self, people, read):
        return read(people.omar, {"unknown.csv": self.CONTENT})

    def test_it_asks_which_column_is_what_with_examples_but_none_of_persons(self, one, people, browse):
        assert one.state == "to-map"
        page = browse(people.omar).get(f"/imports/{one.pk}/mapping").text
        assert "S-1" in page
        assert "jan@example.org" not in page
        assert "jan@example.org" not in json.dumps(one.questions)

    def test_what_is_likely_is_chosen_already(self, one, people, browse):
        page = browse(people.omar).get(f"/imports/{one.pk}/mapping", {"format": "json"}).json()
        chosen = {column["header"]: column["chosen"] for column in page["columns"]}
        assert (chosen["Projectcode"], chosen["Blended?"]) == ("grant_agreement_number", "blended")

    def test_the_answers_become_a_profile_and_the_file_is_read(self, one, people, browse, do_work):
        answers = {
            "name": "our-system", "column-A": "grant_agreement_number", "column-B": "mobility_activity_id",
            "column-D": "activity_type", "column-E": "start_date", "column-F": "end_date", "column-G": "blended",
        }  # fmt: skip
        assert browse(people.omar).post(f"/imports/{one.pk}/mapping", answers).status_code == 302
        again = do_work(one)
        assert (again.state, again.books[0]["accepted"], again.books[0]["profile"]) == (
            "to-decide",
            2,
            "our-system",
        )

    def test_the_next_file_like_it_is_recognised(self, one, people, browse, do_work, read):
        self.test_the_answers_become_a_profile_and_the_file_is_read(one, people, browse, do_work)
        assert read(people.olga, {"next.csv": self.CONTENT}).state == "to-decide"

    @pytest.mark.parametrize(("answers", "sentence"), [
        ({"name": "", "column-A": "grant_agreement_number"}, "Give this layout a name"),
        ({"name": "x", "column-A": "grant_agreement_number", "column-B": ""}, "mobility activity ID"),
        ({"name": "../x", "column-A": "grant_agreement_number", "column-B": "mobility_activity_id",
          "column-G": "blended"}, "can&#x27;t be the name of a profile"),
    ])  # fmt: skip
    def test_what_is_lacking_is_said_and_the_answers_stay(self, one, people, browse, answers, sentence):
        answer = browse(people.omar).post(f"/imports/{one.pk}/mapping", answers)
        assert answer.status_code == 422
        assert sentence in answer.text


class TestReadAgain:
    def test_of_contradictory_doubles_the_newest_can_win(self, people, read, csv_of, small, browse, do_work):
        files = {"a.csv": csv_of([small.mobility(1)]), "b.csv": csv_of([small.mobility(1, **TICKED)])}
        one = read(
            people.omar, files, modified=["1600000000000", "1700000000000"]
        )  # what a browser says of them
        assert one.books[0]["left_out"] == {"contradictory-duplicates": 1}
        browse(people.omar).post(f"/imports/{one.pk}/read-again", {"newest_wins": "yes"})
        again = do_work(one)
        assert {books["file"]: books["accepted"] for books in again.books} == {"a.csv": 0, "b.csv": 1}

    def test_refused_files_can_be_left_out(self, people, read, export, browse, do_work):
        one = read(people.omar, {"a.csv": export, "b.pdf": b"%PDF-1.7 not a table"})
        assert (one.state, one.books) == ("refused", [])
        browse(people.omar).post(f"/imports/{one.pk}/read-again", {"skip_refused": "yes"})
        assert do_work(one).books[0]["accepted"] == 3
