"""Data of any size for the measurements: register exports and snapshots, from a fixed seed."""

from __future__ import annotations

from pathlib import Path

import duckdb

HEADER = (
    "Data type;Grant Agreement No.;Mobility activity ID;Status;Activity type;Participant ID;Participant first name;"
    "Participant last name;Participant e-mail;Participant date of birth;Gender;Nationality;Fewer opportunities (Yes/No);"
    "Accompanying person (Yes/No);Sending organisation OID;Sending organisation name;Receiving organisation OID;"
    "Receiving organisation name;Receiving country;Receiving city;Start date;End date;Travel days;Duration (days);"
    "Interruption (days);Funded duration (days);Blended mobility (Yes/No);Virtual component description;"
    "Group activity ID;Number of participants;Field of education (ISCED-F);Level of education;Green travel (Yes/No);"
    "Language;Individual support"
)
COLUMNS = HEADER.split(";")
COUNTRIES = ("DE", "ES", "FR", "IT", "IE", "PT", "FI", "MT", "BE", "AT")
CITIES = ("Berlin", "Valencia", "Lyon", "Bologna", "Cork", "Porto", "Tampere", "Valletta", "Gent", "Graz")


def row(i: int) -> list[str]:
    """Return row `i` of an export of 5,000 mobilities per project."""
    project, place = i // 5000, i % 10
    start, month, green = 1 + i % 20, 3 + i % 3, i % 7 == 0
    return [
        "Mobility", f"{2021 + project % 4}-1-NL01-KA121-VET-{project:09d}", f"{project}-MOB-{i % 5000:05d}",
        "Draft" if i % 50 == 49 else "Complete", "SM-JOB-SHDW" if i % 9 == 0 else "LM-SHORT-VET", f"P{i}", "Jan", "Jansen",
        f"p{i}@example.org", "01-02-2003", "M", "NL", "Yes" if i % 5 == 0 else "No", "No", f"E1{project:07d}",
        f"College {project}", f"E2{i % 3000:07d}", f"Host {i % 3000}", COUNTRIES[place], CITIES[place],
        f"{start:02d}-{month:02d}-2024", f"{start + 8:02d}-{month + 1:02d}-2024", "2", "39" if month == 5 else "40", "0", "30",
        "Yes" if i % 60 == 0 else "No", "Online meeting with the host" if i % 60 == 0 else "", "", "1", f"0{i % 10}13", "EQF 4",
        "Yes" if green else "No", "English", f"{900 + i % 400},50",
    ]  # fmt: skip


def write_csv(target: Path, rows: int) -> None:
    """Write an export of so many rows and 35 columns."""
    with target.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for i in range(rows):
            file.write(";".join(row(i)) + "\n")


def write_xlsx(target: Path, rows: int) -> None:
    """Write the same as a workbook."""
    import xlsxwriter

    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Mobility activities")
        for number, cells in enumerate([COLUMNS, *map(row, range(rows))]):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)


def write_snapshot(target: Path, rows: int) -> None:
    """Write the table of a snapshot of so many mobilities, of 400 institutions in four calls."""
    duckdb.sql(
        f"""COPY (SELECT 'p' || (i % 1600) AS grant_agreement_number, 'm' || i AS mobility_activity_id,
          (2021 + i % 4)::BIGINT AS call, CASE WHEN i % 50 = 49 THEN 'draft' ELSE 'complete' END AS status,
          CASE i % 5 WHEN 0 THEN 'SM-JOB-SHDW' WHEN 1 THEN 'LM-LONG-VET' ELSE 'LM-SHORT-VET' END AS activity_type,
          CASE i % 5 WHEN 0 THEN 'staff' ELSE 'learner' END AS role, i % 200 = 0 AS "group",
          CASE WHEN i % 200 = 0 THEN 12 ELSE 1 END::BIGINT AS participants, true AS of_participant,
          'E' || (hash(i) % 400) AS institution_oid, 'College ' || (hash(i) % 400) AS institution,
          ['DE', 'ES', 'FR', 'IT', 'IE', 'PT', 'FI', 'MT'][1 + (i % 8)] AS receiving_country,
          '0' || (i % 10) || '13' AS field_of_education, i % 61 = 0 AS blended, i % 7 = 0 AS green_travel,
          i % 11 = 0 AS fewer_opportunities
        FROM range({rows}) t(i)) TO '{target}' (FORMAT parquet)"""
    )
