"""Nobody's name, e-mail address or birth date gets past the door; a person is a keyed pseudonym."""

import os
import stat
import subprocess
import sys
from datetime import date

import openpyxl
import polars as pl
import pytest

from blendwise.errors import UserError
from blendwise.intake import Options, find_key
from blendwise.intake.pseudonyms import pseudonyms
from blendwise.store import open_store

PLANTED = {
    "Participant ID": "PLANTED-0001", "Participant first name": "Plantina", "Participant last name": "Plantenga", "Participant e-mail": "plantina@example.org",
    "Participant date of birth": "07-07-2007", "Nationality": "Plantish", "Gender": "planted-gender",
}  # fmt: skip
TRACES = ("PLANTED", "Plantina", "Plantenga", "plantina", "07-07-2007", "Plantish", "planted-gender")


def register(make):
    comment = {
        "Comments": "write to plantina@example.org",
        "Virtual component description": "met plantina@example.org",
    }
    rows = [
        PLANTED | comment,
        PLANTED | comment | {"Start date": "never", "Status": "?"},
        PLANTED | {"Mobility activity ID": ""},
        PLANTED | {"Data type": "Itinerary"},
    ]
    return make.grid(*rows)


def test_no_file_of_the_import_holds_a_personal_column(make, tmp_path):
    found = make.read(
        make.put(
            tmp_path,
            {"a.csv": make.csv(register(make)), "b.zip": make.zip({"c.xlsx": make.xlsx(register(make))})},
        )
    )
    assert found.equation()[0] == 8
    assert not [text for text in found.cells if text and any(trace in text for trace in TRACES)]
    assert "write to [e-mail]" in found.cells


def test_no_file_of_the_data_folder_holds_a_personal_column(make, tmp_path):
    store = open_store(tmp_path / "data")
    store.import_files(
        make.put(tmp_path, {"a.csv": make.csv(register(make))}), day=date(2025, 3, 24), options=Options()
    )
    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    tables = [pl.read_parquet(file) for file in kept if file.suffix == ".parquet"]
    plain = b"".join(file.read_bytes() for file in kept) + "".join(str(t.to_dicts()) for t in tables).encode()
    assert len(tables) == 2
    assert not [trace for trace in TRACES if trace.encode() in plain]


def test_no_sentence_repeats_a_personal_value(make, tmp_path):
    found = make.read(make.put(tmp_path, {"a.csv": make.csv(register(make))}))
    said = "".join(f.sentence(lang) for f in found.findings for lang in ("nl", "en"))
    assert not [trace for trace in TRACES if trace in said]


# Pseudonyms
def test_a_person_has_one_pseudonym_with_one_key_and_another_with_another(make, tmp_path):
    paths = make.put(
        tmp_path,
        {
            "a.csv": make.csv(
                make.grid({"Participant ID": "p"}, {"Participant ID": "p"}, {"Participant ID": "q"}, {})
            )
        },
    )
    first, same, other, nobody = make.read(paths).mobilities["participant"]
    assert first == same != other
    assert (len(first), nobody) == (24, None)
    assert first not in make.read(paths, key=bytes(32)).mobilities["participant"].to_list()


def test_pseudonyms_do_not_depend_on_what_stands_beside_them():
    together = pseudonyms(pl.Series(["a", "b"]), bytes(32)).to_list()
    assert [pseudonyms(pl.Series([text]), bytes(32))[0] for text in ("a", "b")] == together


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = find_key(tmp_path / "data")
    assert (len(key), find_key(tmp_path / "data")) == (32, key)
    assert stat.S_IMODE((tmp_path / "data" / "key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["key"]


def test_processes_that_make_the_key_at_once_agree(tmp_path):
    script = "import sys; from pathlib import Path; from blendwise.intake.pseudonyms import find_key; print(find_key(Path(sys.argv[1])).hex())"
    command = [sys.executable, "-c", script, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"BLENDWISE_KEY": ""})
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_key_from_the_environment_is_used_and_none_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("BLENDWISE_KEY", "ab" * 32)
    assert find_key(tmp_path) == b"\xab" * 32
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["too short", "ab" * 31, "zz" * 32, "é" * 64])
def test_a_key_that_can_not_be_used_is_refused(text, tmp_path):
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="64 hexadecimal characters"):
        find_key(tmp_path)


