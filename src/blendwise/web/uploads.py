"""Files on their way in: how large they may be, what they are called, where they lie, and that they go again.

An upload is written to disk while it arrives and is never held in memory. Its name is used as the last part of
a path only after everything that could do harm was taken out; each file lies in a folder of its own, readable
by the site only, under no address.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from blendwise.errors import UserError
from blendwise.web.access import signed_in

__all__ = ["Limited", "Upload", "files_of", "folder_of", "harmless", "receive", "refuse_too_large", "remove"]

if TYPE_CHECKING:
    Upload: TypeAlias = UploadedFile[Any]
else:
    Upload = UploadedFile
_LONGEST = 120
_VISITORS_LIMIT = 2 * 10**6
_CHUNK = 1 << 20


class Limited(FileUploadHandler):
    """Stop reading an upload that is larger than allowed, before its bytes are on disk.

    `refuse_too_large` says so in the view. Who is not known, by a session or by a token, may send what fits the
    check of a table.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - what Django hands to each
        """Judge by the length that the request gives; Django reads no further than that."""
        length, request = args[2], self.request
        self.known = (
            request is not None and (signed_in(request) or getattr(request, "auth", None)) is not None
        )
        limit = settings.CONFIGURATION.upload_limit if self.known else _VISITORS_LIMIT
        self.too_large = length > limit
        request.upload_above = limit if self.too_large else None  # type: ignore[union-attr]  # a request carries what we add

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse every file of a request that is too large as a whole; only who is known gets a page about it."""
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise StopUpload(connection_reset=not self.known)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django calls it so
        """Hand the bytes on to who writes them."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to who wrote it."""


def refuse_too_large(request: HttpRequest) -> None:
    """Raise UserError where the upload of a request was larger than allowed; it is known once its files are read."""
    if (limit := getattr(request, "upload_above", None)) is not None:
        raise UserError("imports.too-large", limit=limit)


def folder_of(identifier: UUID) -> Path:
    """Return the folder of an import; nothing that a person typed is part of its path."""
    return Path(settings.MEDIA_ROOT) / str(identifier)


def harmless(name: str) -> str:
    r"""Return a file name without paths, control and direction signs, or signs that mean something to a system.

    >>> harmless("../../etc/passwd"), harmless("a\u202egpj.csv"), harmless("..")
    ('passwd', 'a_gpj.csv', 'file')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    safe = "".join("_" if _harmful(sign) else sign for sign in last).strip(" .")
    stem, point, ending = safe.rpartition(".")
    if len(safe) > _LONGEST:
        safe = f"{stem[: _LONGEST - len(ending) - 1]}{point}{ending}" if len(ending) < 10 else safe[:_LONGEST]
    return safe or "file"


def _harmful(sign: str) -> bool:
    return sign in '<>:"|?*\0' or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def receive(
    identifier: UUID, uploads: Sequence[Upload], modified: Sequence[float | None] = ()
) -> list[dict[str, Any]]:
    """Put uploads into the folder of an import, by their harmless names; return name and size of each.

    `modified` are the moments (seconds since 1970) at which the files were last changed, as far as that is known:
    by these the reading tells which of two files is the newer.
    """
    folder = folder_of(identifier)
    for place in (folder, folder / "files"):
        place.mkdir(mode=0o700)
    ages = [*modified, *[None] * len(uploads)]
    return [
        _put(upload, folder / "files" / f"{number:04}", ages[number]) for number, upload in enumerate(uploads)
    ]


def _put(upload: Upload, place: Path, modified: float | None) -> dict[str, Any]:
    place.mkdir(mode=0o700)
    target = place / harmless(upload.name or "")
    if isinstance(upload, TemporaryUploadedFile):
        shutil.move(upload.temporary_file_path(), target)
    else:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in upload.chunks(_CHUNK):
                out.write(chunk)
    target.chmod(0o600)
    if modified is not None:
        os.utime(target, (modified, modified))
    return {"name": target.name, "size": target.stat().st_size}


def files_of(identifier: UUID) -> list[Path]:
    """Return the files of an import in the order in which they came."""
    return sorted(p for p in (folder_of(identifier) / "files").glob("*/*") if p.is_file())


def remove(identifier: UUID) -> None:
    """Remove everything that an import still has on disk."""
    shutil.rmtree(folder_of(identifier), ignore_errors=True)
