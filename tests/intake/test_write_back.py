"""Export, decide, write back, new export: the tick is there, and nothing else changed."""

import csv
import hashlib
import json
from datetime import date, datetime

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from blendwise.errors import UserError
from blendwise.intake import Options
from blendwise.intake.profiles import Profile
from blendwise.intake.write_back import TickChange, write_back
from blendwise.language import LANGUAGES, has
from blendwise.records import MOBILITIES
from blendwise.store import Agreement, OwnDecision, export_layouts, fallen_back, open_store, standings

PROJECT = "2021-1-NL01-KA121-VET-000000001"
HEADER = ["Data type", "Grant Agreement Number", "Mobility activity ID", "Status", "Activity type", "Start date",
          "End date", "Sending organisation OID", "Sending organisation name", "Blended mobility activity",
          "Virtual component description"]  # fmt: skip


def main(number, blended="No", text="", status="Complete"):
    return ["Mobility", PROJECT, f"MOB-{number}", status, "LM-SHORT-VET", "01-03-2021", "30-03-2021", "E10000001",
            "Alpha", blended, text]  # fmt: skip


def sub(number, kind="Itinerary"):
    return [kind, PROJECT, f"MOB-{number}", *[""] * (len(HEADER) - 3)]


def write(file, rows):
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADER, *rows])
    return file


def read(file):
    if file.suffix == ".xlsx":
        frame = fastexcel.read_excel(file).load_sheet(0, header_row=None, dtypes="string").to_polars()
        return [[cell or "" for cell in row] for row in frame.iter_rows()]
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))


def tick(number, blended=True, text=None):
    return TickChange(
        grant_agreement_number=PROJECT,
        mobility_activity_id=f"MOB-{number}",
        blended=blended,
        virtual_description=text,
    )


