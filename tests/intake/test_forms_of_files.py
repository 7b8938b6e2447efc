"""One content in every form that a spreadsheet takes: the table is always the same."""

import pytest

from blendwise.intake import csv_files


def content(make):
    return make.grid(
        {"Receiving city": "Málaga"},
        {"Receiving city": "Köln – Süd", "Blended mobility": "Nee"},
        {"Comments": 'two\r\nlines, "so"; said'},
    )


def table(found):
    return found.mobilities.drop("source_file", "source_sheet", "source_row", "comments").rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encodings_and_separators(encoding, separator, make, reading):
    found = reading({"a.csv": make.csv(content(make), separator, encoding)})
    assert (found.equation(), found.codes) == ((3, 3, 0, 0), [])
    assert found.mobilities["receiving_city"].to_list() == ["Málaga", "Köln – Süd", None]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_ends_of_lines(end, make, reading):
    found = reading({"a.csv": make.csv(content(make), end=end)})
    assert found.equation() == (3, 3, 0, 0)
    assert found.mobilities["comments"][2] == 'two\r\nlines, "so"; said'


@pytest.mark.parametrize("separator", [";", ","])
def test_a_line_that_tells_the_separator_is_no_row(separator, make, reading):
    rows = make.grid({"Comments": ",,,,;;;;"}, {"Start date": "never"})
    found = reading({"a.csv": f"sep={separator}\r\n".encode() + make.csv(rows, separator)})
    assert found.places == [("unreadable-date", "a.csv, row 3, column E ‘Start date’")]


def test_the_last_line_may_lack_its_end(make, reading):
    assert reading({"a.csv": make.csv(content(make)).rstrip(b"\r\n")}).equation() == (3, 3, 0, 0)


def test_a_workbook_gives_the_same_table_as_text(make, reading):
    assert table(reading({"a": make.xlsx(content(make))})) == table(reading({"a": make.csv(content(make))}))


def test_a_workbook_with_numbers_and_days_as_such_gives_the_same_table(make, reading):
    typed = make.grid({"Start date": 44986, "End date": 44990.0, "Duration (days)": 5, "Blended mobility": 1})
    text = make.grid({"Duration (days)": "5"})
    assert table(reading({"a": make.xlsx(typed)})) == table(reading({"a": make.csv(text)}))


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\ufeff", "\u200b", "\u202f"])
@pytest.mark.parametrize("city", ["{}Lyon", "Lyon{}", "Lyon"])
def test_blanks_around_a_cell_are_no_part_of_it(city, blank, make, reading):
    rows = make.grid({"Receiving city": city.format(blank)}, {"Mobility activity ID": f"M2{blank}"})
    found = reading({"a.csv": make.csv(rows)})
    assert (found.equation(), found.codes) == ((2, 2, 0, 0), [])
    assert found.mobilities["receiving_city"][0] == "Lyon"
    assert found.mobilities["mobility_activity_id"].to_list() == ["M1", "M2"]


def test_rows_that_are_short_or_blank_or_padded(make, reading):
    rows = make.grid({}, {"Mobility activity ID": "M9"})
    body = [rows[0], rows[1][:3], [], ["", " ", "\u00a0"], [*rows[2], "", "  "], []]
    found = reading({"a.csv": make.csv(body)})
    assert (found.equation(), found.codes) == ((2, 2, 0, 0), [])
    assert found.mobilities["source_row"].to_list() == [2, 5]


def test_spaces_and_marks_around_a_cell_do_not_count(make, reading):
    found = reading(
        {"a.csv": make.csv(make.grid({"Mobility activity ID": "\ufeff M1\u00a0", "Status": " complete "}))}
    )
    assert found.mobilities.select("mobility_activity_id", "status").rows() == [("M1", "complete")]


def test_a_title_in_merged_cells_and_a_total_below(make, reading):
    rows = make.grid({}, {})
    found = reading({"a.xlsx": make.xlsx([["Mobilities of 2023", "", ""], [], *rows, [], ["Total", "2"]])})
    assert (found.equation(), found.codes) == ((3, 2, 0, 1), ["total-row"])


def test_several_projects_and_sheets_in_one_workbook(make, reading):
    other = {"Grant Agreement No.": "2023-1-NL01-KA122-VET-000000001"}
    found = reading({"a.xlsx": make.xlsx(One=make.grid({}), Two=make.grid(other), Empty=[])})
    assert found.mobilities["call"].to_list() == [2022, 2023]


def test_a_formula_is_read_by_its_stored_value_and_never_run(make, reading):
    rows = make.grid(
        {"Comments": ("=1+1", 2)}, {"Comments": ('=HYPERLINK("http://x")', "")}, {"Comments": "+1"}
    )
    found = reading({"a.xlsx": make.xlsx(rows)})
    assert found.mobilities["comments"].to_list() == ["2", '=HYPERLINK("http://x")', "+1"]
    assert found.places == [
        ("formula-as-text", f"a.xlsx, sheet Sheet1, row {n}, column H ‘Comments’") for n in (2, 3)
    ]


