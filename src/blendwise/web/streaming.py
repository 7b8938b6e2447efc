"""Long tables as files: CSV and JSON in pieces while they are made, other forms up to a size."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

import polars as pl
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from blendwise.errors import UserError
from blendwise.reporting.tables import table_bytes
from blendwise.web.responses import FILES, download, language

__all__ = ["download_parts"]

_MOST_AT_ONCE = 100_000
"""Rows of a workbook or Parquet file made while somebody waits."""


def download_parts(
    request: HttpRequest, parts: Iterable[pl.DataFrame], total: int, form: str, name: str
) -> HttpResponseBase:
    """Answer with a table that comes in parts. Raises UserError where it is too long for its form."""
    if form in _IN_PIECES:
        answer = StreamingHttpResponse(_IN_PIECES[form](parts, language(request)), content_type=FILES[form])
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return answer
    if total > _MOST_AT_ONCE:
        raise UserError("imports.too-many-rows", n=total, most=_MOST_AT_ONCE)
    return download(request, pl.concat(parts), form, name)


def _csv(parts: Iterable[pl.DataFrame], lang: str) -> Iterator[bytes]:
    """Yield the first part with its header, the others without."""
    for number, part in enumerate(parts):
        text = table_bytes(part, "csv", lang)
        yield text if number == 0 else text.removeprefix(BOM_UTF8).partition(b"\n")[2]


def _json(parts: Iterable[pl.DataFrame], _: str) -> Iterator[bytes]:
    mark = "["
    for part in parts:
        for row in part.iter_rows(named=True):
            yield (mark + json.dumps(row, ensure_ascii=False, default=str)).encode()
            mark = ",\n"
    yield b"[]\n" if mark == "[" else b"]\n"


_IN_PIECES = {"csv": _csv, "json": _json}
