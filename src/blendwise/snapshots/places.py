"""Where snapshots are kept: a folder that Arrow can address, and the cache for those that are remote."""

from __future__ import annotations

import os
from pathlib import Path

from pyarrow import fs

from blendwise.errors import UserError

__all__ = ["cached", "file_system", "unreachable"]


def file_system(place: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of a place and the path in it. Raises UserError where nothing can read the address."""
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).absolute())
    try:
        files, root = fs.FileSystem.from_uri(place)
    except (ValueError, OSError) as error:
        raise unreachable(place, error) from error
    return files, root


def unreachable(place: str, error: Exception) -> UserError:
    """Build the error for a place that does not answer."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UserError("snapshots.unreachable", place=place, reason=reason)


def cached(sha256: str) -> Path:
    """Return where the copy of a remote file is, by its hash."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "blendwise"
    return cache / f"{sha256}.parquet"