@pytest.fixture
def export(tmp_path):
    return write(
        tmp_path / "export.csv", [main(1), sub(1), main(2, "Yes"), main(3), sub(3, "Certification"), main(4)]
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_only_the_changed_rows_are_copied_with_only_two_cells_changed(export, tmp_path, ending):
    target = tmp_path / f"back.{ending}"

    done = write_back([tick(1, text="Call with the host"), tick(3)], target, export=export)

    assert read(target) == [HEADER, main(1, "Yes", "Call with the host"), main(3, "Yes")]
    assert (done.rows, done.without_row) == (2, ())


def test_date_cells_of_a_workbook_are_written_as_the_register_does(tmp_path):
    export = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(export) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
        for column, (head, cell) in enumerate(zip(HEADER, main(1), strict=True)):
            sheet.write_string(0, column, head)
            if head.endswith("date"):
                sheet.write_datetime(1, column, datetime.strptime(cell, "%d-%m-%Y"), day)
            else:
                sheet.write_string(1, column, cell)

    write_back([tick(1)], tmp_path / "back.csv", export=export)

    assert read(tmp_path / "back.csv")[1:] == [main(1, "Yes")]


@pytest.mark.parametrize("kind", ["Itinerary", "Certification", "Language", "Subgroup"])
def test_a_sub_row_is_never_written(tmp_path, kind):
    export = write(tmp_path / "export.csv", [main(1), sub(1, kind), sub(1, kind)])

    write_back([tick(1)], tmp_path / "back.csv", export=export)

    assert [row[0] for row in read(tmp_path / "back.csv")[1:]] == ["Mobility"]


def test_a_tick_can_be_taken_away(export, tmp_path):
    write_back([tick(2, blended=False)], tmp_path / "back.csv", export=export)

    assert read(tmp_path / "back.csv")[1:] == [main(2, "No")]


def test_the_words_of_the_export_are_kept(tmp_path):
    export = write(tmp_path / "export.csv", [main(1, "Nee"), main(2, "Nee")])

    write_back([tick(1)], tmp_path / "back.csv", export=export)

    assert read(tmp_path / "back.csv")[1:] == [main(1, "Ja")]


def test_a_change_without_row_in_the_export_is_told(export, tmp_path):
    done = write_back([tick(1), tick(99)], tmp_path / "back.csv", export=export)

    assert [change.mobility_activity_id for change in done.without_row] == ["MOB-99"]


def test_without_the_export_the_rows_hold_what_an_import_needs(tmp_path):
    write_back([tick(1, text="Call with the host")], tmp_path / "back.csv")

    header = ["Data type", "Grant Agreement Number", "Mobility activity ID", "Blended mobility activity",
              "Virtual component description"]  # fmt: skip
    assert read(tmp_path / "back.csv") == [
        header,
        ["Mobility", PROJECT, "MOB-1", "Yes", "Call with the host"],
    ]


def test_without_descriptions_their_column_is_left_out(tmp_path):
    write_back([tick(1)], tmp_path / "back.csv")

    assert read(tmp_path / "back.csv")[0][-1] == "Blended mobility activity"


def test_the_headers_are_those_of_the_profile(tmp_path):
    columns = {
        "grant_agreement_number": ("Dossier",),
        "mobility_activity_id": ("Nr",),
        "blended": ("Gemengd",),
    }
    own = Profile("own", "mobilities", tuple(columns), columns)

    write_back([tick(1)], tmp_path / "back.csv", profile=own)

    assert read(tmp_path / "back.csv") == [["Dossier", "Nr", "Gemengd"], [PROJECT, "MOB-1", "Yes"]]


def test_hours_and_timing_are_written_where_they_are_told(tmp_path):
    change = TickChange(
        grant_agreement_number=PROJECT, mobility_activity_id="MOB-1", blended=True, virtual_contact_hours=1.5,
        virtual_timing="Before",
    )  # fmt: skip
    write_back([change, tick(2)], tmp_path / "back.csv")

    assert [row[-2:] for row in read(tmp_path / "back.csv")] == [
        ["Virtual Component Duration (contact hours)", "Virtual Component Timing"], ["1.5", "Before"], ["", ""],
    ]  # fmt: skip


def test_the_headers_and_their_order_are_those_of_the_last_export(store, tmp_path):
    dutch = tmp_path / "dutch.csv"
    rows = [["Blended mobiliteit", "Contacturen virtueel deel", "Mobiliteitsnummer", "Subsidieovereenkomst", "Status",
             "Activiteitstype", "OID zendende organisatie", "Begindatum", "Einddatum", "Einddatum project"],
            ["Nee", "", "MOB-1", PROJECT, "Compleet", "LM-SHORT-VET", "E10000001", "01-03-2021", "30-03-2021",
             "31-08-2022"]]  # fmt: skip
    with dutch.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(rows)
    assert not store.import_files([dutch], day=date(2025, 3, 1)).refused

    layout = export_layouts(open_store(store.place), {PROJECT})[PROJECT]
    write_back(
        [tick(1)], tmp_path / "back.csv", profile=layout.profile, headers=layout.headers, words=layout.words
    )

    assert read(tmp_path / "back.csv") == [
        ["Blended mobiliteit", "Mobiliteitsnummer", "Subsidieovereenkomst"],
        ["Ja", "MOB-1", PROJECT],
    ]
    assert layout.has_room_for("virtual_contact_hours")
    assert not layout.has_room_for("virtual_description")
    assert store.mobilities().project_end_date.max().to_polars() == date(2022, 8, 31)


@pytest.mark.parametrize(
    ("blended", "green", "written"),
    [
        (["Nee", "Ja"], ["Yes", "No"], ["Ja", "Nee"]),
        (["NEE", "NEE"], ["Yes", "No"], ["JA", "NEE"]),
        (["1", "1"], ["Yes", "No"], ["1", "0"]),
        (["N", "N"], ["Y", "N"], ["Y", "N"]),
        (["Y", "Y"], ["Yes", "No"], ["Y", "N"]),
        (["", ""], ["ja", "nee"], ["ja", "nee"]),
        (["", ""], ["", ""], ["Yes", "No"]),
    ],
)
def test_yes_and_no_go_back_in_the_words_of_the_column(store, tmp_path, blended, green, written):
    file = tmp_path / "words.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([
            [*HEADER, "Green travel"], [*main(1, blended[0]), green[0]], [*main(2, blended[1]), green[1]],
        ])  # fmt: skip
    assert not store.import_files([file], day=date(2025, 3, 1)).refused

    layout = export_layouts(open_store(store.place), {PROJECT})[PROJECT]
    changes = [tick(1), tick(2, blended=False)]
    write_back(changes, tmp_path / "back.csv", headers=layout.headers, words=layout.words)

    heads, *rows = read(tmp_path / "back.csv")
    assert [row[heads.index("Blended mobility activity")] for row in rows] == written


