"""What is delivered: files, folders and ZIP archives become sources, or are refused.

A source is one spreadsheet on disk with the name under which findings speak of it. Members of a ZIP are
unpacked, bounded in size, into a folder of the import; their names are never used as paths.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import tomllib
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO

from blendwise.errors import UserError
from blendwise.intake.findings import Finding, Refusal

__all__ = ["DAMAGED_ZIP", "Source", "find_sources", "unpacked_limit"]

DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What opening and unpacking a damaged ZIP can raise, whichever way it is packed."""

_MAGIC = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "compressed",
    b"7z\xbc\xaf": "compressed",
    b"Rar!": "compressed",
    b"{\\rtf": "rtf",
}
_CHUNK = 1 << 20
_LIMIT = "BLENDWISE_UNPACKED_LIMIT"
_SMALL, _MOST_PACKED = 200_000_000, 100
"""A member that unpacks to more bytes than this, and to more than so many times its size, is a bomb."""


@dataclass(frozen=True, slots=True)
class Source:
    """A spreadsheet to read: its name for people, where it lies, its form, its hash and its age."""

    name: str
    path: Path
    form: str
    """`xlsx` or `csv`."""
    sha256: str
    modified: datetime
    size: int


@cache
def _spellings() -> dict[str, list[str]]:
    file = Path(__file__).with_name("values.toml")
    ignored: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["ignored_files"]
    return ignored


def unpacked_limit() -> int:
    """Return how many bytes an archive or workbook may unpack to: BLENDWISE_UNPACKED_LIMIT, else 4 GB."""
    text = os.environ.get(_LIMIT, "4000000000")
    if not text.isdecimal():
        raise UserError("intake.bad-limit", name=_LIMIT, value=text)
    return int(text)


def find_sources(paths: Sequence[Path], unpack_to: Path) -> tuple[list[Source], list[Finding]]:
    """Return the spreadsheets among files, folders and ZIPs in a fixed order, and the findings on the others."""
    sources: list[Source] = []
    findings: list[Finding] = []
    given: Counter[str] = Counter()
    for path, found in _files(paths):
        name = _apart(_readable(found), given)
        try:
            sources += _sources_of(path, name, unpack_to)
        except Refusal as refusal:
            findings += refusal.findings
    return sources, findings


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if not path.exists():
            raise UserError("general.not-found", path=str(path))
        if path.is_file():
            yield path, path.name
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _left_by_a_system(p.name))
        if not inside:
            raise UserError("general.nothing-to-read", path=str(path))
        for file in inside:
            yield file, file.relative_to(path).as_posix()


def _apart(name: str, given: Counter[str]) -> str:
    """Tell files of the same name apart: the books and the findings speak of a file by its name."""
    given[name] += 1
    return name if given[name] == 1 else f"{name} ({given[name]})"


def _left_by_a_system(name: str) -> bool:
    known = _spellings()
    return name.lower() in known["names"] or name.startswith(tuple(known["prefixes"]))


def _sources_of(path: Path, name: str, unpack_to: Path) -> list[Source]:
    try:
        form = _form(path, name)
    except PermissionError as error:
        raise UserError(
            "general.not-readable", path=str(path), reason=error.strerror or str(error)
        ) from error
    if form == "zip":
        return list(_members(path, name, unpack_to))
    return [_source(path, name, form, datetime.fromtimestamp(path.stat().st_mtime).astimezone())]


def _source(path: Path, name: str, form: str, modified: datetime) -> Source:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(name, path, form, digest, modified, path.stat().st_size)


