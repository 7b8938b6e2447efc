"""About how many rows files hold, told in a moment and without reading them: to say how far a reading is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from blendwise.intake.sources import DAMAGED_ZIP

__all__ = ["expected_rows"]

_CHUNK = 1 << 20
_MOST = 2_000_000_000
"""So many unpacked bytes are looked at; what is larger is read without an expectation."""
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"')


def expected_rows(files: Sequence[Path]) -> int | None:
    """Return about how many rows there are in files of any form; None where that can't be told.

    Text files are counted by their lines, workbooks by the size that their sheets give.
    """
    try:
        found = [_rows(file) for file in files]
    except DAMAGED_ZIP:
        return None
    return sum(n for n in found if n is not None) if found and None not in found else None


def _rows(file: Path) -> int | None:
    if not zipfile.is_zipfile(file):
        with file.open("rb") as text:
            return _lines(text)
    with zipfile.ZipFile(file) as archive:
        return _rows_in(archive)


def _rows_in(archive: zipfile.ZipFile) -> int | None:
    members = [m for m in archive.infolist() if not m.is_dir()]
    if "xl/workbook.xml" in {m.filename for m in members}:
        return _rows_of_workbook(archive)
    if sum(m.file_size for m in members) > _MOST:
        return None
    return _added(_rows_of_member(archive, member) for member in members)


def _rows_of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int | None:
    with archive.open(member) as packed:
        if not zipfile.is_zipfile(packed):
            packed.seek(0)
            return _lines(packed)
        packed.seek(0)
        with zipfile.ZipFile(packed) as workbook:
            return _rows_in(workbook) if "xl/workbook.xml" in workbook.namelist() else None


def _rows_of_workbook(workbook: zipfile.ZipFile) -> int | None:
    sheets = [n for n in workbook.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
    return _added(_rows_of_sheet(workbook, name) for name in sheets)


def _rows_of_sheet(workbook: zipfile.ZipFile, name: str) -> int | None:
    with workbook.open(name) as sheet:
        found = _DIMENSION.search(sheet.read(4096))
    return max(int(found[1]) - 1, 0) if found else None


def _added(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return sum(n for n in known if n is not None) if None not in known else None


def _lines(file: IO[bytes]) -> int:
    """Count lines less the header; a text without a last line break has one more."""
    lines, last = 0, b"\n"
    while chunk := file.read(_CHUNK):
        lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    return max(lines + (last != b"\n") - 1, 0)
