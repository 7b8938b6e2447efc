"""The check of a published table against itself.

`check_table` finds the rows whose percentage no rounding of their counts gives, the sums that do not add up,
the order and where it breaks, and holds a report's statements against its figures. It says "inconsistent",
never "wrong". The arithmetic of `rounding` is also the attack that a published table must withstand.
"""

from __future__ import annotations

from blendwise.tablecheck.check import check_table
from blendwise.tablecheck.claims import Claims, read_claims
from blendwise.tablecheck.reading import MOST_BYTES, read_table
from blendwise.tablecheck.result import InconsistentRow, TableCheck
from blendwise.tablecheck.rounding import denominators, fits, interval, numerators
from blendwise.tablecheck.summary import Section, sections
from blendwise.tablecheck.table import Table

__all__ = [
    "MOST_BYTES",
    "Claims",
    "InconsistentRow",
    "Section",
    "Table",
    "TableCheck",
    "check_table",
    "denominators",
    "fits",
    "interval",
    "numerators",
    "read_claims",
    "read_table",
    "sections",
]
