"""Every kind of mess that real exports have is in the files, and every planted flaw as often as it is planned."""

import re
from collections import Counter
from datetime import datetime

import pytest

from blendwise.demo.flaws import counts


def stripped(row, name):
    return "" if row.get(name) is None else str(row[name]).strip()


def rows_of(tables):
    return [row for table in tables for row in table.rows]


def texts(tables):
    return (cell for table in tables for line in table.cells for cell in line if isinstance(cell, str))


def main_rows(tables):
    rows = [
        row for row in rows_of(tables) if stripped(row, "data_type") in ("Mobility", "Group", "Mobiliteit")
    ]
    return list({(stripped(row, "mobility") or stripped(row, "group")): row for row in rows}.values())


def a_day(cell):
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, int | float):
        return datetime.fromordinal(datetime(1899, 12, 30).toordinal() + int(cell)).date()
    form = "%Y-%m-%d" if re.match(r"\d{4}", str(cell).strip()) else "%d-%m-%Y"
    return datetime.strptime(str(cell).strip().replace("/", "-"), form).date()


def test_csv_comes_in_four_encodings_and_with_three_separators(final_tables):
    written = [(table.encoding, table.delimiter) for table in final_tables if table.encoding]
    assert {encoding for encoding, _ in written} == {"utf-8", "utf-8-sig", "cp1252", "utf-16"}
    assert {delimiter for _, delimiter in written} == {";", ",", "\t"}


def test_a_zip_holds_files_of_several_projects(demo, final_tables):
    inside = [table for table in final_tables if ".zip/" in table.file]
    assert len({table.file for table in inside if table.rows}) == 3
    assert (demo.snapshots[-1].folder / "regio oost.zip").is_file()


def test_some_files_hold_several_projects(final_tables):
    several = [
        t.file
        for t in final_tables
        if len({stripped(row, "grant") for row in t.rows if stripped(row, "grant")[:2] == "20"}) > 1
    ]
    assert len(several) >= 3


def test_a_project_without_mobilities_is_an_empty_template(final_tables):
    empty = [table for table in final_tables if table.header_at >= 0 and not table.rows]
    assert any("KA122" in table.file for table in empty)


def test_headers_are_english_dutch_shouted_and_padded(final_tables):
    heads = [cell for table in final_tables if table.header_at >= 0 for cell in table.cells[table.header_at]]
    assert {"Grant Agreement No.", "Nummer subsidieovereenkomst", "GRANT AGREEMENT NO."} <= set(heads)
    assert any(str(head).endswith("\u00a0") for head in heads)


def test_title_rows_hints_blank_rows_and_totals_surround_the_data(final_tables):
    assert any(table.header_at == 3 for table in final_tables)
    assert any(
        "DD-MM-YYYY" in str(table.cells[table.header_at + 1])
        for table in final_tables
        if len(table.cells) > 1
    )
    assert any(not any(line) for table in final_tables for line in table.cells[table.header_at + 1 :])
    assert {"Total", "Totaal"} <= {str(table.cells[-1][0]) for table in final_tables if table.cells[-1]}


def test_a_workbook_has_a_summary_on_a_second_sheet(final_tables):
    assert any(table.file.endswith("#Overzicht") for table in final_tables)


def test_texts_have_trailing_and_non_breaking_spaces(final_tables):
    found = list(texts(final_tables))
    assert any(text.endswith(" ") for text in found)
    assert any(text.startswith("\u00a0") for text in found)


def test_numbers_stand_as_numbers_as_text_with_a_point_and_with_a_comma(final_tables):
    supports = [row["support"] for row in rows_of(final_tables) if row.get("support")]
    assert any(isinstance(support, float | int) for support in supports)
    assert any(re.fullmatch(r"\d+\.\d+", str(s)) and isinstance(s, str) for s in supports)
    assert any(re.fullmatch(r"\d+,\d+", str(s)) for s in supports)


def test_dates_come_in_five_forms(final_tables):
    starts = [row["start"] for row in rows_of(final_tables) if row.get("start")]
    forms = {re.sub(r"\d", "9", s.strip()) if isinstance(s, str) else type(s).__name__ for s in starts}
    assert forms == {"99-99-9999", "99/99/9999", "9999-99-99", "datetime", "int"}


def test_yes_and_no_are_spelled_in_many_ways(final_tables):
    spelled = {str(row["blended"]).strip() for row in rows_of(final_tables) if row.get("blended") is not None}
    assert {
        "Yes",
        "No",
        "YES",
        "NO",
        "yes",
        "no",
        "Ja",
        "Nee",
        "Y",
        "N",
        "1",
        "0",
        "TRUE",
        "FALSE",
        "x",
    } <= spelled
    assert any(isinstance(row.get("blended"), bool) for row in rows_of(final_tables))


def test_activity_types_stand_as_code_and_as_label(final_tables):
    assert {"SM-JOB-SHDW", "Job shadowing"} <= {stripped(row, "activity") for row in rows_of(final_tables)}


def test_sub_rows_of_each_kind_follow_their_main_rows(final_tables):
    kinds = Counter(stripped(row, "data_type") for row in rows_of(final_tables))
    assert all(
        kinds[kind] > 5
        for kind in ("Itinerary", "Certification", "Reisdeel", "Certificaat", "Subgroup", "Participant")
    )


