"""CSV files of any separator and encoding, in blocks of bounded size.

Each block is parsed twice over at most: fast by Polars, and where that finds anything unusual (a row of
another length, a stray quotation mark) exactly by Python's own reader. Both number records, blank ones
included, as a spreadsheet program does.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np
import polars as pl

from blendwise.intake.csv_dialect import Dialect, as_text, find_dialect
from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import BLANKS, HEAD_ROWS, Block, Sheet, cell
from blendwise.intake.sources import Source

__all__ = ["csv_sheet"]

_BLOCK_BYTES = 16 << 20
_LONGEST_LINE = 1 << 20
_BLOCK_ROWS = 50_000
_MOST_COLUMNS = 16_384
"""As many as a spreadsheet program has; what stands further right in a header is not looked at."""
_OTHER_MARKS = '"' + BLANKS.translate(dict.fromkeys(map(ord, " \r\n")))
csv.field_size_limit(1 << 20)


def csv_sheet(source: Source) -> Sheet:
    """Open a CSV file; refuses what cannot be decoded or has no columns."""
    dialect = find_dialect(source)
    with as_text(source, dialect) as text:
        head = list(islice(_exact_records(text, dialect, source), HEAD_ROWS))

    def blocks(width: int, after: int) -> Iterator[Block]:
        return _blocks(source, dialect, width, after)

    return Sheet(
        source, None, [[value or None for value in record[:_MOST_COLUMNS]] for record in head], blocks
    )


def _exact_records(
    text: io.TextIOBase, dialect: Dialect, source: Source, first: int = 1
) -> Iterator[list[str]]:
    """Read records one by one; a quotation mark that is never closed is refused with its row."""
    records = csv.reader(text, delimiter=dialect.separator, strict=True)
    row = first
    while True:
        try:
            record = next(records, None)
        except csv.Error as error:
            raise Refusal(Finding("broken-quotes", source.name, row=row)) from error
        if record is None:
            return
        yield record
        row += 1


def _blocks(source: Source, dialect: Dialect, width: int, after: int) -> Iterator[Block]:
    row = 1
    for data in _whole_records(source, dialect):
        if data is None:
            yield from _rest(source, dialect, width, after, row)
            return
        frame = _fast(data, dialect, width, row)
        if frame is None:
            records = _exact_records(io.StringIO(data.decode("utf-8"), newline=""), dialect, source, row)
            for block in _exact_blocks(records, width, row):
                row += block.rows.height + len(block.too_long)
                yield _below(block, after)
        else:
            row += frame.height
            yield _below(Block(frame, trimmed=_trimmed(data, dialect.separator)), after)


def _rest(source: Source, dialect: Dialect, width: int, after: int, row: int) -> Iterator[Block]:
    """Read a file exactly from its top, and yield the blocks from a row on."""
    with as_text(source, dialect) as text:
        records = islice(_exact_records(text, dialect, source), row - 1, None)
        for block in _exact_blocks(records, width, row):
            yield _below(block, after)


def _below(block: Block, after: int) -> Block:
    if block.rows.height and block.rows["row"][0] > after:
        return block
    too_long = tuple((row, cells) for row, cells in block.too_long if row > after)
    return Block(block.rows.filter(pl.col("row") > after), too_long, block.trimmed)


def _whole_records(source: Source, dialect: Dialect) -> Iterator[bytes | None]:
    """Yield UTF-8 blocks that end at the end of a record; None, and no more, where that can't be told."""
    decoder = codecs.getincrementaldecoder(dialect.encoding)()
    rest = b""
    with source.path.open("rb") as file:
        file.seek(dialect.skip)
        while chunk := _lines(file):
            data = rest + (chunk if dialect.encoding == "utf-8" else decoder.decode(chunk).encode("utf-8"))
            end = _end_of_records(data, dialect.separator)
            if end is None:
                yield None
                return
            yield data[:end]
            rest = data[end:]
    if rest:
        yield rest if _end_of_records(rest + b"\n", dialect.separator) == len(rest) + 1 else None


def _lines(file: BinaryIO) -> bytes:
    """Read some more lines at once; measuring them first saves copying them to cut off the last one."""
    start = file.tell()
    file.seek(_BLOCK_BYTES, os.SEEK_CUR)
    file.readline(_LONGEST_LINE)
    end = file.tell()
    file.seek(start)
    return file.read(end - start)


