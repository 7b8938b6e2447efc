"""CSV files of any separator and encoding, in blocks of bounded size.

Each block is parsed twice over at most: fast by Polars, and where that finds anything unusual (a row of
another length, a stray quotation mark) exactly by Python's own reader. Both number records, blank ones
included, as a spreadsheet program does.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polars as pl

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import HEAD_ROWS, Block, Sheet, cell
from blendwise.intake.sources import Source

__all__ = ["csv_sheet"]

_BLOCK_BYTES = 16 << 20
_BLOCK_ROWS = 50_000
_SEPARATORS = ";,\t|"
_HEAD_CHARACTERS = 1 << 18
csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: str
    skip: int
    """Bytes of the byte-order mark."""
    separator: str


def csv_sheet(source: Source) -> Sheet:
    """Open a CSV file; refuses what cannot be decoded or has no columns."""
    dialect = _dialect(source)
    with source.path.open("rb") as file:
        head = list(islice(_exact_records(_text(file, dialect), dialect, source), HEAD_ROWS))

    def blocks(width: int, after: int) -> Iterator[Block]:
        with source.path.open("rb") as file:
            yield from _blocks(file, dialect, source, width, after)

    return Sheet(source, None, [[value or None for value in record] for record in head], blocks)


def _dialect(source: Source) -> _Dialect:
    encoding, skip = _encoding(source)
    with source.path.open("rb") as file:
        file.seek(skip)
        sample = io.TextIOWrapper(file, encoding, newline="").read(_HEAD_CHARACTERS)
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
    first = sample.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == len("sep=x"):
        return first[-1]
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


def _text(file: BinaryIO, dialect: _Dialect, start: int | None = None) -> io.TextIOWrapper:
    file.seek(dialect.skip if start is None else start)
    return io.TextIOWrapper(file, dialect.encoding, newline="")


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


def _blocks(file: BinaryIO, dialect: _Dialect, source: Source, width: int, after: int) -> Iterator[Block]:
    row = 1
    for data in _whole_records(file, dialect):
        if data is None:  # quotation marks that do not pair up: the rest is read exactly
            yield from _exact_blocks(_text(file, dialect, file.tell()), dialect, source, width, after, row)
            return
        frame = _fast(data, dialect, width, row)
        if frame is None:
            text = io.StringIO(data.decode("utf-8"), newline="")
            for block in _exact_blocks(text, dialect, source, width, 0, row):
                row += block.rows.height + len(block.too_long)
                yield _below(block, after)
        else:
            row += frame.height
            yield _below(Block(frame), after)


def _below(block: Block, after: int) -> Block:
    too_long = tuple((row, cells) for row, cells in block.too_long if row > after)
    return Block(block.rows.filter(pl.col("row") > after), too_long)


def _whole_records(file: BinaryIO, dialect: _Dialect) -> Iterator[bytes | None]:
    """Yield UTF-8 blocks that end at the end of a record; None, with the file there, where none can be found."""
    file.seek(dialect.skip)
    decoder = codecs.getincrementaldecoder(dialect.encoding)()
    rest, at = b"", dialect.skip
    while chunk := file.read(_BLOCK_BYTES):
        data = rest + (chunk if dialect.encoding == "utf-8" else decoder.decode(chunk).encode("utf-8"))
        end = _last_end(data)
        if end is None:
            if dialect.encoding == "utf-8":
                file.seek(at)
                yield None
                return
            rest = data
            continue
        yield data[:end]
        at += end
        rest = data[end:]
    if rest:
        yield rest


def _last_end(data: bytes) -> int | None:
    """Return where the last whole record ends: behind a line end with an even number of quotation marks before it."""
    end = len(data)
    marks = data.count(b'"')
    for _ in range(1000):
        end = data.rfind(b"\n", 0, end)
        if end < 0:
            return None
        marks_before = marks - data.count(b'"', end)
        if marks_before % 2 == 0:
            return end + 1
    return None


def _fast(data: bytes, dialect: _Dialect, width: int, row: int) -> pl.DataFrame | None:
    """Parse a block with Polars; None where it is not plainly made of rows of at most `width` cells."""
    names = [cell(i) for i in range(width)]
    separator = dialect.separator.encode()
    if b"\r" in data.replace(b"\r\n", b"\n"):
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(separator * (width - 1) + b"\n" + data),
            has_header=False,
            separator=dialect.separator,
            infer_schema=False,
            new_columns=names,
            row_index_name="row",
            row_index_offset=row - 1,
        )
    except (pl.exceptions.PolarsError, OSError):
        return None
    frame = frame.slice(1).with_columns(pl.col("row").cast(pl.Int64))
    return frame if frame.height == _records(data, frame) and frame.width == width + 1 else None


def _records(data: bytes, frame: pl.DataFrame) -> int:
    """Count the records of a block: its line ends, less those that stand inside a parsed cell."""
    ends = data.count(b"\n") + (not data.endswith(b"\n"))
    if b'"' not in data:
        return ends
    inside = frame.select(
        pl.sum_horizontal(pl.col(pl.String).str.count_matches("\n", literal=True).sum())
    ).item()
    return ends - int(inside or 0)


def _exact_blocks(
    text: io.TextIOBase, dialect: _Dialect, source: Source, width: int, after: int, row: int
) -> Iterator[Block]:
    records = _exact_records(text, dialect, source, row)
    while batch := list(islice(records, _BLOCK_ROWS)):
        yield _below(_exact_block(batch, width, row), after)
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
