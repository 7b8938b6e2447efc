"""Reads the demonstration files without our own reader: openpyxl, csv, zipfile and a handful of rules."""

import csv
import io
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from blendwise.demo import write_files

HEADERS = {
    "data_type": ("datatype", "gegevenstype"),
    "grant": ("grantagreementno", "nummersubsidieovereenkomst"),
    "mobility": ("mobilityactivityid", "mobiliteitsnummer"),
    "group": ("groupactivityid", "groepsnummer"),
    "status": ("status",),
    "activity": ("activitytype", "activiteitstype"),
    "companion": ("accompanyingperson", "begeleider"),
    "sender": ("sendingorganisationoid", "oidzendendeorganisatie"),
    "sender_name": ("sendingorganisationname", "naamzendendeorganisatie"),
    "receiver": ("receivingorganisationoid", "oidontvangendeorganisatie"),
    "receiver_name": ("receivingorganisationname", "naamontvangendeorganisatie"),
    "city": ("receivingcity", "ontvangendestad"),
    "start": ("startdate", "begindatum"),
    "end": ("enddate", "einddatum"),
    "born": ("participantdateofbirth", "geboortedatumdeelnemer"),
    "e_mail": ("participantemail", "emailadresdeelnemer"),
    "last_name": ("participantlastname", "achternaamdeelnemer"),
    "days": ("durationdays", "duurdagen"),
    "interruption": ("interruptiondays", "onderbrekingdagen"),
    "travel_days": ("traveldays", "reisdagen"),
    "blended": ("blendedmobility", "blendedmobiliteit"),
    "virtual": ("virtualcomponentdescription", "omschrijvingvirtuelecomponent"),
    "participants": ("numberofparticipants", "aantaldeelnemers"),
    "green": ("greentravel", "groenreizen"),
    "fewer": ("feweropportunities", "minderkansen"),
    "support": ("individualsupport", "individueleondersteuning"),
    "comments": ("comments", "opmerkingen"),
}
NAMES = {header: name for name, headers in HEADERS.items() for header in headers}
MAIN = ("Mobility", "Group", "Mobiliteit")
YES = ("yes", "ja", "y", "1", "true", "x")


@dataclass
class Table:
    """One sheet or CSV: its cells as they lie in the file, and its data rows by our names of the columns."""

    file: str
    encoding: str
    delimiter: str
    cells: list
    header_at: int = -1
    rows: list = field(default_factory=list)


def plain(cell):
    return "".join(sign for sign in str(cell or "").lower() if sign.isalnum())


def text(cell):
    return "" if cell is None else str(cell).replace("\u00a0", " ").strip()


def yes(cell):
    return text(cell).lower() in YES


def documents(folder):
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())
        else:
            yield path.name, path.read_bytes()


def tables_of(name, content):
    if name.endswith(".csv"):
        yield csv_table(name, content)
        return
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield Table(f"{name}#{sheet.title}", "", "", [list(row) for row in sheet.iter_rows(values_only=True)])
    book.close()


def csv_table(name, content):
    if content.startswith(b"\xff\xfe"):
        encoding = "utf-16"
    elif content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        decoded = content.decode(encoding)
    delimiter = max(";,\t", key=decoded[:600].count)
    return Table(name, encoding, delimiter, list(csv.reader(io.StringIO(decoded), delimiter=delimiter)))


def with_rows(table):
    for place, cells in enumerate(table.cells):
        if any(plain(cell) in HEADERS["grant"] for cell in cells):
            table.header_at = place
            break
    names = [NAMES.get(plain(cell)) for cell in table.cells[table.header_at]]
    for cells in table.cells[table.header_at + 1 :]:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        if text(row.get("grant")) not in ("", "*"):
            row["width"] = sum(cell not in (None, "") for cell in cells[len(names) :])
            row["file"] = table.file
            table.rows.append(row)
    return table


def tables_in(folder):
    found = [table for name, content in documents(folder) for table in tables_of(name, content)]
    return [with_rows(table) for table in found]


@dataclass(frozen=True)
class Mobility:
    """A complete mobility as counted by hand: each once, however often it was delivered."""

    institution: str
    call: int
    activity: str
    group: bool
    blended: bool
    participants: int


def mobilities_in(tables):
    """Count what the figures count: complete main rows that are no companions', each identifier once."""
    rows = [row for table in tables for row in table.rows]
    parts = {}
    for row in rows:
        kind = text(row["data_type"])
        if kind in ("Subgroup", "Subgroep", "Participant", "Deelnemer"):
            size = int(text(row["participants"]) or 1)
            parts[text(row["mobility"])] = parts.get(text(row["mobility"]), 0) + size
    names = institution_names(rows)
    counted = {}
    for row in rows:
        complete = text(row["data_type"]) in MAIN and text(row["status"]) in ("Complete", "Volledig")
        if complete and not yes(row.get("companion")):
            key = text(row.get("mobility")) or text(row["group"])
            counted[key] = mobility(row, names, parts.get(key))
    return counted


def institution_names(rows):
    names = {}
    for row in rows:
        for oid, name in (("sender", "sender_name"), ("receiver", "receiver_name")):
            if text(row.get(oid)).startswith("E1999"):
                names.setdefault(text(row[oid]), set()).add(text(row[name]))
    assert all(len(spellings) == 1 for spellings in names.values())
    return {oid: spellings.pop() for oid, spellings in names.items()}


def mobility(row, names, parts):
    home = next(oid for oid in (text(row["sender"]), text(row["receiver"])) if oid.startswith("E1999"))
    return Mobility(
        institution=names[home],
        call=int(text(row["grant"])[:4]),
        activity=text(row["activity"]),
        group=text(row["activity"]).startswith("Group mobility"),
        blended=yes(row["blended"]),
        participants=parts or int(text(row["participants"]) or 1),
    )


@pytest.fixture(scope="session")
def report():
    return tomllib.loads(Path(__file__).with_name("report_figures.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def final_tables(demo):
    return tables_in(demo.snapshots[-1].folder)


@pytest.fixture(scope="session")
def earlier_tables(demo):
    return tables_in(demo.snapshots[0].folder)


@pytest.fixture(scope="session")
def final(final_tables):
    return mobilities_in(final_tables)


@pytest.fixture(scope="session")
def earlier(earlier_tables):
    return mobilities_in(earlier_tables)


@pytest.fixture(scope="session")
def applications(demo):
    book = openpyxl.load_workbook(demo.applications, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    head = next(place for place, row in enumerate(rows) if row and row[0] == "Call")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