def _end_of_records(data: bytes, separator: str) -> int | None:
    """Return where the last whole record ends; None where a quotation mark stands in an unusual place.

    In its usual place a mark begins a cell, ends one, or stands doubled within one. Then a line end with an
    even number of marks before it ends a record, and the fast reading agrees with the exact one.
    """
    if b'"' not in data:
        return data.rfind(b"\n") + 1 or None
    signs = np.frombuffer(data, np.uint8)
    marks, line_ends = np.flatnonzero(signs == ord('"')), np.flatnonzero(signs == ord("\n"))
    between_records = line_ends[np.searchsorted(marks, line_ends) % 2 == 0]
    if not between_records.size:
        return None
    end = int(between_records[-1]) + 1
    marks = marks[marks < end]
    edges = np.frombuffer(f'{separator}\r\n"'.encode(), np.uint8)
    before = signs[marks[::2] - 1][int(marks.size > 0 and marks[0] == 0) :]
    usual = np.isin(before, edges).all() and np.isin(signs[marks[1::2] + 1], edges).all()
    return end if usual else None


def _fast(data: bytes, dialect: Dialect, width: int, row: int) -> pl.DataFrame | None:
    """Parse a block with Polars; None where it is not plainly made of rows of at most `width` cells."""
    if b"\r" in data and b"\r" in data.replace(b"\r\n", b"\n"):
        return None
    separator = dialect.separator.encode()
    narrow = data.count(separator, 0, data.find(b"\n") + 1) != width - 1
    try:  # the first row tells Polars how wide the others may be
        frame = pl.read_csv(
            separator * (width - 1) + b"\n" + data if narrow else data,
            has_header=False,
            separator=dialect.separator,
            schema={cell(i): pl.String for i in range(width)},
            row_index_name="row",
            row_index_offset=row - narrow,
        )
    except (pl.exceptions.PolarsError, OSError):
        return None
    frame = frame.slice(narrow).with_columns(pl.col("row").cast(pl.Int64))
    return frame if frame.height == _records(data, frame) and frame.width == width + 1 else None


def _trimmed(data: bytes, separator: str) -> bool:
    """Tell, by a look at the bytes, whether no cell of a block can begin or end with a blank."""
    marks = [mark.encode() for mark in _OTHER_MARKS if mark != separator]
    if any(mark[:1] in data and mark in data for mark in marks):  # a single byte is found much faster
        return False
    if data.startswith(b" ") or data.endswith(b" "):
        return False
    signs = np.frombuffer(data, np.uint8)
    spaces = np.flatnonzero(signs == ord(" "))
    edge = np.zeros(256, bool)
    edge[[ord(sign) for sign in f"{separator}\r\n"]] = True
    return not (edge[signs[spaces - 1]].any() or edge[signs[spaces + 1]].any())


def _records(data: bytes, frame: pl.DataFrame) -> int:
    """Count the records of a block: its line ends, less those that stand inside a parsed cell."""
    ends = data.count(b"\n") + (not data.endswith(b"\n"))
    if b'"' not in data:
        return ends
    inside = frame.select(
        pl.sum_horizontal(pl.col(pl.String).str.count_matches("\n", literal=True).sum())
    ).item()
    return ends - int(inside or 0)


def _exact_blocks(records: Iterator[list[str]], width: int, row: int) -> Iterator[Block]:
    while batch := list(islice(records, _BLOCK_ROWS)):
        yield _exact_block(batch, width, row)
        row += len(batch)


def _exact_block(records: list[list[str]], width: int, row: int) -> Block:
    kept, numbers, too_long = [], [], []
    for number, record in enumerate(records, row):
        while len(record) > width and not record[-1].strip():
            record.pop()
        if len(record) > width:
            too_long.append((number, len(record)))
        else:
            kept.append([value or None for value in record] + [None] * (width - len(record)))
            numbers.append(number)
    schema = {cell(i): pl.String for i in range(width)}
    frame = pl.DataFrame(kept, schema=schema, orient="row")
    return Block(frame.insert_column(0, pl.Series("row", numbers, pl.Int64)), tuple(too_long))
