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
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import BLANKS, HEAD_ROWS, Block, Sheet, cell
from blendwise.intake.sources import Source

__all__ = ["csv_sheet"]

_BLOCK_BYTES = 16 << 20
_LONGEST_LINE = 1 << 20
_BLOCK_ROWS = 50_000
_SEPARATORS = ";,\t|"
_TOLD = re.compile(rf"sep=([{_SEPARATORS}])(?:\r\n|\n|\r)", re.IGNORECASE)
"""A first line by which a file tells its separator; spreadsheet programs show it to nobody and do not number it."""
_MOST_COLUMNS = 16_384
"""As many as a spreadsheet program has; what stands further right in a header is not looked at."""
_HEAD_CHARACTERS = 1 << 18
_OTHER_MARKS = '"' + BLANKS.translate(dict.fromkeys(map(ord, " \r\n")))
csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: str
    skip: int
    """Bytes before the first row: a byte-order mark, a line that tells the separator."""
    separator: str


def csv_sheet(source: Source) -> Sheet:
    """Open a CSV file; refuses what cannot be decoded or has no columns."""
    dialect = _dialect(source)
    with _text(source, dialect) as text:
        head = list(islice(_exact_records(text, dialect, source), HEAD_ROWS))

    def blocks(width: int, after: int) -> Iterator[Block]:
        return _blocks(source, dialect, width, after)

    return Sheet(
        source, None, [[value or None for value in record[:_MOST_COLUMNS]] for record in head], blocks
    )


def _dialect(source: Source) -> _Dialect:
    encoding, skip = _encoding(source)
    with _text(source, _Dialect(encoding, skip, "")) as text:
        sample = text.read(_HEAD_CHARACTERS)
    if told := _TOLD.match(sample):
        return _Dialect(encoding, skip + len(told[0].encode(encoding)), told[1])
    separator = _separator(sample)
    if separator is None:
        raise Refusal(Finding("not-a-spreadsheet", source.name, details={"kind": "intake.kind.text"}))
    return _Dialect(encoding, skip, separator)


def _encoding(source: Source) -> tuple[str, int]:
    """Find the encoding by the mark, by its zeros, or by trying: UTF-8 first, then that of old Windows."""
    with source.path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            _must_decode(source, encoding)
            return encoding, len(mark)
    if b"\0" in head:
        encoding = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        _must_decode(source, encoding)
        return encoding, 0
    if _undecodable(source.path, "utf-8") is None:
        return "utf-8", 0
    _must_decode(source, "cp1252")
    return "cp1252", 0


def _must_decode(source: Source, encoding: str) -> None:
    place = _undecodable(source.path, encoding)
    if place is not None:
        raise Refusal(
            Finding("unreadable-encoding", source.name, details={"n": place, "encoding": encoding.upper()})
        )


def _undecodable(path: Path, encoding: str) -> int | None:
    """Return the first byte that is not text in this encoding (a zero byte is none), or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(1 << 20)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if "\0" in text:
                return done + chunk.find(b"\0")
            if not chunk:
                return None
            done += len(chunk)


def _separator(sample: str) -> str | None:
    """Choose the separator that cuts the sample's widest row into most cells."""
    widths = {separator: _widest(sample, separator) for separator in _SEPARATORS}
    best = max(widths, key=lambda s: widths[s])
    return best if widths[best] > 1 else None


def _widest(sample: str, separator: str) -> int:
    try:
        return max(
            (
                len(record)
                for record in islice(
                    csv.reader(io.StringIO(sample, newline=""), delimiter=separator), HEAD_ROWS
                )
            ),
            default=0,
        )
    except csv.Error:
        return 0


@contextmanager
def _text(source: Source, dialect: _Dialect) -> Iterator[io.TextIOWrapper]:
    with source.path.open("rb") as file:
        file.seek(dialect.skip)
        with io.TextIOWrapper(file, dialect.encoding, newline="") as text:
            yield text


def _exact_records(
    text: io.TextIOBase, dialect: _Dialect, source: Source, first: int = 1
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


def _blocks(source: Source, dialect: _Dialect, width: int, after: int) -> Iterator[Block]:
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


def _rest(source: Source, dialect: _Dialect, width: int, after: int, row: int) -> Iterator[Block]:
    """Read a file exactly from its top, and yield the blocks from a row on."""
    with _text(source, dialect) as text:
        records = islice(_exact_records(text, dialect, source), row - 1, None)
        for block in _exact_blocks(records, width, row):
            yield _below(block, after)


def _below(block: Block, after: int) -> Block:
    if block.rows.height and block.rows["row"][0] > after:
        return block
    too_long = tuple((row, cells) for row, cells in block.too_long if row > after)
    return Block(block.rows.filter(pl.col("row") > after), too_long, block.trimmed)


def _whole_records(source: Source, dialect: _Dialect) -> Iterator[bytes | None]:
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


def _fast(data: bytes, dialect: _Dialect, width: int, row: int) -> pl.DataFrame | None:
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
