"""What may be kept as evidence: judged by content, never by name, and refused where it could do something.

A file is only ever given out to be saved, under its own type and with a policy that runs nothing; that is the
second wall. The first is here: kinds that can hold a program are refused, or those of their files that do.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.etree import ElementTree

from blendwise.errors import UserError
from blendwise.web.evidence_pdf import refuse_active_pdf

__all__ = ["KINDS", "LARGEST", "media_type_of"]

LARGEST = 25_000_000
"""The largest file, in bytes. Films are better linked than kept: who is in them must have agreed."""
KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text": "text/plain; charset=utf-8",
}
"""The kinds that may be kept, with their media types."""

_VIRUS_TEST = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
_ACTIVE_OFFICE = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|oleObject|externalLink", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_ZIP_START, _ZIP_END, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", _OLE, _ZIP_START)
_SWELLS = 100
_CANNOT_BE_READ = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ElementTree.ParseError, EOFError, KeyError, NotImplementedError,
    OSError, RuntimeError,
)  # fmt: skip
_MOST_UNPACKED = 200_000_000
_PAGE = re.compile(rb"<(script|html|iframe|body|svg)[\s>/]|<!doctype\s+html", re.IGNORECASE)
"""What makes a page of something, wherever it stands."""
_PROGRAM_NAME = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|msi|sh)$", re.IGNORECASE
)
_MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<html|<svg|<script|<head|<body|<!--)", re.IGNORECASE)


def media_type_of(content: bytes) -> str:
    """Return the media type of a file that may be kept. Raises UserError with the reason for any other."""
    if len(content) > LARGEST:
        raise UserError("evidence.too-large", size=len(content), most=LARGEST)
    if not content:
        raise UserError("evidence.empty")
    if _VIRUS_TEST in content:
        raise UserError("evidence.virus")
    kind = next((name for name, fits in _TESTS if fits(content)), None)
    if kind is None:
        raise UserError("evidence.unknown-kind", kinds=sorted(KINDS))
    _refuse_two_in_one(content, kind)
    return KINDS[kind]


def _refuse_two_in_one(content: bytes, kind: str) -> None:
    """Refuse a file that is of a second kind as well: an archive hidden behind a picture, a page behind a text."""
    hidden = _ZIP_END in content[-70_000:] and kind not in _OFFICE.values()
    if hidden or (kind in ("png", "jpeg", "pdf") and _PAGE.search(content)):
        raise UserError("evidence.two-in-one")


def _is_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-"):
        return False
    refuse_active_pdf(content)
    return True


def _is_png(content: bytes) -> bool:
    return _whole(content, _PNG, _PNG_END)


def _is_jpeg(content: bytes) -> bool:
    return _whole(content, _JPEG, _JPEG_END)


def _whole(content: bytes, start: bytes, end: bytes) -> bool:
    if not content.startswith(start):
        return False
    if not content.rstrip(b"\0").endswith(end):
        raise UserError("evidence.two-in-one")
    return True


def _office(kind: str) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(_ZIP_START) and _office_kind(content) == kind


def _office_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            if size > min(_SWELLS * len(content), _MOST_UNPACKED):
                raise UserError("evidence.swells")
            kind = next((kind for name, kind in _OFFICE.items() if name in parts.namelist()), None)
            if kind:
                _look_inside(parts)
    except _CANNOT_BE_READ:
        raise UserError("evidence.damaged") from None
    return kind


def _look_inside(parts: zipfile.ZipFile) -> None:
    """Refuse an Office file of which a part is a program, or is fetched from elsewhere."""
    for name in parts.namelist():
        part = parts.read(name)
        if _VIRUS_TEST in part:
            raise UserError("evidence.virus")
        if _ACTIVE_OFFICE.search(name) or _PROGRAM_NAME.search(name) or part.startswith(_PROGRAMS):
            raise UserError("evidence.active")
        if name.endswith(".rels") and any(map(_fetched, ElementTree.fromstring(part))):  # noqa: S314 - bounded in size
            raise UserError("evidence.active")
    if _MACRO_TYPE.search(parts.read("[Content_Types].xml")):
        raise UserError("evidence.active")


def _fetched(relation: ElementTree.Element) -> bool:
    """Tell whether something is fetched when the file is opened; a link that somebody may follow is not."""
    outside = relation.get("TargetMode", "").casefold() == "external"
    return outside and not relation.get("Type", "").endswith("/hyperlink")


def _is_text(content: bytes) -> bool:
    if b"\0" in content or content.startswith(_OLE) or _MARKUP.match(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


_TESTS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("pdf", _is_pdf),
    ("png", _is_png),
    ("jpeg", _is_jpeg),
    *((kind, _office(kind)) for kind in _OFFICE.values()),
    ("text", _is_text),
)
