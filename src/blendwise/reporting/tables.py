"""Tables out: on screen, as JSON, CSV, XLSX or Parquet, with a data dictionary beside every file.

A text that begins with `=`, `+`, `-`, `@` or a control character is data, never a formula: it is written as
text in XLSX and with an apostrophe before it in CSV.
"""

from __future__ import annotations

import io
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.errors import UserError
from blendwise.language import count, decimal, has, percent, say
from blendwise.records import TABLES

__all__ = [
    "data_dictionary",
    "table_bytes",
    "text_table",
    "write_json",
    "write_rows",
    "write_table",
    "write_text",
]

_PLACES = {"score": 2}
_PLAIN_NUMBERS = ("call", "row", "source_row", "year")
_FORMULA_START = r"^[=+\-@\t\r\n]"
_FIELD_TYPES: Sequence[tuple[type[pl.DataType], str]] = (
    (pl.Boolean, "boolean"), (pl.Date, "date"), (pl.Datetime, "datetime"), (pl.String, "string"),
    (pl.Decimal, "number"), (pl.Struct, "object"), (pl.List, "array"),
)  # fmt: skip
_VALUE_TYPES: Sequence[tuple[type[object], str]] = (
    (bool, "boolean"), (int, "integer"), (float, "number"), (Mapping, "object"), (list, "array"), (object, "string"),
)  # fmt: skip


def write_table(
    frame: pl.DataFrame,
    form: str,
    to: str | None = None,
    *,
    language: str,
    describe: Mapping[str, str] | None = None,
    own_names: bool = False,
) -> None:
    """Write a table as `table`, `json`, `csv`, `xlsx` or `parquet`, to a file or to the screen.

    Beside a file stands its data dictionary, a Frictionless Table Schema. `describe` says what columns mean;
    others are described by their label. With `own_names` the columns are somebody else's, and none of them gets a
    label of ours: a `level` of education is no level of an interval. Raises UserError where the place cannot be
    written, or where a binary form is asked for on a screen.
    """
    if form in ("xlsx", "parquet") and to is None and sys.stdout.isatty():
        raise UserError("general.needs-file", form=form)
    data = _WRITERS[form](frame, language, _headings(frame, language, own_names))
    _put(data if to else data.removeprefix(BOM_UTF8), to)  # the mark is for Excel, which opens files
    if to is not None and form != "table":
        own = {name: name for name in frame.columns} if own_names else {}
        write_json(
            data_dictionary(frame, language, {**own, **(describe or {})}, titles=own), f"{to}.schema.json"
        )


def table_bytes(frame: pl.DataFrame, form: str, language: str) -> bytes:
    """Return a table as the content of a file: `json`, `csv`, `xlsx`, `parquet`, or `table` for plain text."""
    return _WRITERS[form](frame, language, _headings(frame, language, own_names=False))


def _headings(frame: pl.DataFrame, language: str, own_names: bool) -> Sequence[str]:
    return frame.columns if own_names else [_heading(name, language) for name in frame.columns]


