"""Five forms of every table, a data dictionary beside every file, and no text that a spreadsheet could run."""

import csv
import io
import json

import fastexcel
import openpyxl
import polars as pl
import pytest

from blendwise.cli._options import FORMATS
from blendwise.reporting.tables import data_dictionary, text_table, write_rows, write_table

FRICTIONLESS = {"string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year",
                "yearmonth", "duration", "geopoint", "geojson", "any", "list"}  # fmt: skip
BY_CALL = ["figures", "--by", "call", "--calls", "2021", "2022"]
READERS = {
    "json": pl.read_json,
    "csv": lambda file: pl.read_csv(file, encoding="utf8"),
    "xlsx": lambda file: fastexcel.read_excel(file).load_sheet(0).to_polars(),
    "parquet": pl.read_parquet,
}


@pytest.mark.parametrize("form", READERS)
def test_each_form_holds_the_same_numbers(run, demo_root, tmp_path, form):
    file = tmp_path / f"figures.{form}"
    assert run(*BY_CALL, "--format", form, "--to", file, "--data", demo_root / "data").status == 0
    frame = READERS[form](file)
    assert frame["mobilities"].to_list() == [6831, 8907]
    assert frame["blended"].to_list() == [70, 189]


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize(
    "command", [BY_CALL, ["figures", "--by", "institution"], ["snapshots"], ["findings"]], ids=["calls", "institutions", "snapshots", "findings"]
)  # fmt: skip
def test_beside_each_file_stands_its_data_dictionary(run, demo_root, tmp_path, form, command):
    file = tmp_path / f"out.{form}"
    assert (
        run(*command, "--format", form, "--to", file, "--lang", "nl", "--data", demo_root / "data").status
        == 0
    )
    fields = json.loads((tmp_path / f"out.{form}.schema.json").read_text())["fields"]
    assert {field["type"] for field in fields} <= FRICTIONLESS
    assert all(field["title"] and field["description"] for field in fields)
    if form == "csv":
        assert [field["name"] for field in fields] == next(
            csv.reader(io.StringIO(file.read_text("utf-8-sig")))
        )


def test_the_dictionary_says_what_a_column_means_also_per_call(run, demo_root, tmp_path):
    file = tmp_path / "out.csv"
    run("figures", "--by", "institution", "--format", "csv", "--to", file, "--data", demo_root / "data")
    meaning = {
        f["name"]: f["description"]
        for f in json.loads((tmp_path / "out.csv.schema.json").read_text())["fields"]
    }
    assert (
        meaning["share"]
        == "Numerator over denominator, between 0 and 1; empty where there is nothing to divide by."
    )
    assert meaning["share_2021"] == f"In call 2021. {meaning['share']}"


def test_a_table_can_go_to_a_file_too(run, demo_root, tmp_path):
    file = tmp_path / "out.txt"
    assert run(*BY_CALL, "--to", file, "--data", demo_root / "data").out == ""
    assert file.read_text().startswith("Of the 15,738 mobilities in calls 2021 and 2022")


def test_on_screen_all_forms_but_files_are_the_same_bytes(run, demo_root):
    assert run(*BY_CALL, "--format", "parquet", "--data", demo_root / "data").bytes[:4] == b"PAR1"
    assert run(*BY_CALL, "--format", "xlsx", "--data", demo_root / "data").bytes[:2] == b"PK"
    assert run(*BY_CALL, "--format", "csv", "--data", demo_root / "data").bytes.startswith(b"call,")
    assert set(FORMATS) == {"table", *READERS}


DANGEROUS = ["=1+1", "+49", "-cmd", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")', "plain", None]


def test_what_begins_like_a_formula_is_escaped_in_csv(tmp_path):
    file = str(tmp_path / "x.csv")
    write_table(
        pl.DataFrame({"comments": DANGEROUS, "read": range(len(DANGEROUS))}), "csv", file, language="en"
    )
    with open(file, encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123
        cells = [row["comments"] for row in csv.DictReader(lines)]
    assert cells == ["'" + cell for cell in DANGEROUS[:7]] + ["plain", ""]


def test_and_is_text_in_xlsx(tmp_path):
    file = str(tmp_path / "x.xlsx")
    write_table(pl.DataFrame({"comments": DANGEROUS}), "xlsx", file, language="en")
    sheet = openpyxl.load_workbook(file).active
    cells = [sheet.cell(row, 1) for row in range(2, 2 + 7)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == "=1+1"
    assert cells[6].hyperlink is None


def test_a_formula_in_an_export_never_comes_out_as_one(run, tmp_path, small):
    row = small.mobility(1) | {"Sending organisation name": "=cmd|' /C calc'!A0"}
    run("import", small.write(tmp_path / "x.csv", [row]), "--data", tmp_path / "data", "--date", "2025-01-01")
    out = run("figures", "--by", "institution", "--format", "csv", "--data", tmp_path / "data").out
    assert "'=cmd|" in out
    assert ",=cmd" not in out
    assert "\n=cmd" not in out


def test_numbers_align_and_calls_get_no_mark():
    assert text_table(["a", "n"], [["x", "1.000"], ["long", "2"]], [False, True]) == (
        "a         n\n────  ─────\nx     1.000\nlong      2"
    )


def test_a_dictionary_of_every_kind_of_column():
    frame = pl.DataFrame(
        {
            "text": ["a"],
            "whole": [1],
            "real": [0.5],
            "yes": [True],
            "day": ["2025-01-01"],
            "calls": [{"a": 1}],
        }
    ).with_columns(pl.col("day").str.to_date())
    types = [field["type"] for field in data_dictionary(frame, "en", {})["fields"]]
    assert types == ["string", "integer", "number", "boolean", "date", "object"]
    assert data_dictionary(frame, "en", {"whole": "A number."})["fields"][1]["description"] == "A number."


def test_nested_rows_have_a_dictionary_too(tmp_path):
    file = str(tmp_path / "x.json")
    write_rows(
        [{"call": None, "calls": {}, "rows": [1]}, {"call": 2021, "calls": {}, "rows": []}],
        file,
        language="en",
    )
    schema = json.loads((tmp_path / "x.json.schema.json").read_text())
    assert [field["type"] for field in schema["fields"]] == ["integer", "object", "array"]