def test_where_free_text_was_not_kept_nobody_knows_what_a_description_would_replace(store, export):
    store.import_files([export], options=Options(without_comments=True))

    assert not export_layouts(store, {PROJECT})[PROJECT].has_room_for("virtual_description")


def test_a_snapshot_that_was_kept_before_a_column_came_to_be_is_read_on(store, export, tmp_path):
    store.import_files([export], day=date(2025, 3, 1))
    (snapshot,) = store.snapshots()
    folder = tmp_path / "data" / "snapshots" / snapshot.id
    later = ("project_end_date", "virtual_contact_hours", "virtual_timing")
    pl.read_parquet(folder / "mobilities.parquet").drop(later).write_parquet(folder / "mobilities.parquet")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"] = hashlib.sha256((folder / "mobilities.parquet").read_bytes()).hexdigest()
    for books in manifest["books"]:
        del books["headers"], books["words"]
    (folder / "manifest.json").write_text(json.dumps(manifest))

    old = open_store(tmp_path / "data")
    old.import_files([write(tmp_path / "b.csv", [main(7)])], day=date(2025, 3, 8))

    at = date(2025, 3, 1)
    assert tuple(old.mobilities(at).columns) == MOBILITIES.names
    assert old.mobilities(at).project_end_date.max().to_polars() is None
    assert standings(old, [decided(1)], at)[0].agreement is Agreement.TICK_LACKING
    assert export_layouts(old, {PROJECT})[PROJECT].headers["blended"] == "Blended mobility activity"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_description_is_never_a_formula(tmp_path, ending):
    target = tmp_path / f"back.{ending}"

    write_back([tick(1, text='=HYPERLINK("x")')], target)

    cell = read(target)[1][-1]
    assert cell == (' =HYPERLINK("x")' if ending == "csv" else '=HYPERLINK("x")')


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ([], "back.csv", "no changed mobility"),
        ([tick(1), tick(1, blended=False)], "back.csv", "MOB-1 stands twice"),
        ([tick(1)], "back.pdf", "XLSX and CSV"),
        ([tick(99)], "back.csv", "no changed mobility"),
    ],
)
def test_what_cannot_be_written_is_refused(export, tmp_path, changes, name, words):
    with pytest.raises(UserError, match=words):
        write_back(changes, tmp_path / name, export=export)


def test_an_export_that_is_none_is_refused(tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no spreadsheet")

    with pytest.raises(UserError, match="not-a-spreadsheet"):
        write_back([tick(1)], tmp_path / "back.csv", export=bad)


def decided(number, blended=True, text=None):
    return OwnDecision(
        grant_agreement_number=PROJECT,
        mobility_activity_id=f"MOB-{number}",
        blended=blended,
        virtual_description=text,
    )


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "data")


