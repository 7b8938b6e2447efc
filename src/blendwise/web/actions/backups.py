"""A backup of everything a site holds: its database, its uploads and secret, and the data folder with its key.

It is one tar file, readable by its owner only, with a manifest of hashes. The database is written as Django's
own JSON, so that a backup of SQLite can be restored into PostgreSQL and the other way round. Snapshots do not
change, and of one that is being made meanwhile either all of it or nothing is taken along.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain, takewhile
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction

from blendwise.errors import UserError
from blendwise.web.actions.recording import unbroken
from blendwise.web.models import Account

__all__ = ["back_up", "restore"]

_FORMAT = 1
_MANIFEST, _DATABASE = "manifest.json", "database.json"
_LEFT_OUT = (
    "contenttypes.contenttype",
    "auth.permission",
    "sessions.session",
    "django_tasks_database.dbtaskresult",
)
"""What Django makes anew, and what is only of the moment."""
_SITE_LEFT_OUT = ("site.sqlite3", "static", "log", "process", "mail", "restoring")


def back_up(file: Path) -> int:
    """Write a backup; return how many files of the data folder and site are in it. Raises UserError where it cannot.

    The file appears whole or not at all.
    """
    partial = file.with_name(f"{file.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
            number = _write(tar)
        partial.replace(file)
    except OSError as error:
        raise UserError(
            "general.not-writable", path=str(file), reason=error.strerror or str(error)
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return number


def _write(tar: tarfile.TarFile) -> int:
    hashes = {}
    contents = chain([(_DATABASE, _rows().encode())], ((name, file.read_bytes()) for name, file in _files()))
    for name, data in contents:
        hashes[name] = hashlib.sha256(data).hexdigest()
        _add(tar, name, data)
    manifest = {
        "format": _FORMAT,
        "software": version("blendwise"),
        "made": datetime.now(UTC).isoformat(),
        "files": hashes,
    }
    _add(tar, _MANIFEST, json.dumps(manifest, indent=1).encode())
    return len(hashes) - 1


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), 0o600, int(datetime.now(UTC).timestamp())
    tar.addfile(entry, io.BytesIO(data))


def _rows() -> str:
    """Return every row of the site's tables as of one moment."""
    out = io.StringIO()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        call_command("dumpdata", exclude=[*_LEFT_OUT], use_base_manager=True, stdout=out)
    return out.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    """Yield what is in the data folder and the site's: manifests were listed first, so that what they name is there."""
    site, data = settings.CONFIGURATION.site, settings.CONFIGURATION.data
    if "://" not in data:
        folder = Path(data)
        listed = [*sorted(folder.rglob("manifest.json")), *sorted(folder.rglob("*"))]
        for file in dict.fromkeys(listed):
            hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
            if file.is_file() and not hidden and site not in file.parents:
                yield f"data/{file.relative_to(folder).as_posix()}", file
    for file in sorted(site.rglob("*")):
        inside = file.relative_to(site)
        if file.is_file() and not inside.parts[0].startswith(_SITE_LEFT_OUT):
            yield f"site/{inside.as_posix()}", file


def restore(file: Path) -> int:
    """Put a backup back into an empty place; return how many files of the data folder and site there are.

    Raises UserError where the file is no backup or was changed, where there is something already, or where the
    audit log in it is broken; then nothing is put back. What a restore that was killed left behind goes first.
    """
    note = settings.CONFIGURATION.site / "restoring"
    if note.exists() and not Account.objects.exists():
        _take_away(Path(line) for line in json.loads(note.read_text(encoding="utf-8")))
    _demand_emptiness()
    try:
        with tarfile.open(file) as tar:
            hashes = _checked(tar, file)
            with transaction.atomic():
                _fill_tables(_member(tar, _DATABASE).read().decode())
                _demand_whole_log()
                _put_files_back(tar, hashes, note)
        note.unlink(missing_ok=True)
    except (tarfile.TarError, OSError, ValueError, DeserializationError, DatabaseError) as error:
        raise UserError("backups.unreadable", file=str(file), reason=str(error)) from error
    return len(hashes) - 1


def _demand_emptiness() -> None:
    data = settings.CONFIGURATION.data
    snapshots = Path(data) / "snapshots"
    if Account.objects.exists() or ("://" not in data and snapshots.exists() and any(snapshots.iterdir())):
        raise UserError("backups.not-empty", folder=data)


def _checked(tar: tarfile.TarFile, file: Path) -> dict[str, str]:
    """Return the files of a backup by name, each with its hash, once all of them were found to agree with it."""
    names = tar.getnames()
    manifest = json.loads(_member(tar, _MANIFEST).read()) if _MANIFEST in names else {}
    if manifest.get("format") != _FORMAT:
        raise UserError("backups.unreadable", file=str(file), reason=_MANIFEST)
    hashes: dict[str, str] = manifest["files"]
    if set(names) != {*hashes, _MANIFEST}:
        raise UserError("backups.changed", file=str(file), name=min(set(names) ^ {*hashes, _MANIFEST}))
    for name, expected in hashes.items():
        safe = name == _DATABASE or (name.startswith(("data/", "site/")) and ".." not in Path(name).parts)
        if not safe or hashlib.sha256(_member(tar, name).read()).hexdigest() != expected:
            raise UserError("backups.changed", file=str(file), name=name)
    return hashes


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise UserError("backups.changed", file=str(tar.name), name=name)
    return member


def _demand_whole_log() -> None:
    broken = unbroken()
    if broken is not None:
        raise UserError("backups.log-broken", number=broken)


def _put_files_back(tar: tarfile.TarFile, hashes: Iterable[str], note: Path) -> None:
    """Write every file to its place; where one cannot be written, take those of before away again.

    The note says meanwhile which files are new here, for whoever comes after a restore that was killed.
    """
    places = {"data": settings.CONFIGURATION.data, "site": str(settings.CONFIGURATION.site)}
    targets = {}
    for name in hashes:
        top, _, inside = name.partition("/")
        if inside and "://" not in places[top]:
            targets[name] = Path(places[top]) / inside
    new = [str(target) for target in targets.values() if not target.exists()]
    _write_file(note, json.dumps(new).encode())
    try:
        for name, target in targets.items():
            _write_file(target, _member(tar, name).read())
    except OSError:
        _take_away(map(Path, new))
        note.unlink(missing_ok=True)
        raise


def _take_away(files: Iterable[Path]) -> None:
    """Remove files, and the folders in which nothing is left."""
    places = (Path(settings.CONFIGURATION.data), settings.CONFIGURATION.site)
    for file in files:
        file.unlink(missing_ok=True)
        for folder in takewhile(lambda f: f not in places, file.parents):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def _write_file(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)


def _fill_tables(rows: str) -> None:
    """Fill the tables with the rows as they were, numbers and all, and let new rows be numbered from there."""
    with connection.constraint_checks_disabled():
        for one in serializers.deserialize("json", rows):
            one.save()
    connection.check_constraints()
    tables = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
