"""Registers drawn as small tables in text, asked through the same functions as the real one."""

import ibis
import polars as pl
import pytest

from blendwise.indicators import Population, Query, figures
from blendwise.records import APPLICATIONS, MOBILITIES, Kind, Unit

TYPES = {
    Kind.STRING: pl.String, Kind.INTEGER: pl.Int64, Kind.NUMBER: pl.Float64, Kind.MONEY: pl.Decimal(18, 2),
    Kind.BOOLEAN: pl.Boolean, Kind.DATE: pl.Date,
}  # fmt: skip
WORDS = {"yes": True, "no": False, "–": None}
USUAL = {
    "call": 2021, "status": "complete", "activity_type": "LM-SHORT-VET", "role": "learner", "group": False,
    "participants": 1, "of_participant": True, "blended": False, "green_travel": False,
    "fewer_opportunities": False, "receiving_country": "DE", "field_of_education": "0715",
}  # fmt: skip


def rows_of(text):
    """Read a table of words; the first line is its header, `–` is a cell that was not filled in."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    return [dict(zip(head, (value(cell) for cell in line), strict=True)) for line in lines]


def value(cell):
    return WORDS[cell] if cell in WORDS else int(cell) if cell.isdigit() else cell


def frame(table, rows):
    schema = {column.name: TYPES[column.kind] for column in table.columns}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def mobility(number, row):
    """Fill in what the drawn table leaves out; `times` repeats a row, the institution's name is its OID."""
    institution = row.get("institution", "A")
    call = row.get("call", USUAL["call"])
    return USUAL | {
        "institution": institution, "institution_oid": institution, "mobility_activity_id": f"M{number}",
        "grant_agreement_number": f"{call}/{institution}",
    } | row  # fmt: skip


def register(rows):
    repeated = [row for row in rows for _ in range(row.get("times", 1))]
    return ibis.memtable(frame(MOBILITIES, [mobility(i, row) for i, row in enumerate(repeated)]))


def applications(rows):
    usual = {"call": 2021, "activity_type": "LM-SHORT-VET", "role": "learner"}
    return ibis.memtable(
        frame(APPLICATIONS, [usual | {"institution_oid": r["institution"]} | r for r in rows])
    )


@pytest.fixture(scope="session")
def ask():
    """Ask figures of a drawn register: `ask(text, by=..., unit=..., applications=...)`."""

    def figures_of(
        text,
        *,
        by=(),
        unit="mobilities",
        of="blended",
        asked=None,
        at=None,
        applications_since=None,
        **population,
    ):
        rows = rows_of(text) if isinstance(text, str) else text
        table = None if asked is None else applications(rows_of(asked) if isinstance(asked, str) else asked)
        query = Query(Population(**population), tuple(by), Unit(unit), of, at, applications_since)
        return figures(register(rows), table, query)

    return figures_of


@pytest.fixture(scope="session")
def drawn():
    """Return a drawn register as an Ibis table."""
    return lambda text: register(rows_of(text))


@pytest.fixture(scope="session")
def counts():
    """Return what each group counts: `{group: (numerator, denominator)}`, a single division without its tuple."""

    def counts_of(figures):
        keyed = {tuple(f.group.values()): (f.numerator, f.denominator) for f in figures}
        return {key[0] if len(key) == 1 else key: found for key, found in keyed.items()}

    return counts_of