def register_takes_in(export, back, target):
    """Do what the register does with an import: the rows of the file take the place of those it has."""
    new = {row[2]: row for row in read(back)[1:]}
    rows = [new.get(row[2], row) if row[0] == "Mobility" else row for row in read(export)[1:]]
    return write(target, rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_loop_closes(export, store, tmp_path, ending):
    store.import_files([export], day=date(2025, 3, 1))
    decisions = [decided(1, text="Call with the host"), decided(3), decided(2)]
    before = standings(store, decisions)
    assert [s.agreement for s in before] == [Agreement.TICK_LACKING, Agreement.TICK_LACKING, Agreement.AGREES]

    open_ = [s.decision for s in before if s.agreement is not Agreement.AGREES]
    changes = [
        tick(d.mobility_activity_id.removeprefix("MOB-"), d.blended, d.virtual_description) for d in open_
    ]
    back = write_back(changes, tmp_path / f"back.{ending}", export=export).path
    new = register_takes_in(export, back, tmp_path / "new.csv")
    store.import_files([new], day=date(2025, 3, 8))

    after = standings(store, decisions)
    assert {s.agreement for s in after} == {Agreement.AGREES}
    assert [s.since for s in after] == [date(2025, 3, 8), date(2025, 3, 8), date(2025, 3, 1)]
    ticked = store.figures(calls=[2021]).total
    assert (ticked.numerator, ticked.denominator) == (3, 4)  # 2 was ticked before, 1 and 3 are now


def test_what_else_can_stand_between_record_and_register(store, tmp_path):
    day_one = write(
        tmp_path / "a.csv", [main(1, "Yes", "A tour"), main(2, "Yes"), main(3, "Yes"), main(4, "Yes")]
    )
    store.import_files([day_one], day=date(2025, 3, 1))
    day_two = write(
        tmp_path / "b.csv", [main(1, "Yes", "A tour"), main(2, "Yes"), main(3, "Yes", status="Draft")]
    )
    store.import_files([day_two], day=date(2025, 3, 8), confirmed=True)

    found = standings(store, [decided(1, text="A call"), decided(2, blended=False), decided(3), decided(4)])

    assert [s.agreement for s in found] == ["description-differs", "tick-surplus", "fallen-back", "gone"]
    assert found[0].registered_description == "A tour"


def test_a_description_that_the_register_lacks_is_another_thing_than_one_that_differs(store, tmp_path):
    store.import_files([write(tmp_path / "a.csv", [main(1, "Yes"), main(2, "Yes", "A tour")])])

    found = standings(store, [decided(1, text="A call"), decided(2, text="A tour")])

    assert [s.agreement for s in found] == ["description-lacking", "agrees"]


def test_every_draft_that_was_complete_is_found_decided_or_not(store, tmp_path):
    for day, statuses in ((1, ("Complete", "Draft", "Complete")), (8, ("Draft", "Draft", "Complete"))):
        rows = [main(n, "Yes", status=status) for n, status in enumerate(statuses, 1)]
        store.import_files([write(tmp_path / f"{day}.csv", rows)], day=date(2025, 3, day), confirmed=True)
    drafts = store.mobilities().filter(lambda t: t.status == "draft").to_polars()

    (found,) = fallen_back(store, drafts)

    assert (found.mobility_activity_id, found.ticked, found.last_complete) == (
        "MOB-1",
        True,
        date(2025, 3, 1),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_standing_has_its_words(language):
    assert all(has(f"own_record.{one}", language) for one in Agreement)


def test_of_one_day_the_last_import_holds_and_an_earlier_day_can_be_asked(store, tmp_path):
    for name, tick_, day in (("a", "No", 1), ("b", "No", 8), ("c", "Yes", 8)):
        store.import_files([write(tmp_path / f"{name}.csv", [main(1, tick_)])], day=date(2025, 3, day))

    now, before = (standings(store, [decided(1)], at)[0] for at in (None, date(2025, 3, 7)))

    assert (now.agreement, now.since) == (Agreement.AGREES, date(2025, 3, 8))
    assert (before.agreement, before.since) == (Agreement.TICK_LACKING, date(2025, 3, 1))


def test_without_any_import_there_is_nothing_to_compare_with(store):
    with pytest.raises(UserError):
        standings(store, [decided(1)])
