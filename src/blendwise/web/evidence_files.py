"""What may be kept as evidence: judged by content, never by name, and refused where it could do something.

A file is only ever given out to be saved, under its own type and with a policy that runs nothing; that is the
second wall. The first is here: kinds that can hold a program are refused, or those of their files that do.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from blendwise.errors import UserError

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
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|OpenAction|AA|XFA)\b")
_ACTIVE_OFFICE = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|oleObject|externalLink", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_ZIP_START, _ZIP_END, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_SWELLS = 100
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
    if hidden or (kind in ("png", "jpeg", "pdf") and _MARKUP.search(content[-2_000:].lstrip(b"%EOF\r\n"))):
        raise UserError("evidence.two-in-one")


def _is_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-"):
        return False
    if _ACTIVE_PDF.search(content):
        raise UserError("evidence.active")
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
            names = [part.filename for part in parts.infolist()]
            if sum(part.file_size for part in parts.infolist()) > _SWELLS * len(content):
                raise UserError("evidence.swells")
            kind = next((kind for name, kind in _OFFICE.items() if name in names), None)
            if kind and (any(map(_ACTIVE_OFFICE.search, names)) or _MACRO_TYPE.search(_types(parts))):
                raise UserError("evidence.active")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError):
        raise UserError("evidence.damaged") from None
    return kind


def _types(parts: zipfile.ZipFile) -> bytes:
    with parts.open("[Content_Types].xml") as types:
        return types.read(1_000_000)


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