def write_json(value: Any, to: str | None = None) -> None:
    """Write plain values as JSON, to a file or to the screen."""
    _put((json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode(), to)


def write_rows(rows: Sequence[Mapping[str, Any]], to: str | None = None, *, language: str) -> None:
    """Write rows with nested values as JSON, and beside a file its data dictionary."""
    write_json(rows, to)
    if to is not None:
        types = {name: _value_type([row.get(name) for row in rows]) for name in (rows[0] if rows else ())}
        write_json(_dictionary(types, language, {}, {}), f"{to}.schema.json")


def write_text(text: str, to: str | None = None) -> None:
    """Write a text, to a file or to the screen."""
    _put((text + "\n").encode(), to)


def _put(data: bytes, to: str | None) -> None:
    if to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(to).write_bytes(data)
    except OSError as error:
        raise UserError("general.not-writable", path=to, reason=error.strerror or str(error)) from error


def _json(frame: pl.DataFrame, _: str, __: Sequence[str]) -> bytes:
    return (json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _csv(frame: pl.DataFrame, _: str, __: Sequence[str]) -> bytes:
    out = io.BytesIO()
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    frame.with_columns(_escaped(name) for name in texts).write_csv(out, include_bom=True)
    return out.getvalue()


def _escaped(name: str) -> pl.Expr:
    text = pl.col(name)
    return (
        pl.when(text.str.contains(_FORMULA_START))
        .then(pl.concat_str(pl.lit("'"), text))
        .otherwise(text)
        .alias(name)
    )


def _xlsx(frame: pl.DataFrame, _: str, headings: Sequence[str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        bold, percentage = book.add_format({"bold": True}), book.add_format({"num_format": "0.00%"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, headings[column], bold)
            for row, value in enumerate(frame[name], 1):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif name.startswith("share") and isinstance(value, float):
                    sheet.write_number(row, column, value, percentage)
                else:
                    sheet.write(row, column, value, day if frame[name].dtype == pl.Date else None)
        sheet.freeze_panes(1, 1)
        sheet.autofit()
    return out.getvalue()


def _parquet(frame: pl.DataFrame, _: str, __: Sequence[str]) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def _screen(frame: pl.DataFrame, language: str, headings: Sequence[str]) -> bytes:
    rows = [
        [_cell(name, value, language) for name, value in row.items()] for row in frame.iter_rows(named=True)
    ]
    right = [frame[name].dtype.is_numeric() for name in frame.columns]
    return (text_table(headings, rows, right) + "\n").encode()


_WRITERS = {"table": _screen, "json": _json, "csv": _csv, "xlsx": _xlsx, "parquet": _parquet}


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Lay out a table in plain text: columns two spaces apart, numbers to the right, a line under the headings."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join([line(headings), "  ".join("─" * w for w in widths), *(line(row) for row in rows)])


def _heading(name: str, language: str) -> str:
    """Return a column's label; `blended_2021` is the label of `blended` with the call."""
    stem, _, call = name.rpartition("_")
    if has(f"labels.{name}", language):
        return say(f"labels.{name}", language)
    return f"{_heading(stem, language)} {call}" if call.isdigit() else name


def _cell(name: str, value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say(f"labels.{'yes' if value else 'no'}", language)
    if isinstance(value, float):
        return (
            percent(value, language)
            if name.startswith("share")
            else decimal(value, language, places=_PLACES.get(name, 1))
        )
    return count(value, language) if isinstance(value, int) and name not in _PLAIN_NUMBERS else str(value)


def data_dictionary(
    frame: pl.DataFrame, language: str, describe: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table: name, type and meaning of each column."""
    types = {name: _field_type(dtype) for name, dtype in frame.schema.items()}
    return _dictionary(types, language, describe, titles or {})


def _dictionary(
    types: Mapping[str, str], language: str, describe: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, Any]:
    fields = [
        {"name": name, "type": kind, "title": titles.get(name) or _heading(name, language),
         "description": describe.get(name) or _meaning(name, language)}
        for name, kind in types.items()
    ]  # fmt: skip
    return {"fields": fields, "missingValues": [""]}


def _meaning(name: str, language: str) -> str:
    """Return what a column means; `blended_2021` means what `blended` does, of that call."""
    stem, _, call = name.rpartition("_")
    for table in ("figures", *TABLES):
        if has(f"records.{table}.{name}", language):
            return say(f"records.{table}.{name}", language)
        if call.isdigit() and has(f"records.{table}.{stem}", language):
            return say(
                "records.of-call", language, meaning=say(f"records.{table}.{stem}", language), call=call
            )
    return _heading(name, language)


def _value_type(values: Sequence[Any]) -> str:
    present = next((value for value in values if value is not None), "")
    return next(name for kind, name in _VALUE_TYPES if isinstance(present, kind))


def _field_type(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    return next((name for kind, name in _FIELD_TYPES if dtype == kind), "string")
