"""Pages travel compressed; what is written once for all readers of a page is compressed once too.

A page is then put together of parts that were compressed apart, as RFC 1951 allows after a full flush: what is said
to this reader alone, such as the token of a form, and what is the same for all. So neither tells of the other by its
length.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

__all__ = ["Compressed", "Packed", "packed_for"]

_WORTHWHILE = 4_000
"""Bytes from which a part is compressed by itself; a shorter one goes along with what is around it."""
_MOST_RANDOM = 100
"""So long at most is a name of random length in the head: whoever measures answers learns less, as Django has it."""


class Packed:
    """A part of a page that is the same for several readers."""

    def __init__(self, text: str) -> None:
        self.text, self.content = text, text.encode()

    @cached_property
    def deflated(self) -> bytes:
        """The part as it stands in the middle of a compressed page."""
        return _deflated(self.content, zlib.Z_FULL_FLUSH, level=9)


def packed_for(request: HttpRequest) -> list[Packed]:
    """Return the parts of a request's page that were written for several readers, in their order."""
    parts: list[Packed] = request.__dict__.setdefault("packed", [])
    return parts


class Compressed(GZipMiddleware):
    """Django's own; a page with parts that are kept is put together of them."""

    max_random_bytes = _MOST_RANDOM

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an answer for whoever takes it so."""
        parts = [one for one in packed_for(request) if len(one.content) >= _WORTHWHILE]
        if not parts or response.streaming or response.has_header("Content-Encoding"):
            return super().process_response(request, cast("Any", response))
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            _compress(cast("Any", response), parts)
        return response


def _compress(response: HttpResponse, parts: list[Packed]) -> None:
    response.content = put_together(response.content, parts)
    response["Content-Length"], response["Content-Encoding"] = str(len(response.content)), "gzip"
    if (etag := response.get("ETag", "")).startswith('"'):
        response["ETag"] = f"W/{etag}"  # the same page, though not byte for byte


def put_together(content: bytes, parts: list[Packed]) -> bytes:
    """Return a content as a gzip file, of which the parts that stand in it were compressed before."""
    name = b"x" * secrets.randbelow(_MOST_RANDOM + 1)
    head = b"\x1f\x8b\x08\x08" + struct.pack("<LBB", 0, 0, 255) + name + b"\0"
    tail = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((head, *_pieces(content, parts), tail))


def _pieces(content: bytes, parts: list[Packed]) -> Iterator[bytes]:
    done = 0
    for part in parts:
        if (start := content.find(part.content, done)) >= 0:
            yield _deflated(content[done:start], zlib.Z_FULL_FLUSH)
            yield part.deflated
            done = start + len(part.content)
    yield _deflated(content[done:], zlib.Z_FINISH)


def _deflated(content: bytes, end: int, *, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(end)
