"""XLSX workbooks as sheets of text cells, read after `workbook_look` has seen that they are safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import fastexcel
import polars as pl

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import HEAD_ROWS, Block, Sheet, cell
from blendwise.intake.sources import Source
from blendwise.intake.workbook_look import Look, looked_through

__all__ = ["workbook_sheets"]

_BLOCK_ROWS = 50_000


def workbook_sheets(source: Source, only: str | None = None) -> list[Sheet]:
    """Open a workbook and return its sheets, or the one named `only`; refuses what is damaged or dangerous."""
    looks = looked_through(source)
    try:
        reader = fastexcel.read_excel(source.path)
        names = reader.sheet_names
        if only is not None and only not in names:
            raise Refusal(Finding("unknown-sheet", source.name, details={"name": only, "sheets": names}))
        return [
            _sheet(source, name, _load(reader, name), looks.get(name))
            for name in names
            if only in (None, name)
        ]
    except Refusal:
        raise
    except BaseException as error:  # the reader's own panics are no ordinary exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refusal(Finding("unreadable-workbook", source.name)) from error


def _load(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    """Lay out the cells of a sheet as text; eagerly, so that texts that cells share are not copied for each of them."""
    frame = pl.DataFrame(reader.load_sheet_eager(name, header_row=None, skip_rows=0, dtypes="string"))
    return frame.rename({old: cell(i) for i, old in enumerate(frame.columns)})


def _sheet(source: Source, name: str, frame: pl.DataFrame, look: Look | None) -> Sheet:
    frame = frame.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    first, formulas = (look.first_column, look.formulas) if look else (0, {})
    frame = _with_formula_texts(
        frame, {(row, column - first): text for (row, column), text in formulas.items() if text}
    )
    head = [list(row) for row in frame.drop("row").head(HEAD_ROWS).iter_rows()]

    def blocks(width: int, after: int) -> Iterator[Block]:
        wide = frame.with_columns(
            pl.lit(None, pl.String).alias(cell(i)) for i in range(frame.width - 1, width)
        )
        cells = [cell(i) for i in range(wide.width - 1)]
        rows = wide.filter(pl.col("row") > after)
        beyond = (
            rows.filter(pl.any_horizontal(pl.col(cells[width:]).is_not_null()))
            if cells[width:]
            else rows.clear()
        )
        too_long = tuple((row[0], _length(row[1:])) for row in beyond.iter_rows())
        rows = rows.join(beyond, on="row", how="anti") if too_long else rows
        rows, long = rows.select("row", *cells[:width]), too_long
        for part in rows.iter_slices(_BLOCK_ROWS):
            yield Block(part, long)
            long = ()

    return Sheet(
        source, name, head, blocks, first, tuple((row, column - first) for row, column in sorted(formulas))
    )


def _with_formula_texts(frame: pl.DataFrame, texts: Mapping[tuple[int, int], str]) -> pl.DataFrame:
    """Show the text of a formula in a cell for which the file holds no value."""
    columns: dict[str, dict[int, str]] = {}
    for (row, column), text in texts.items():
        columns.setdefault(cell(column), {})[row] = text
    return frame.with_columns(
        pl.coalesce(name, pl.col("row").replace_strict(rows, default=None, return_dtype=pl.String))
        for name, rows in columns.items()
        if name in frame.columns
    )


def _length(cells: tuple[str | None, ...]) -> int:
    return max(i for i, value in enumerate(cells, 1) if value is not None)