def test_a_column_full_of_formulas_without_values_is_read_at_once(make, reading):
    rows = make.grid(*[{"Comments": (f"=A{n}", "")} for n in range(3000)])
    found = reading({"a.xlsx": make.xlsx(rows)})
    assert found.mobilities.sort("source_row")["comments"][2999] == "=A2999"


def test_a_very_long_cell_is_kept(make, reading):
    found = reading({"a.csv": make.csv(make.grid({"Comments": "x" * 500_000}))})
    assert found.mobilities["comments"].str.len_chars().to_list() == [500_000]


def test_a_row_of_a_million_cells_is_left_out(make, reading):
    found = reading({"a.csv": make.csv(make.grid({})) + b";" * 999_999 + b"x\r\n"})
    assert found.places == [("row-too-long", "a.csv, row 3")]
    assert found.equation() == (2, 1, 0, 1)


def test_quoted_lines_across_the_border_of_a_block(make, reading, monkeypatch):
    rows = make.grid(*[{"Comments": f'line\nline;{n}\r\n"{n}"'} for n in range(40)])
    whole = table(reading({"a.csv": make.csv(rows)}))
    for size in (300, 301, 555):
        monkeypatch.setattr(csv_files, "_BLOCK_BYTES", size)
        found = reading({"a.csv": make.csv(rows)})
        assert table(found) == whole
        assert found.mobilities.sort("source_row")["source_row"].to_list() == list(range(2, 42))


@pytest.mark.parametrize("size", [300, 1 << 24])
def test_the_date_order_is_that_of_the_whole_column_even_if_told_late(size, make, reading, monkeypatch):
    monkeypatch.setattr(csv_files, "_BLOCK_BYTES", size)
    rows = make.grid(
        *[{"Start date": "03/04/2023", "End date": ""}] * 20, {"Start date": "03/25/2023", "End date": ""}
    )
    found = reading({"a.csv": make.csv(rows)})
    assert {str(d) for d in found.mobilities["start_date"]} == {"2023-03-04", "2023-03-25"}
    assert (found.codes, found.equation()) == (["ambiguous-date"] * 20, (21, 21, 0, 0))


def test_a_stray_mark_in_a_cell_takes_nothing_with_it(make, reading, monkeypatch):
    rows = (
        make.csv(make.grid(*[{"Comments": f"c{n}"} for n in range(40)]))
        .replace(b"c7\r", b'5" pipe\r')
        .replace(b"c9\r", b'"two\nlines"\r')
    )
    monkeypatch.setattr(csv_files, "_BLOCK_BYTES", 300)
    found = reading({"a.csv": rows})
    assert (found.equation(), found.codes) == ((40, 40, 0, 0), [])
    assert found.mobilities.sort("source_row")["comments"][7:10].to_list() == ['5" pipe', "c8", "two\nlines"]


def test_what_a_system_leaves_in_a_folder_or_archive_is_not_read(make, tmp_path):
    leftovers = {"Thumbs.db": b"x", ".DS_Store": b"x", "~$a.xlsx": b"x", "._a.csv": b"x", "desktop.ini": b"x"}
    archive = make.zip({"sub/a.csv": make.csv(make.grid({})), "__MACOSX/sub/._a.csv": b"x", **leftovers})
    make.put(tmp_path / "in", leftovers | {"deep/er/a.zip": archive})
    found = make.read([tmp_path / "in"])
    assert (found.equation(), found.codes) == ((1, 1, 0, 0), [])
    assert found.books[0].file == "deep/er/a.zip › sub/a.csv"


def test_a_csv_is_known_by_its_content_whatever_its_name(make, reading):
    assert reading(
        {
            "export.xlsx": make.csv(make.grid({})),
            "export2.csv": make.xlsx(make.grid({"Mobility activity ID": "N"})),
        }
    ).equation() == (2, 2, 0, 0)


def test_the_applications_and_the_open_data_have_tables_of_their_own(make, reading):
    applied = [
        [
            "Call",
            "Institution",
            "Participants in blended mobility activities",
            "Grant requested",
            "Grant awarded",
        ],
        ["Call 2022", "ROC A", "12", "€ 10.000,00", "8.000"],
        ["Totaal", "", "12"],
    ]
    opened = [
        ["Project Reference", "Fewer Opportunities", "Participants"],
        ["2018-1-NL01-KA102-038000", "-", "4"],
    ]
    found = reading({"a.csv": make.csv(applied), "o.csv": make.csv(opened), "m.csv": make.csv(make.grid({}))})
    assert found.equation() == (4, 3, 0, 1)
    assert found.tables["applications"].select("call", "blended_participants").rows() == [(2022, 12)]
    assert [
        str(v) for v in found.tables["applications"].select("requested_grant", "awarded_grant").row(0)
    ] == ["10000.00", "8000.00"]
    assert found.tables["open_data"].select("fewer_opportunities", "participants").rows() == [(None, 4)]
