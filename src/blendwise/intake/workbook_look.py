"""The look at a workbook before it is read.

Every part is unpacked once, bounded in size, to see that the file is whole, that its XML declares no entities,
that its cells fit in memory, and where formulas stand. Formulas are never run: the stored value is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import cast
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.sheets import position
from blendwise.intake.sources import DAMAGED_ZIP, Source, unpacked_limit

__all__ = ["Look", "looked_through"]

_CHUNK = 1 << 19
"""Small enough that looking at it takes place in the processor's own memory."""
_OVERLAP = 1 << 12
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>([^<]{0,500})[^<]*</f>)\s*(<v>[^<])?'
)
_FILLED = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})\d{1,7}"[^>]*[^/]>')
_ENTITIES = re.compile(
    b"|".join(b"\0?".join(bytes([c]) for c in word) for word in (b"<!DOCTYPE", b"<!ENTITY")), re.IGNORECASE
)
"""Also where a character takes two bytes."""
_NO_PAIR = np.empty(0, np.uint16)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)""")
_BYTES_PER_CELL = 32
"""The reader lays out every cell between the first and the last, empty or not."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a sheet: the leftmost column used near the top, and the formulas."""

    first_column: int
    formulas: Mapping[tuple[int, int], str | None]
    """Row number and position of each formula; its text where the file holds no value for it."""


def looked_through(source: Source) -> dict[str, Look]:
    """Look through every part of a workbook; return what was seen in each sheet, by its name. Raises Refusal."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            _check_size(archive, source)
            parts = _sheet_parts(archive)
            return {parts[part]: look for part, look in _looks(archive, source) if part in parts}
    except Refusal:
        raise
    except DAMAGED_ZIP as error:
        raise Refusal(Finding("truncated-zip", source.name)) from error
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise Refusal(Finding("unreadable-workbook", source.name)) from error


def _check_size(archive: zipfile.ZipFile, source: Source) -> None:
    claimed = sum(info.file_size for info in archive.infolist())
    if claimed > unpacked_limit():
        raise Refusal(_too_large(source, claimed))


def _too_large(source: Source, size: int) -> Finding:
    return Finding("archive-too-large", source.name, details={"size": size, "limit": unpacked_limit()})


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map each sheet's part in the package to its name."""
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if _ENTITIES.search(archive.read(part)):
            return {}  # refused by the pass over all parts
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no entities, checked above
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_LINK), "")
        parts[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = str(sheet.get("name"))
    return parts


def _looks(archive: zipfile.ZipFile, source: Source) -> Iterator[tuple[str, Look]]:
    left = unpacked_limit()
    for info in archive.infolist():
        first: int | None = None
        reach = _Reach()
        formulas: dict[tuple[int, int], str | None] = {}
        for window, new in _windows(archive, info):
            left -= new
            _check_window(window, info.filename, left, source)
            reach.look(window)
            if b"f" in window and _after(window, b"<f").size:
                formulas |= _formulas(window)
            if first is None:
                first = min((position(name.decode()) for name in set(_FILLED.findall(window))), default=None)
        if reach.doubtful and not info.filename.lower().endswith("sharedstrings.xml"):
            _check_extent(archive, info, source)
        yield info.filename, Look(first or 0, formulas)


def _windows(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield a part in windows that overlap, each with the number of bytes that are new in it."""
    before = b""
    with cast("zipfile.ZipExtFile", archive.open(info)) as part:
        while chunk := part.read1(_CHUNK):
            window = before + chunk
            yield window, len(chunk)
            before = window[-_OVERLAP:]


class _Reach:
    """How far the cells of a sheet lie from its first one, at a glance; where in doubt, further than they do.

    Up to 52 columns any number of rows fits in memory, up to 702 columns any number of five digits.
    """

    def __init__(self) -> None:
        self._looked = self._wide = self._long = self._very_wide = False

    @property
    def doubtful(self) -> bool:
        """Whether only an exact look can tell that the sheet fits in memory."""
        return self._very_wide or (self._wide and self._long)

    def look(self, window: bytes) -> None:
        """Look at the signs behind each `r=` in XML: places such as AB123. One with blanks around = is in doubt."""
        signs = np.frombuffer(window + b"-" * 16, np.uint8)
        places = _after(window, b"r=") + 1
        lettered = _letters(signs[places]) & _letters(signs[places + 1])
        far = places[lettered]
        further = far[_letters(signs[far + 2])]
        spaced = _blank_before_equals(window) or bool((signs[places - 1] <= ord(" ")).any())
        self._very_wide |= spaced or bool(_digits(signs[further + 3]).any())
        if not self._wide:
            self._long = self._looked  # what was not looked at then may have been long
            self._wide = bool((_digits(signs[far + 2]) & (signs[far] | 32 != ord("a"))).any())
        if self._wide and not self._long:
            letters = _letters(signs[places]).astype(np.int8) + lettered
            self._long = bool(_digits(signs[places + letters + 5]).any())
        self._looked = True


def _halves(window: bytes) -> Iterator[tuple[int, NDArray[np.uint16]]]:
    """Yield all pairs of neighbouring signs as numbers: those from an even place on, those from an odd one."""
    for start in (0, 1):
        whole = max(len(window) - start, 0) // 2
        yield start, np.frombuffer(window, "<u2", whole, start) if whole else _NO_PAIR


def _after(window: bytes, pair: bytes) -> NDArray[np.intp]:
    """Return the places just behind each occurrence of two signs; several times faster than `find`, one by one."""
    number = int.from_bytes(pair, "little")
    return np.concatenate(
        [np.flatnonzero(pairs == number) * 2 + start + 2 for start, pairs in _halves(window)]
    )


def _blank_before_equals(window: bytes) -> bool:
    first = np.uint16(ord("=") << 8)
    return any(bool((pairs - first <= ord(" ")).any()) for _, pairs in _halves(window))


def _letters(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (signs | 32) - np.uint8(ord("a")) < 26


def _digits(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return signs - np.uint8(ord("0")) < 10


def _check_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source) -> None:
    """Refuse a sheet whose cells lie so far apart that what is between them does not fit in memory."""
    rows, columns = 0, 0
    for window, _ in _windows(archive, info):
        places = set(_PLACE.findall(window))
        rows = max([rows, *(int(row) for _, row in places)])
        columns = max([columns, *(position(c.decode().upper()) + 1 for c in {c for c, _ in places})])
    size = rows * columns * _BYTES_PER_CELL
    if size > unpacked_limit():
        raise Refusal(_too_large(source, size))


def _formulas(window: bytes) -> dict[tuple[int, int], str | None]:
    return {
        (int(row), position(column.decode())): None
        if value
        else "=" + unescape(text.decode("utf-8", "replace"))
        for column, row, text, value in _FORMULA.findall(window)
    }


def _check_window(window: bytes, part: str, left: int, source: Source) -> None:
    if left < 0:
        raise Refusal(_too_large(source, unpacked_limit() - left))
    declares = b"!" in window and (b"<!" in window or b"<\0!" in window)
    if declares and part.lower().endswith((".xml", ".rels")) and _ENTITIES.search(window):
        raise Refusal(Finding("unsafe-xml", source.name))
