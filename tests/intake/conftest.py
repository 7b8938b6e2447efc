"""Small files made in the test itself, and the real reader over them."""

import csv
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
import xlsxwriter

from blendwise.intake import Options, findings_in, read_files

KEY = bytes(range(32))
HEADER = [
    "Grant Agreement No.",
    "Mobility activity ID",
    "Status",
    "Activity type",
    "Start date",
    "End date",
    "Blended mobility",
]
PROJECT = "2022-1-NL01-KA121-VET-000012345"
ROW = dict(
    zip(
        HEADER,
        [PROJECT, "M1", "Complete", "Courses and training", "01-03-2023", "05-03-2023", "Yes"],
        strict=True,
    )
)


@dataclass(frozen=True)
class Reading:
    """What the reader made of some files."""

    refused: bool
    findings: list
    books: list
    tables: dict
    cells: set
    """Every text in any Parquet file that was written."""

    @property
    def codes(self):
        return [f.code for f in self.findings]

    @property
    def places(self):
        """Code and place of every finding, notes on the absence of columns apart."""
        return [(f.code, f.place("en")) for f in self.findings]

    @property
    def mobilities(self):
        return self.tables["mobilities"].sort("grant_agreement_number", "mobility_activity_id")

    def equation(self):
        """The books of all files together, as read = accepted + attached + left out."""
        sums = [sum(getattr(b, n) for b in self.books) for n in ("read", "accepted", "attached")]
        return (*sums, sum(n for b in self.books for n in b.left_out.values()))


def read(paths, key=KEY, **options):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        delivery = read_files([Path(p) for p in paths], folder, key=key, options=Options(**options))
        tables = {name: pl.read_parquet(file) for name, file in delivery.tables.items()}
        written = [pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))]
        cells = {text for frame in written for column in frame.select(pl.col(pl.String)) for text in column}
        findings = findings_in(pl.read_parquet(delivery.findings))
        return Reading(delivery.refused, findings, list(delivery.books), tables, cells)


def put(folder, files):
    """Write files (a name with bytes or text) into a folder and return their paths in this order."""
    paths = []
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


def grid(*changes, header=None):
    """A header and a good row for each change laid over it; rows are numbered M1, M2, …"""
    header = header or [
        *HEADER,
        *dict.fromkeys(name for change in changes for name in change if name not in HEADER),
    ]
    rows = [ROW | {"Mobility activity ID": f"M{n}"} | change for n, change in enumerate(changes, 1)]
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def as_csv(rows, separator=";", encoding="utf-8", end="\r\n"):
    text = io.StringIO()
    quoting = (
        csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    )  # the module quotes no other line end than its own
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*sheets, **named):
    """A workbook with a sheet for each grid; a cell that is a tuple is a formula with its stored value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in ({f"Sheet{n}": rows for n, rows in enumerate(sheets, 1)} | named).items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_formula(r, c, value[0], None, value[1])
                    elif value not in ("", None):
                        sheet.write(r, c, value)
    return out.getvalue()


def as_zip(files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def edited(package, part, edit):
    """A ZIP package with one part changed; None leaves it out."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts[part])
    return as_zip({name: content for name, content in parts.items() if content is not None})


@pytest.fixture(scope="session")
def make():
    """The makers of files, for tests that build their own."""
    return SimpleNamespace(
        grid=grid, csv=as_csv, xlsx=as_xlsx, zip=as_zip, edited=edited, put=put, read=read,
        project=PROJECT, header=HEADER, row=ROW, key=KEY,
    )  # fmt: skip


@pytest.fixture
def reading(tmp_path):
    """Write files into a folder and read them."""

    def reader(files, **options):
        return read(put(tmp_path, files), **options)

    return reader