def test_groups_stand_in_main_rows_in_sub_rows_on_a_sheet_and_in_a_file(final_tables):
    groups = [row for row in main_rows(final_tables) if stripped(row, "group")]
    in_lists = [row for row in groups if "mobility" not in row]
    without_number = [row for row in groups if not stripped(row, "participants")]
    assert any("#" in row["file"] and "groups" not in row["file"] for row in in_lists)
    assert any("groups" in row["file"] for row in in_lists)
    assert len(without_number) == 9  # 3 + 2 in subgroups, 3 + 1 by participant
    assert len(groups) - len(in_lists) - len(without_number) == 8  # 5 + 1 + 2 in a main row


@pytest.mark.parametrize(
    "grant", ["2022-1-NL01-KA121-VET-000992005", "2021-1-NL01-KA121-VET-000991031"], ids=["Yuverta", "Linge"]
)
def test_a_project_is_delivered_twice_with_the_same_content(final_tables, grant):
    files = [table for table in final_tables if {stripped(row, "grant") for row in table.rows} == {grant}]
    names = ("mobility", "sender", "receiver", "city", "days", "travel_days", "virtual", "comments")
    first, second = ([tuple(stripped(row, name) for name in names) for row in t.rows] for t in files)
    assert files[0].encoding != files[1].encoding
    assert first == second
    dates = [[a_day(row["start"]) for row in t.rows if row.get("start")] for t in files]
    assert dates[0] == dates[1]


def test_persons_are_obviously_invented(final_tables):
    rows = [row for row in rows_of(final_tables) if stripped(row, "e_mail")]
    assert all(stripped(row, "e_mail").endswith("@example.org") for row in rows)
    family = {stripped(row, "last_name") for row in rows}
    assert len(rows) > 10_000
    assert family <= {
        "Voorbeeld",
        "van Verzonnen",
        "de Fictie",
        "Proefpersoon",
        "ter Oefening",
        "Denkbeeld",
        "van der Schijn",
        "Testgeval",
    }


def test_some_virtual_parts_were_described_and_never_ticked(final_tables):
    unticked = [
        row for row in main_rows(final_tables)
        if stripped(row, "virtual") and str(row["blended"]).strip().lower() in ("no", "nee", "n", "0", "false", "none", "")
    ]  # fmt: skip
    assert 20 < len(unticked) < 200


def days_between(row):
    return (a_day(row["end"]) - a_day(row["start"])).days + 1


def readable(rows):
    return [row for row in rows if row.get("end") and "31-04-2023" not in str(row["end"])]


def test_flaws_in_dates_and_durations_are_planted_as_planned(final_tables):
    rows = [row for row in main_rows(final_tables) if stripped(row, "status") in ("Complete", "Volledig")]
    unreadable = [row for row in rows if "31-04-2023" in str(row.get("end"))]
    reversed_ = [row for row in readable(rows) if a_day(row["end"]) < a_day(row["start"])]
    long = [
        row
        for row in readable(rows)
        if "hadow" in stripped(row, "activity").lower() or stripped(row, "activity") == "SM-JOB-SHDW"
    ]
    assert len(unreadable) == counts("final")["unreadable-date"]
    assert len(reversed_) == counts("final")["end-before-start"]
    assert sum(days_between(row) > 60 for row in long) == counts("final")["duration-above-maximum"]


def test_short_stays_below_the_minimum_are_planted_as_planned(final_tables):
    short = [
        row for row in readable(main_rows(final_tables))
        if stripped(row, "activity") in ("LM-SHORT-VET", "Short-term learning mobility of VET learners")
        and 0 < days_between(row) < 10
    ]  # fmt: skip
    assert len(short) == counts("final")["duration-below-minimum"]


def test_flaws_in_numbers_and_names_are_planted_as_planned(final_tables):
    rows, planned = main_rows(final_tables), counts("final")
    assert sum(stripped(row, "days") == "n.v.t." for row in rows) == planned["unreadable-number"]
    assert sum(stripped(row, "green") == "?" for row in rows) == planned["unreadable-yes-no"]
    assert sum(stripped(row, "travel_days") == "9" for row in rows) == planned["travel-days-outside-limits"]
    assert (
        sum(stripped(row, "activity") == "Studiereis buitenland" for row in rows)
        == planned["unknown-activity-type"]
    )
    assert (
        sum(stripped(row, "sender") == stripped(row, "receiver") for row in rows)
        == planned["same-organisation"]
    )
    assert sum(too_long(row) for row in rows) == planned["interruption-too-long"]


def too_long(row):
    days, interruption = stripped(row, "days"), stripped(row, "interruption")
    return bool(interruption) and days.isdigit() and int(interruption) > int(days)


def test_flaws_in_rows_are_planted_as_planned(final_tables):
    rows, planned = rows_of(final_tables), counts("final")
    mains = {stripped(row, "mobility") for row in main_rows(final_tables)}
    no_mobility = [row for row in rows if "mobility" in row and not stripped(row, "mobility")]
    assert len(no_mobility) == planned["missing-identifier"]
    assert sum(row["width"] > 0 for row in rows) == planned["row-too-long"]
    assert (
        sum(stripped(row, "grant") == "KA121 mbo 2022" for row in rows) == planned["malformed-project-number"]
    )
    orphans = {stripped(row, "mobility") for row in rows} - mains - {""}
    assert len(orphans) == planned["orphan-sub-row"]
    formula_like = [row for row in rows if re.match(r"[=@+-]", stripped(row, "comments"))]
    assert len(formula_like) == planned["formula-as-text"]