# The feedback file
def feedback(make, tmp_path, files, language="en"):
    store = open_store(tmp_path / "data")
    result = store.import_files(
        make.put(tmp_path, files),
        day=date(2025, 3, 24),
        options=Options(),
        feedback=(tmp_path / "back", language),
    )
    return result, {file.name: openpyxl.load_workbook(file) for file in sorted((tmp_path / "back").glob("*"))}


def test_the_feedback_file_holds_the_data_as_delivered_with_the_faulty_cells_marked(make, tmp_path):
    rows = make.grid({"Start date": "never", "Comments": "=1+1"}, {"Mobility activity ID": ""}, {})
    _, books = feedback(make, tmp_path, {"a.csv": make.csv(rows)})
    sheet = books["a.csv-feedback.xlsx"].worksheets[0]
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
    assert all(cell.data_type == "s" or cell.value is None for row in sheet.iter_rows() for cell in row)
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked.keys() == {"E2", "H2", "B3"}
    assert "‘never’ can't be read as a date" in marked["E2"]
    assert {sheet[c].fill.fgColor.rgb for c in ("E2", "H2")} == {"FFFBE3B5"}
    assert sheet["B3"].fill.fgColor.rgb == "FFF4B6C2"
    assert sheet["E4"].fill.fgColor.rgb == "00000000"


def test_the_feedback_file_speaks_dutch_and_keeps_sheets_and_columns_in_place(make, tmp_path):
    sheets = {
        name: [
            [],
            *([["", "", *row] for row in make.grid({"Mobility activity ID": name, "Status": "Draft"})]),
        ]
        for name in ("One", "Two")
    }
    _, books = feedback(make, tmp_path, {"a.xlsx": make.xlsx(**sheets)}, "nl")
    book = books["a.xlsx-feedback.xlsx"]
    assert book.sheetnames == ["One", "Two"]
    assert (book["Two"]["D3"].value, book["Two"]["E3"].value) == ("Two", "Draft")
    assert "in het register nog een concept" in book["Two"]["E3"].comment.text


def test_a_row_that_is_too_long_is_given_back_whole(make, tmp_path):
    rows = make.grid({}, {})
    _, books = feedback(make, tmp_path, {"a.csv": make.csv([*rows[:2], [*rows[2], "one", "two"]])})
    sheet = books["a.csv-feedback.xlsx"].worksheets[0]
    assert [cell.value for cell in sheet[3]] == [*rows[2], "one", "two"]
    assert "has 9 cells, the header 7" in sheet["A3"].comment.text


def test_a_cell_longer_than_a_spreadsheet_holds_is_cut_off_not_lost(make, tmp_path):
    _, books = feedback(
        make,
        tmp_path,
        {"a.csv": make.csv(make.grid({"Comments": "=" + "x" * 40_000, "Blended mobility": "y" * 40_000}))},
    )
    assert [len(books["a.csv-feedback.xlsx"].worksheets[0][c].value) for c in ("G2", "H2")] == [
        32_767,
        32_767,
    ]


def test_a_refused_file_is_given_back_too_and_a_clean_one_is_not(make, tmp_path):
    other = {"Grant Agreement No.": "2023-1-NL01-KA131-HED-000112233"}
    result, books = feedback(
        make,
        tmp_path,
        {"a.csv": make.csv(make.grid(other)), "b.csv": make.csv(make.grid({})), "c.csv": b"%PDF"},
    )
    assert (result.refused, list(books)) == (True, ["a.csv-feedback.xlsx"])
