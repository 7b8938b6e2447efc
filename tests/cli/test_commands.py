"""Each command does its one thing, says it in both languages, and ends with the status that belongs to it."""

import csv
import json
import pkgutil
import subprocess
import sys
import tempfile
import tomllib
from zipfile import ZipFile

import pytest

import blendwise.cli
from blendwise.language import LANGUAGES, has

COMMANDS = sorted(m.name for m in pkgutil.iter_modules(blendwise.cli.__path__) if not m.name.startswith("_"))
MIDDEN = "ROC Midden Nederland"


class TestHelp:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_each_command_has_its_help_in_each_language(self, name):
        assert all(has(f"cli.{name}.help", language) for language in LANGUAGES)

    @pytest.mark.parametrize(
        ("language", "words"), [("nl", "Toon wat er is geregistreerd"), ("en", "Show what was registered")]
    )
    def test_it_is_shown_in_the_language_asked(self, language, words):
        code = "from blendwise.cli import main; main()"
        asked = (
            {"env": {"BLENDWISE_LANG": language}, "arguments": []},
            {"env": {}, "arguments": ["--lang", language]},
        )
        for way in asked:
            done = subprocess.run(
                [sys.executable, "-c", code, "figures", *way["arguments"], "--help"],
                env=way["env"], capture_output=True, text=True, encoding="utf-8", check=True,
            )  # fmt: skip
            assert words in " ".join(done.stdout.split())

    def test_all_commands_are_listed(self, run):
        out = run("--help").out
        assert all(name.replace("_", "-") in out for name in COMMANDS)

    def test_version(self, run):
        assert run("--version").out.startswith("blendwise ")


class TestExitStatus:
    def test_0_for_a_clean_import_with_its_books(self, run, export, tmp_path):
        done = run("import", export, "--date", "2025-03-24", "--data", tmp_path / "data")
        assert done.status == 0
        assert "Rows read 3 = accepted 3 + attached 0 + left out 0." in done.out
        assert done.err == ""

    def test_3_for_an_import_with_findings(self, run, small, tmp_path):
        file = small.write(tmp_path / "x.csv", [small.mobility(1), small.mobility(2, End_date="soon")])
        done = run("import", file, "--data", tmp_path / "data", "--lang", "nl")
        assert done.status == 3
        assert "unreadable-date" in done.out

    def test_2_for_a_refused_file_and_nothing_is_kept(self, run, export, tmp_path):
        bad = tmp_path / "bad.xlsx"
        bad.write_bytes(b"no spreadsheet")
        done = run("import", export, bad, "--data", tmp_path / "data")
        assert done.status == 2
        assert "Nothing was read, since at least one file was refused." in done.out
        assert "There is no snapshot yet." in run("snapshots", "--data", tmp_path / "data").out

    def test_the_refusal_is_said_whatever_the_form(self, run, tmp_path):
        bad = tmp_path / "bad.xlsx"
        bad.write_bytes(b"no spreadsheet")
        for form in ("csv", "parquet"):
            done = run(
                "import", bad, "--format", form, "--to", tmp_path / "books", "--data", tmp_path / "data"
            )
            assert (done.status, "not-a-spreadsheet" in done.err) == (2, True)
        told = json.loads(run("import", bad, "--format", "json", "--data", tmp_path / "data").out)
        assert (told["status"], told["findings"][0]["code"]) == (2, "not-a-spreadsheet")

    def test_again_the_same_is_0_and_says_which(self, run, export, tmp_path):
        arguments = ["import", export, "--date", "2025-03-24", "--data", tmp_path / "data"]
        run(*arguments)
        again = run(*arguments)
        assert again.status == 0
        assert "Nothing was counted twice." in again.out

    def test_feedback_files_are_named_and_only_their_owner_can_read_them(self, run, small, tmp_path):
        file = small.write(tmp_path / "x.csv", [small.mobility(1, End_date="soon")])
        feedback = tmp_path / "feedback" / "x.csv-feedback.xlsx"
        for language, words in (("en", "only you can read it"), ("nl", "alleen jij kunt het lezen")):
            done = run(
                "import", file, "--feedback", feedback.parent, "--data", tmp_path / "data", "--lang", language
            )
            assert (words in done.out, str(feedback) in done.out) == (True, True)
            assert feedback.stat().st_mode & 0o777 == 0o600
            feedback.chmod(0o644)
        assert run("import", file, "--data", tmp_path / "other").out.count("feedback") == 0

    def test_beside_them_all_findings_stand_in_a_table_also_of_a_refused_import(self, run, tmp_path):
        (tmp_path / "bad.xlsx").write_bytes(b"no spreadsheet")
        done = run("import", tmp_path / "bad.xlsx", "--feedback", tmp_path / "f", "--data", tmp_path / "data")
        (finding,) = csv.DictReader((tmp_path / "f" / "findings.csv").read_text("utf-8-sig").splitlines())
        assert (done.status, finding["code"], finding["file"]) == (2, "not-a-spreadsheet", "bad.xlsx")
        assert (tmp_path / "f" / "findings.csv").stat().st_mode & 0o777 == 0o600

    def test_without_comments_is_an_option_and_is_kept_with_the_snapshot(self, run, export, tmp_path):
        done = run("import", export, "--without-comments", "--data", tmp_path / "data", "--format", "json")
        (snapshot,) = json.loads(done.out)["snapshots"]
        assert snapshot["options"]["without_comments"] is True

    def test_open_data_are_kept_and_said_not_to_count(self, run, tmp_path):
        file = tmp_path / "open.csv"
        file.write_text(
            "Project Reference,Participants\n2021-1-NL01-KA121-VET-000000001,3\n", encoding="utf-8"
        )
        said = "Open data are kept, not counted"
        assert said in run("import", file, "--data", tmp_path / "data").out
        out = run("snapshots", "--data", tmp_path / "data").out
        assert (said in out, "open.csv" in out) == (True, True)

    def test_many_gone_asks_first(self, run, small, tmp_path):
        rows = [small.mobility(n) for n in range(60)]
        for day, part in (("2025-01-01", rows), ("2025-01-02", rows[:20])):
            file = small.write(tmp_path / f"{day}.csv", part)
            done = run("import", file, "--date", day, "--data", tmp_path / "data")
        assert done.status == 2
        assert "confirm it with --confirm" in done.out
        assert run("import", file, "--date", day, "--confirm", "--data", tmp_path / "data").status == 3


