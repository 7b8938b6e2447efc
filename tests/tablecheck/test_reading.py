"""A table comes in as a file, a spreadsheet or a paste; what a reader needs to know is said."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from blendwise.errors import UserError
from blendwise.tablecheck import check_table, read_table

HEADERS = ("Instelling", "Blended", "Totaal", "Percentage")
ROWS = [("Scalda", "11", "244", "4,5"), ("Landstede", "7", "796", "0,9")]
PASTED = """
Instelling   Blended   Totaal   Percentage
Scalda       11        244      4,5
Landstede    7         796      0,9
"""


TEXT = [["Instelling", "Blended", "Totaal", "%"], ["A", 104, 244, "42,60"], ["B", 32, 985, "3,30"]]
NUMBERS = [
    ["Instelling", "Blended", "Totaal", "%"],
    ["A", 104, 244, 0.426],
    ["B", 32, 1000, 0.032],
    ["C", 5, 100, 0.05],
]


def workbook(**sheets) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    percent = book.add_format({"num_format": "0.0%"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                else:
                    sheet.write(r, c, value, percent if isinstance(value, float) and value < 1 else None)
    book.close()
    return content.getvalue()


def refusal(source, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        read_table(source, **options)
    return caught.value


class TestOneTableInManyForms:
    @pytest.mark.parametrize(
        "text",
        [
            PASTED,
            "\n".join("\t".join(row) for row in [HEADERS, *ROWS]),
            "\n".join(";".join(row) for row in [HEADERS, *ROWS]),
            'Instelling,Blended,Totaal,Percentage\nScalda,11,244,"4,5"\nLandstede,7,796,"0,9"\n',
            "| Instelling | Blended | Totaal | Percentage |\n|---|---:|---:|---:|\n| Scalda | 11 | 244 | 4,5 |\n| **Landstede** | 7 | 796 | 0,9 |",
            "Tabel 1. Blended per instelling\n\n" + PASTED + "\nBron: register",
        ],
        ids=["spaces", "tabs", "semicolons", "commas", "pipes", "title and source around it"],
    )
    def test_the_cells_are_the_same_text(self, text):
        table = read_table(text)
        assert table.headers == HEADERS
        assert list(table.rows) == ROWS

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_a_file_of_any_office_encoding(self, encoding, tmp_path):
        file = tmp_path / "tabel.csv"
        file.write_bytes("Instelling;Blended;Totaal;%\nCuraçao;11;244;4,5\n".encode(encoding))
        assert read_table(file).rows == (("Curaçao", "11", "244", "4,5"),)
        assert read_table(str(file)) == read_table(file)

    def test_a_footnote_below_is_skipped_and_counted(self):
        table = read_table(PASTED + "Deze cijfers zijn voorlopig\n")
        assert [note.code for note in table.notes] == ["skipped-rows"]

    def test_the_report_s_table_reads_alike_from_file_and_paste(self):
        file = Path(__file__).parent / "data" / "table-1.csv"
        pasted = file.read_text(encoding="utf-8").replace(";", "\t")
        assert read_table(file) == read_table(pasted)


class TestSpreadsheets:
    def test_percentages_as_text_keep_their_zeros(self):
        assert [row[3] for row in read_table(workbook(A=TEXT)).rows] == ["42,60", "3,30"]

    def test_percentages_as_numbers_are_shares_of_one_and_that_is_said(self):
        check = check_table(read_table(workbook(A=NUMBERS)))
        assert check.is_consistent
        notes = {note.code: note for note in check.notes}
        assert notes["decimals-unknown"].values["decimals"] == 3  # 0.426: as many as the longest needs
        assert "shares-of-one" in notes
        assert "Hoeveel decimalen er gedrukt zijn, is dus niet bekend" in notes["decimals-unknown"].sentence(
            "nl"
        )

    def test_the_noise_of_binary_numbers_is_no_decimal(self):
        rows = [
            ["naam", "blended", "totaal", "%"],
            ["A", 104, 244, 0.1 + 0.326],
            ["B", 32, 1000, 0.1 * 0.32],
            ["C", 7, 796, 0.004],
        ]
        assert 0.1 + 0.326 != 0.426
        check = check_table(read_table(workbook(A=rows)))
        assert [(row.label, row.printed.plain) for row in check.inconsistent] == [
            ("C", "0.004")
        ]  # 7/796 is 0.009

    def test_a_computed_cell_is_read_far_beyond_any_rounding(self):
        rows = [["naam", "blended", "totaal", "aandeel"], ["A", 1, 3, 100 / 3], ["B", 2, 3, 200 / 3]]
        assert check_table(read_table(workbook(A=rows))).is_consistent

    def test_a_number_that_lost_its_zero_is_read_with_the_decimals_of_its_column(self):
        rows = [
            ["naam", "blended", "totaal", "percentage"],
            ["A", 104, 244, 42.6],
            ["B", 3, 100, 3],
            ["C", 31, 1000, 3],
        ]
        check = check_table(read_table(workbook(A=rows)))
        assert [row.label for row in check.inconsistent] == ["C"]  # 3 is read as 3.0, and 31/1000 is 3.1

    def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(self):
        table = read_table(workbook(Leeg=[], Een=TEXT, Twee=NUMBERS))
        assert table.rows[0][3] == "42,60"
        assert table.notes[0].sentence("en").startswith("Sheet ‘Een’ was read. Not read: Twee.")
        assert read_table(workbook(Een=TEXT, Twee=NUMBERS), sheet="Twee").rows[0][3] == "0.426"

    def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(self):
        error = refusal(workbook(Een=TEXT), sheet="Twee")
        assert error.sentence("nl").startswith("‘Twee’ is niet bekend als blad. Kies uit: Een.")


class TestRefusals:
    @pytest.mark.parametrize(
        ("source", "code"),
        [
            (b"", "tablecheck.empty"),
            (b"\n\n  \n", "tablecheck.empty"),
            (workbook(A=[]), "tablecheck.empty"),
            ("alleen een zin\nen nog een\n", "tablecheck.one-column"),
            ("Scalda  11  244  4,5\nZadkine  5  118  4,2\n", "tablecheck.no-header"),
            ("naam  blended  totaal  %\nmeer  woorden  dan  getallen\n", "tablecheck.no-rows"),
            ("naam,blended,totaal,%\nScalda,11,244,4,5\nZadkine,5,118,4,2\n", "tablecheck.ragged"),
            (b"\x89PNG\r\n\x00\x00", "tablecheck.not-text"),
            (b"PK\x03\x04 and then nothing", "tablecheck.not-a-spreadsheet"),
            (b"\xd0\xcf\x11\xe0 and then nothing", "tablecheck.not-a-spreadsheet"),
            (b"a;b\n" * 5_000_001, "tablecheck.too-large"),
            ("a\tb\n" * 5_000_001, "tablecheck.too-large"),
            ("naam;blended\n" + "x;1\n" * 200_000, "tablecheck.too-many-cells"),
            (Path("nergens.csv"), "general.not-found"),
            ("nergens.csv", "general.not-found"),
        ],
        ids=lambda value: (
            value if isinstance(value, str) and value.startswith(("tablecheck", "general")) else ""
        ),
    )
    def test_each_broken_source_has_its_own_sentence(self, source, code):
        error = refusal(source)
        assert error.code == code
        assert error.sentence("nl") != error.sentence("en")

    def test_a_cell_beyond_the_limit_of_the_csv_reader_is_refused(self):
        before = csv.field_size_limit(1000)
        try:
            error = refusal('naam;b\n"' + "x" * 2000 + '";1\n')
        finally:
            csv.field_size_limit(before)
        assert error.code == "tablecheck.not-csv"
        assert "field larger than field limit" in error.sentence("nl")

    def test_a_ragged_row_is_named_with_what_it_holds(self):
        error = refusal("naam,blended,totaal,%\nScalda,11,244,4\nZadkine,5,118,4,2\nLandstede,7,796,9\n")
        assert error.values == {"rows": "2", "width": 4, "found": 5, "line": "Zadkine | 5 | 118 | 4 | 2"}

    def test_a_large_file_is_refused_before_it_is_read(self, tmp_path):
        file = tmp_path / "groot.csv"
        with file.open("wb") as handle:
            handle.truncate(20_000_001)
        assert refusal(file).code == "tablecheck.too-large"

    def test_a_spreadsheet_that_unpacks_without_end_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 201_000_000)
        assert refusal(packed.getvalue()).code == "tablecheck.too-large"
