"""How a CSV file is written: its encoding, its separator, and what stands before its first row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import HEAD_ROWS
from blendwise.intake.sources import Source

__all__ = ["Dialect", "as_text", "find_dialect"]

_SEPARATORS = ";,\t|"
_TOLD = re.compile(rf"sep=([{_SEPARATORS}])(?:\r\n|\n|\r)", re.IGNORECASE)
"""A first line by which a file tells its separator; spreadsheet programs show it to nobody and do not number it."""
_HEAD_CHARACTERS = 1 << 18


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written."""

    encoding: str
    skip: int
    """Bytes before the first row: a byte-order mark, a line that tells the separator."""
    separator: str


def find_dialect(source: Source) -> Dialect:
    """Find how a file is written; refuses what cannot be decoded or has no columns."""
    encoding, skip = _encoding(source)
    with as_text(source, Dialect(encoding, skip, "")) as text:
        sample = text.read(_HEAD_CHARACTERS)
    if told := _TOLD.match(sample):
        return Dialect(encoding, skip + len(told[0].encode(encoding)), told[1])
    separator = _separator(sample)
    if separator is None:
        raise Refusal(Finding("not-a-spreadsheet", source.name, details={"kind": "intake.kind.text"}))
    return Dialect(encoding, skip, separator)


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
def as_text(source: Source, dialect: Dialect) -> Iterator[io.TextIOWrapper]:
    """Open a file as text, at its first row."""
    with source.path.open("rb") as file:
        file.seek(dialect.skip)
        with io.TextIOWrapper(file, dialect.encoding, newline="") as text:
            yield text