class TestFigures:
    @pytest.fixture
    def rows(self, run, demo_root):
        def rows_of(*arguments):
            return json.loads(
                run("figures", *arguments, "--format", "json", "--data", demo_root / "data").out
            )

        return rows_of

    def test_several_values_after_one_option_or_the_option_again(self, rows):
        together = rows("--by", "institution", "call", "--calls", "2021", "2022")
        again = rows("--by", "institution", "--by", "call", "--calls", "2021", "--calls", "2022")
        assert together == again
        assert {(r["institution"], r["call"]): r["blended"] for r in together}[MIDDEN, 2022] == 81

    def test_institutions_by_name_in_any_case_or_by_oid(self, rows):
        by_name = rows("--by", "institution", "--institution", "roc  midden nederland", "SCALDA")
        assert {r["institution"] for r in by_name} == {MIDDEN, "Scalda"}
        oid = by_name[0]["institution_oid"]
        assert [r["institution"] for r in rows("--by", "institution", "--institution", oid)] == [
            by_name[0]["institution"]
        ]

    def test_another_characteristic_with_a_hyphen_or_an_underscore(self, rows):
        assert rows("--by", "call", "--of", "green-travel") == rows("--by", "call", "--of", "green_travel")

    def test_drafts_are_more(self, rows):
        counted = [sum(r["mobilities"] for r in rows("--by", "call", *more)) for more in ([], ["--drafts"])]
        assert counted[0] < counted[1]

    def test_as_known_on_an_earlier_day(self, rows):
        assert {r["call"] for r in rows("--by", "call", "--at", "2024-12-31")} == {2023, 2024}

    def test_the_table_names_no_project_and_what_the_figure_does_not_say(self, run, demo_root):
        out = run(
            "figures",
            "--by",
            "institution",
            "--calls",
            "2021",
            "2022",
            "--lang",
            "nl",
            "--data",
            demo_root / "data",
        ).out
        (scalda,) = [line for line in out.splitlines() if line.startswith("Scalda")]
        assert scalda.split() == ["Scalda", "11", "244", "4,5%", "0", "geen", "project", "11"]
        assert out.rstrip().endswith("Hoeveel mobiliteiten werkelijk blended waren, zegt dit cijfer niet.")
        (total,) = [line for line in out.splitlines() if line.startswith("totaal")]
        assert total.split() == ["totaal", "259", "15.738", "1,65%", "1.330", "70", "189"]

    def test_a_division_may_be_spelled_with_an_underscore(self, rows):
        assert rows("--by", "green_travel") == rows("--by", "green-travel")

    def test_the_plan_names_its_unit_also_where_mobilities_are_counted(self, rows):
        for unit in ("mobilities", "participants"):
            (row,) = rows("--by", "call", "--calls", "2021", "--unit", unit)
            assert (row["unit"], row["plan_unit"], row["pledged"]) == (unit, "participants", 803)

    @pytest.fixture
    def shown(self, run, demo_root):
        return lambda *arguments: run("figures", *arguments, "--data", demo_root / "data").out

    def test_the_last_sentence_speaks_of_what_was_asked(self, shown):
        assert shown("--of", "green-travel").endswith("truly had the characteristic ‘green travel’.\n")

    def test_what_was_pledged_never_goes_without_a_word(self, shown):
        people = ("--unit", "participants", "--drafts")
        assert "Pledged and expected: in participants." in shown(*people, "--by", "call")
        assert "The oldest ones are of 24 March 2025." in shown(*people, "--by", "call", "--at", "2024-12-31")
        assert "can't be divided by country" in shown(*people, "--by", "country")

    def test_without_a_division_the_pledge_and_what_was_expected_are_shown_too(self, shown):
        _, table, *_ = shown("--unit", "participants", "--calls", "2021").split("\n\n")
        heading, _, line = table.splitlines()[:3]
        assert [h.strip() for h in heading.split("  ") if h][-3:] == [
            "pledged",
            "expected by budget",
            "expected by mix",
        ]
        assert (line.split()[2], line.split()[-3]) == ("1.02%", "803")
        assert table.endswith("Pledged and expected: in participants.")

    def test_an_institution_without_a_project_in_the_call(self, shown):
        out = shown("--institution", "Scalda", "--calls", "2021", "--by", "institution")
        assert out.startswith("No project: there is no project in call 2021 at Scalda (as at 24 March 2025)")
        assert "0 institutions" not in out

    def test_and_in_json_its_counts_are_null(self, rows):
        (row,) = rows("--institution", "Scalda", "--calls", "2021")
        assert (row["mobilities"], row["blended"], row["share"], row["calls"]) == (None, None, None, {})

    def test_also_where_is_divided_by_institution(self, rows, shown):
        asked = ("--by", "institution", "--institution", "Scalda", "--calls", "2021")
        (row,) = rows(*asked)
        assert (row["institution"], row["unit"], row["mobilities"], row["blended"], row["share"]) == (
            "Scalda", "mobilities", None, None, None,
        )  # fmt: skip
        beside = {r["institution"]: r["blended"] for r in rows(*asked, "--institution", MIDDEN)}
        assert beside == {MIDDEN: 23, "Scalda": None}
        (line,) = [x for x in shown(*asked, "--institution", MIDDEN).splitlines() if x.startswith("Scalda")]
        assert line.split() == ["Scalda", "no", "project"]

    def test_why_no_pledge_is_there_is_said_beside_the_other_forms_too(self, run, demo_root):
        asked = [
            "figures",
            "--by",
            "call",
            "--unit",
            "participants",
            "--at",
            "2024-12-31",
            "--format",
            "json",
        ]
        done = run(*asked, "--data", demo_root / "data")
        assert (json.loads(done.out)[0]["pledged"], "--date" in done.err) == (None, True)

    def test_for_how_many_institutions_of_a_list_there_are_data(self, run, demo_root, tmp_path):
        (tmp_path / "list.txt").write_text("scalda\nE19990001\nROC Nergens\n\n", encoding="utf-8")
        asked = ["figures", "--frame", tmp_path / "list.txt", "--data", demo_root / "data"]
        out = run(*asked, "--by", "institution").out
        assert out.endswith(
            "Of the 3 institutions of the frame, 2 have mobilities in the register. Without: ROC Nergens.\n"
        )
        assert (run(*asked).status, "--by institution" in run(*asked).err) == (2, True)

    def test_what_was_not_filled_in_stands_in_the_table(self, run, small, tmp_path):
        rows = [small.mobility(n, Green_travel=answer) for n, answer in enumerate(("Yes", "", ""))]
        file = small.write(tmp_path / "x.csv", rows)
        run("import", file, "--data", tmp_path / "data")
        out = run("figures", "--by", "call", "--of", "green-travel", "--data", tmp_path / "data").out
        heading, _, line, *_ = out.split("\n\n")[1].splitlines()
        assert (heading.split("  ")[-1], line.split()) == (
            "not filled in",
            ["2021", "1", "3", "2"],
        )