def _form(path: Path, name: str) -> str:
    """Tell by its content what a file is: `csv`, `xlsx` or `zip`; anything else is refused."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Refusal(Finding("empty-file", name))
    if head.startswith(b"PK"):
        return _zip_form(path, name)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(_old_office(path, name))
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None) or _text_kind(head)
    if kind:
        raise Refusal(_not_a_spreadsheet(name, kind))
    return "csv"


def _text_kind(head: bytes) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    if start.startswith((b"{", b"[")):
        return "json"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) * 3 > len(head)
    return "binary" if b"\0" in head and not wide else None


def _not_a_spreadsheet(name: str, kind: str) -> Finding:
    return Finding("not-a-spreadsheet", name, details={"kind": f"intake.kind.{kind}"})


def _old_office(path: Path, name: str) -> Finding:
    """Office encrypts a workbook into the container of the old formats; its streams carry telling names."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Finding("password-protected", name)
    if "WordDocument".encode("utf-16-le") in data:
        return _not_a_spreadsheet(name, "word")
    return _not_a_spreadsheet(name, "xls")


def _zip_form(path: Path, name: str) -> str:
    with _opened(path, name) as archive:
        names = set(archive.namelist())
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise Refusal(Finding("password-protected", name))
        if "xl/workbook.xml" in names:
            return "xlsx"
        kinds = {"word/document.xml": "word", "ppt/presentation.xml": "powerpoint", "content.xml": "ods"}
        kind = next((kind for part, kind in kinds.items() if part in names), None)
        if kind is None and "[Content_Types].xml" in names:
            kind = "office"
        if kind:
            raise Refusal(_not_a_spreadsheet(name, kind))
    return "zip"


def _opened(path: Path, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except DAMAGED_ZIP as error:
        raise Refusal(Finding("truncated-zip", name)) from error


def _members(path: Path, name: str, unpack_to: Path) -> Iterator[Source]:
    with _opened(path, name) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
        if not members:
            raise Refusal(_not_a_spreadsheet(name, "empty-zip"))
        if sum(m.file_size for m in members) > unpacked_limit():
            raise Refusal(_too_large(name, sum(m.file_size for m in members)))
        swollen = [m.file_size for m in members if m.file_size > max(_SMALL, _MOST_PACKED * m.compress_size)]
        if swollen:
            raise Refusal(Finding("archive-too-large", name, details={"size": max(swollen), "limit": _SMALL}))
        left = unpacked_limit()
        given: Counter[str] = Counter()
        for number, member in enumerate(sorted(members, key=lambda m: m.filename)):
            inside = f"{name} › {_apart(_harmless(member.filename), given)}"
            target = unpack_to / f"{hashlib.sha256(name.encode()).hexdigest()[:8]}-{number}"
            left -= _unpack(archive, member, target, name, left)
            form = _form(target, inside)
            if form == "zip":
                raise Refusal(_not_a_spreadsheet(inside, "nested-zip"))
            yield _source(target, inside, form, _packed_at(member))


def _packed_at(member: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*member.date_time).astimezone()
    except ValueError:  # a day that does not exist, such as month 0
        return datetime(1980, 1, 1).astimezone()


def _hidden(member: str) -> bool:
    return _left_by_a_system(member.rsplit("/", 1)[-1]) or member.startswith("__MACOSX/")


def _readable(name: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in name)


def _harmless(member: str) -> str:
    """Return the name of a member as a name only: no drive, no root, no way up, nothing that cannot be printed."""
    parts = _readable(member).replace("\\", "/").split("/")
    return "/".join(part.replace(":", "") for part in parts if part not in ("", ".", "..")) or "�"


def _too_large(name: str, size: int) -> Finding:
    return Finding("archive-too-large", name, details={"size": size, "limit": unpacked_limit()})


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str, left: int) -> int:
    """Unpack one member and return its size; what its own header claims is not believed."""
    try:
        with archive.open(member) as packed, target.open("wb") as unpacked:
            return _copy(packed, unpacked, name, left)
    except DAMAGED_ZIP as error:
        raise Refusal(Finding("truncated-zip", name)) from error


def _copy(packed: IO[bytes], unpacked: IO[bytes], name: str, left: int) -> int:
    size = 0
    while chunk := packed.read(_CHUNK):
        size += len(chunk)
        if size > left:
            raise Refusal(_too_large(name, unpacked_limit() + size - left))
        unpacked.write(chunk)
    return size
