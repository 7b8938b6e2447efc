"""Whether a PDF can do something: its names are read as a reader of PDF reads them, in codes and packed away too."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from blendwise.errors import UserError

__all__ = ["refuse_active_pdf"]

_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|AA|XFA|SubmitForm|ImportData|OpenAction(?!\s*\[))"
    rb"(?![A-Za-z0-9])"
)
"""Names of what acts. To open at a page, `/OpenAction [page …]`, is no harm."""
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm\b[^\0]{0,400}?\bstream\r?\n", re.DOTALL)
_MOST_UNPACKED = 64_000_000


def refuse_active_pdf(content: bytes) -> None:
    """Raise UserError where a PDF holds a script, a file, or an action that starts by itself."""
    if any(_ACTIVE.search(_decoded(text)) for text in (content, *_unpacked(content))):
        raise UserError("evidence.active")


def _decoded(text: bytes) -> bytes:
    """Write out what stands in codes: `/J#53` is `/JS`."""
    return _CODE.sub(lambda found: bytes([int(found[1], 16)]), text)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what lies in streams of objects. Raises UserError where one cannot be looked into."""
    room, plain = _MOST_UNPACKED, _readable(content)
    for found in _PACKED.finditer(plain):
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(content[found.end() :], room)
        except zlib.error:
            raise UserError("evidence.locked") from None
        room -= len(text)
        if room <= 0:
            raise UserError("evidence.swells")
        yield text


def _readable(content: bytes) -> bytes:
    """Return the content with `ObjStm` written out where it stands in codes, each thing at its own place."""
    return re.sub(
        rb"/(?:#?[0-9A-Za-z]){6,18}", lambda found: _decoded(found[0]).ljust(len(found[0])), content
    )
