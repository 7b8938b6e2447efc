"""What an import needs while it runs: a folder of its own, and a key that stays only if something is kept.

The folder lies in the data folder, where that is a local one, so that rows of the register are nowhere else.
A killed import leaves its folder behind; the next import removes it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from blendwise.errors import UserError
from blendwise.intake import find_key

__all__ = ["OtherKeyError", "keep_key", "staged_key", "staging_folder"]

_PREFIX = ".staging-"
_A_DAY = 24 * 3600


class OtherKeyError(UserError):
    """What was read has pseudonyms of another key than the one that another import has just kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__("snapshots.other-key", folder=str(folder))


@contextmanager
def staging_folder(place: Path | None) -> Iterator[Path]:
    """Give a new folder that only its owner can enter, inside `place` or else among temporary files, and remove it.

    Its name says which process of which machine it belongs to: `.staging-<machine>-<process>-<chance>`.
    """
    if place is None:
        with tempfile.TemporaryDirectory(prefix="blendwise-") as folder:
            yield Path(folder)
        return
    is_new = not place.exists()
    folder_here = place / f"{_PREFIX}{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(place)
        folder_here.mkdir(mode=0o700)
    except OSError as error:
        raise _not_writable(place, error) from error
    try:
        yield folder_here
    finally:
        shutil.rmtree(folder_here, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # something was kept in it
                place.rmdir()


def _not_writable(place: Path, error: OSError) -> UserError:
    return UserError("general.not-writable", path=str(place), reason=error.strerror or str(error))


def _clear_abandoned(place: Path) -> None:
    """Remove the folders of imports that are no longer running."""
    for folder in place.glob(f"{_PREFIX}*"):
        machine, _, rest = folder.name.removeprefix(_PREFIX).partition("-")
        process = rest.partition("-")[0]
        with suppress(FileNotFoundError):  # another import may be clearing too
            is_old = time.time() - folder.stat().st_mtime > _A_DAY
            is_gone = machine == _machine() and process.isdecimal() and not _runs(int(process))
            if is_old or is_gone:
                shutil.rmtree(folder, ignore_errors=True)


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def _runs(process: int) -> bool:
    """Tell whether a process of this machine is there; on Windows, where asking would end it, suppose so."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def staged_key(folder: Path, staging: Path) -> bytes:
    """Return the key of a data folder, or a new one that is only staged yet."""
    try:
        return find_key(folder if (folder / "key").exists() else staging)
    except OSError as error:
        raise _not_writable(folder, error) from error


def keep_key(folder: Path, staging: Path) -> None:
    """Keep a staged key, if there is one. Raises OtherKeyError where another import has kept one meanwhile."""
    staged = staging / "key"
    if not staged.exists():
        return
    draft = folder / f".key-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_bytes(staged.read_bytes())
        os.link(draft, folder / "key")
    except FileExistsError as error:
        raise OtherKeyError(folder) from error
    except OSError as error:
        raise _not_writable(folder, error) from error
    finally:
        draft.unlink(missing_ok=True)
    staged.unlink()
