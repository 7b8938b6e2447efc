"""Export, decide, write back, new export: the tick is there, and nothing else changed."""

import csv
from datetime import date, datetime

import fastexcel
import pytest
import xlsxwriter

from blendwise.errors import UserError
from blendwise.intake.profiles import Profile
from blendwise.intake.write_back import TickChange, write_back
from blendwise.language import LANGUAGES, has
from blendwise.store import open_store
from blendwise.store.own_record import Agreement, OwnDecision, standings

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