class TestOf:
    """What moves or changes can be asked of any characteristic, and the sentences speak of what was asked."""

    @pytest.fixture
    def shown(self, run, demo_root):
        return lambda *arguments: run(*arguments, "--of", "green-travel", "--data", demo_root / "data").out

    def test_influence(self, shown):
        out = shown("influence", "--calls", "2021", "2022")
        assert "the registered share with the characteristic ‘green travel’ is" in out
        assert "of the ticks for ‘green travel’" in out
        (first, *_) = json.loads(shown("influence", "--calls", "2021", "2022", "--format", "json"))
        assert "green_travel" in first

    def test_change(self, shown):
        out = shown("change", "2021", "2022", "--lang", "nl")
        assert "ging het geregistreerde aandeel met het kenmerk ‘groen reizen’ van" in out
        assert "ging het aantal vinkjes bij ‘groen reizen’ van" in out
        (row,) = json.loads(shown("change", "2021", "2022", "--format", "json"))
        assert (row["unit"], row["characteristic"]) == ("mobilities", "green_travel")


class TestSnapshotsAndFindings:
    def test_what_is_kept(self, run, demo_root):
        kept = json.loads(run("snapshots", "--format", "json", "--data", demo_root / "data").out)
        assert [(s["table"], s["date"]) for s in kept] == [
            ("mobilities", "2024-09-30"), ("mobilities", "2025-03-24"), ("applications", "2025-03-24"),
        ]  # fmt: skip
        assert all(
            b["read"] == b["accepted"] + b["attached"] + sum(b["left_out"].values())
            for s in kept
            for b in s["books"]
        )

    def test_two_are_compared(self, run, demo_root):
        out = run("snapshots", "--compare", "2024-09-30", "2025-03-24-mob", "--data", demo_root / "data").out
        assert out.startswith("Between 30 September 2024 and 24 March 2025: ")

    def test_in_any_characteristic_and_its_name_is_said(self, run, demo_root):
        asked = ["snapshots", "--compare", "2024-09-30", "2025-03-24-mob", "--of", "green-travel"]
        out = run(*asked, "--data", demo_root / "data").out
        assert out.startswith(
            "Between 30 September 2024 and 24 March 2025, for the characteristic ‘green travel’: "
        )
        (row,) = json.loads(run(*asked, "--format", "json", "--data", demo_root / "data").out)
        assert row["characteristic"] == "green_travel"

    def test_findings_of_one_kind_of_the_snapshot_asked(self, run, demo_root):
        found = json.loads(
            run(
                "findings",
                "2025-03-24-mob",
                "--code",
                "fallen-back-to-draft",
                "--format",
                "json",
                "--data",
                demo_root / "data",
            ).out
        )
        assert {f["code"] for f in found} == {"fallen-back-to-draft"}
        assert len(found) > 10

    def test_nothing_found_is_said(self, run, export, tmp_path):
        run("import", export, "--data", tmp_path / "data")
        assert run("findings", "--data", tmp_path / "data").out == "Nothing stood out.\n"


