"""A picture that somebody uploads: a PNG by its content, and nothing in it but the picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from blendwise.errors import UserError

__all__ = ["MOST_BYTES", "clean_png"]

MOST_BYTES = 200_000
_MOST_PIXELS = 2_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB"}


def clean_png(data: bytes) -> bytes:
    """Return a PNG without texts, times and other extras. Raises UserError for anything else, or one too large.

    Chunks and checksums are those of the PNG specification (W3C, 2003), section 5.
    """
    if len(data) > MOST_BYTES:
        raise UserError("settings.logo-too-large", size=len(data), most=MOST_BYTES)
    chunks = list(_chunks(data))
    kinds = [kind for kind, _ in chunks]
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        raise UserError("settings.logo-not-png")
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        raise UserError("settings.logo-too-wide", width=width, height=height, most=_MOST_PIXELS)
    return _SIGNATURE + b"".join(_written(kind, body) for kind, body in chunks if kind in _KEPT)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_SIGNATURE):
        return
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body, end = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], at + 12 + length
        if end > len(data) or data[end - 4 : end] != struct.pack(">I", zlib.crc32(kind + body)):
            return
        yield kind, body
        at = end


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
