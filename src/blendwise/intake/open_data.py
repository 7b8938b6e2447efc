"""The Commission's open data file: a row per combination, with a count of participants and no tick."""

from __future__ import annotations

import polars as pl

from blendwise.intake.rows import Cells, is_total, polars_type
from blendwise.intake.values import read_count, read_number, read_yes_no
from blendwise.records import OPEN_DATA, Kind

__all__ = ["OPEN_DATA_SCHEMA", "read_open_data"]

OPEN_DATA_SCHEMA = pl.Schema({c.name: polars_type(c.kind) for c in OPEN_DATA.columns})
_READERS = {
    Kind.INTEGER: (read_count, "unreadable-number"),
    Kind.NUMBER: (read_number, "unreadable-number"),
    Kind.BOOLEAN: (read_yes_no, "unreadable-yes-no"),
}


def read_open_data(cells: Cells) -> pl.DataFrame:
    """Read a block of the open data file; findings are added to the cells."""
    total = is_total(cells.frame, ("project_reference",))
    cells.findings += [cells.finding("total-row", row) for row in cells.frame["row"].filter(total)]
    cells.frame = cells.frame.filter(~total)
    columns = [
        (
            cells.values(c.name, c.kind, *_READERS[c.kind]) if c.kind in _READERS else cells.texts(c.name)
        ).alias(c.name)
        for c in OPEN_DATA.columns
        if c.delivered
    ]
    return cells.frame.select(
        *columns,
        pl.lit(cells.sheet.source.name).alias("source_file"),
        pl.lit(cells.sheet.name, pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
    ).cast(dict(OPEN_DATA_SCHEMA.items()))