class TestProfile:
    def test_a_layout_is_proposed_chosen_and_saved_and_then_reads(self, run, tmp_path):
        file = tmp_path / "odd.csv"
        file.write_text("Project;Nummer;Gemengd?\n2021-1-NL01-KA121-VET-000000001;M1;ja\n", encoding="utf-8")
        data = tmp_path / "data"
        assert run("import", file, "--data", data).status == 2
        chosen = ["grant_agreement_number=Project", "mobility_activity_id=Nummer", "blended=Gemengd?"]
        maps = [part for choice in chosen for part in ("--map", choice)]
        done = run("profile", file, *maps, "--save", "odd", "--data", data)
        assert (done.status, "Gemengd?" in done.out) == (0, True)
        assert "the 3 columns that stand under ‘saved as’ above, and no others" in done.err
        saved = tomllib.loads((data / "profiles" / "odd.toml").read_text(encoding="utf-8"))
        assert saved["columns"]["blended"] == ["Gemengd?"]
        assert run("import", file, "--data", data).status == 3

    def test_what_is_saved_is_shown_with_score_and_samples_and_what_is_not_is_named(self, run, tmp_path):
        file = tmp_path / "odd.csv"
        file.write_text("Projectnummer;Mobility ID;Blended;Receiving country\n"
                        "2021-1-NL01-KA121-VET-000000001;M1;ja;Draft\n", encoding="utf-8")  # fmt: skip
        done = run("profile", file, "--save", "odd", "--data", tmp_path / "data")
        assert ["C", "Blended", "ja", "blended", "1.00"] in [
            line.split()[:5] for line in done.out.splitlines()
        ]
        assert '--map receiving_country="Receiving country"  (score 0.70)' in done.err
        saved = tomllib.loads((tmp_path / "data" / "profiles" / "odd.toml").read_text(encoding="utf-8"))
        assert saved["columns"].keys() == {"grant_agreement_number", "mobility_activity_id", "blended"}

    def test_what_is_unpacked_stays_in_the_data_folder_and_what_a_killed_run_left_goes(
        self, run, tmp_path, monkeypatch
    ):
        with ZipFile(tmp_path / "odd.zip", "w") as packed:
            packed.writestr("odd.csv", "Projectnummer;Mobility ID\n2021-1-NL01-KA121-VET-000000001;M1\n")
        killed = "import os, sys; from blendwise.store import open_store\n"
        killed += "with open_store(sys.argv[1]).staging() as f: (f / 'row').touch(); os._exit(9)"
        data = tmp_path / "data"
        assert subprocess.run([sys.executable, "-c", killed, str(data)], check=False).returncode == 9
        assert len(list(data.glob(".staging-*/row"))) == 1
        with monkeypatch.context() as without:
            without.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))
            done = [
                run("profile", tmp_path / "odd.zip", "--data", place) for place in (data, tmp_path / "new")
            ]
        assert [one.status for one in done] == [0, 0]
        assert list(data.iterdir()) == []
        assert not (tmp_path / "new").exists()


