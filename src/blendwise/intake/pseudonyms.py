"""Participant IDs become keyed pseudonyms: the same person stays the same, and nobody can tell who it is.

The key is 32 random bytes, from BLENDWISE_KEY (64 hexadecimal characters) or from the file `key` in the
data folder, which only its owner may read. Without the key the pseudonyms cannot be made again, nor tried.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import polars as pl

from blendwise.errors import UserError
from blendwise.intake.values import laid_over

__all__ = ["find_key", "pseudonyms"]

_ENVIRONMENT = "BLENDWISE_KEY"
_DIGEST_BYTES = 12


def find_key(folder: Path) -> bytes:
    """Return the key of a data folder; makes one, with owner-only rights, the first time."""
    if text := os.environ.get(_ENVIRONMENT):
        return _key(text, _ENVIRONMENT)
    file = folder / "key"
    if not file.exists():
        _make_key(file)
    return _key(file.read_text(encoding="ascii", errors="replace"), str(file))


def _make_key(file: Path) -> None:
    """Write a new key; of two processes that do so at once, the first one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".key-{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key(text: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UserError("intake.bad-key", place=place)
    return key


def pseudonyms(identifiers: pl.Series, key: bytes) -> pl.Series:
    """Return a pseudonym (24 hexadecimal characters, keyed BLAKE2b) for each identifier."""
    begun = hashlib.blake2b(key=key, digest_size=_DIGEST_BYTES).copy

    def pseudonym(identifier: str) -> bytes:
        digest = begun()  # a copy costs half of what beginning anew with the key does
        digest.update(identifier.encode())
        return digest.digest()

    return laid_over(identifiers, pseudonym, pl.Binary).bin.encode("hex")