WRONG = {
    "an unknown institution": (["figures", "--without", "ROC Niemand"], "Aeres Groep, "),
    "an unknown division": (["figures", "--by", "school"], "activity-type"),
    "an institution asked and left out": (["figures", "--institution", "Scalda", "--without", "SCALDA"], "Scalda"),
    "a characteristic divided by itself": (["figures", "--by", "blended"], "blended"),
    "an unknown characteristic": (["figures", "--of", "virtual"], "green_travel"),
    "an unknown characteristic to compare": (
        ["snapshots", "--compare", "2024-09-30", "2025-03-24-mob", "--of", "virtual"], "green_travel",
    ),
    "an unknown call": (["figures", "--calls", "1999"], "2021, 2022, 2023, 2024"),
    "an unknown snapshot": (["findings", "2030"], "2025-03-24-mobilities"),
    "an unknown kind of finding": (["findings", "--code", "typo"], "duplicate-mobility"),
    "applications to compare": (["snapshots", "--compare", "2025-03-24-app", "2024"], "2024-09-30-mobilities"),
    "a day before all": (["figures", "--at", "2000-01-01"], "30 September 2024"),
    "a day that is none": (["figures", "--at", "yesterday"], "yesterday"),
    "an unknown form": (["figures", "--format", "pdf"], "parquet"),
    "an unknown unit": (["figures", "--unit", "schools"], "participants"),
    "a call in words": (["figures", "--calls", "last"], "last"),
    "an unknown option": (["figures", "--what"], "--what"),
    "an unknown command": (["figurse"], "figurse"),
    "a place that cannot be written": (["figures", "--to", "/no/such/folder/x"], "/no/such/folder/x"),
    "a file that is not there": (["import", "no-such-file.csv"], "no-such-file.csv"),
    "a file to map that is not there": (["profile", "no-such-file.csv"], "no-such-file.csv"),
    "a mapping without a header": (["profile", __file__, "--map", "blended", "--save", "x"], ""),
    "an address that nothing can read": (["snapshots", "--data", "nowhere://x"], "nowhere://x"),
    "a data folder that is a file": (["figures", "--data", __file__], __file__),
    "an import into a file": (["import", __file__, "--data", __file__], __file__),
    "no file at all": (["import"], "..."),
    "feedback into a file": (["import", __file__, "--feedback", __file__], __file__),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_with_status_2_and_never_a_traceback(
    run, demo_root, monkeypatch, name, language
):
    arguments, named = WRONG[name]
    monkeypatch.setenv("BLENDWISE_DATA", str(demo_root / "data"))
    monkeypatch.chdir(demo_root)
    monkeypatch.setenv("BLENDWISE_LANG", language)
    done = run(*arguments)
    assert done.status == 2
    told = (done.out + done.err).replace("september", "September")
    assert named in told
    assert "Traceback" not in told


def test_a_closed_pipe_is_no_fault(demo_root):
    command = [sys.executable, "-c", "from blendwise.cli import main; main()", "findings", "2025-03-24-mob", "--format", "json",
               "--data", str(demo_root / "data")]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_a_terminal_without_our_signs_gets_others(demo_root):
    done = subprocess.run(
        [sys.executable, "-c", "from blendwise.cli import main; main()", "snapshots", "--data", str(demo_root / "data")],
        env={"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True,
    )  # fmt: skip
    assert b"2025-03-24" in done.stdout
