"""Dated, immutable tables: what the register said on one day, with proof of where it came from.

A snapshot is a folder with a Parquet file, the findings, and a manifest with hashes, sources and books. The
manifest is written last and at once, and a folder without one does not exist: a kill at any moment leaves
the old state or the new one. Any folder that Arrow can address will do, a path or a URI such as `s3://…`;
files of a remote folder are fetched once into a cache, by their hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from pyarrow import fs

from blendwise.errors import UserError, unknown_name
from blendwise.intake import Books, Finding, findings_in

__all__ = ["SCHEMA_VERSION", "Snapshot", "SnapshotSource", "Snapshots", "new_id"]

SCHEMA_VERSION = 1
_CHUNK = 1 << 22
_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SnapshotSource:
    """A file that a snapshot came from."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One table as it was on one day."""

    id: str
    table: str
    date: date
    created: datetime
    rows: int
    covers: tuple[str, ...]
    """What it speaks of: the projects of a register export, the applications of an applications file."""
    calls: tuple[int, ...]
    sources: tuple[SnapshotSource, ...]
    books: tuple[Books, ...]
    options: Mapping[str, Any]
    sha256: str
    findings_sha256: str
    software: str
    schema_version: int = SCHEMA_VERSION

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as plain values."""
        return {
            "id": self.id, "table": self.table, "date": self.date.isoformat(), "created": self.created.isoformat(),
            "rows": self.rows, "calls": list(self.calls), "covers": list(self.covers),
            "sources": [{"name": s.name, "sha256": s.sha256, "size": s.size} for s in self.sources],
            "books": [b.as_dict() for b in self.books], "options": dict(self.options), "sha256": self.sha256,
            "findings_sha256": self.findings_sha256, "software": self.software, "schema_version": self.schema_version,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Snapshot:
        """Return the snapshot that a manifest describes."""
        return cls(
            id=values["id"], table=values["table"], date=date.fromisoformat(values["date"]),
            created=datetime.fromisoformat(values["created"]), rows=values["rows"], covers=tuple(values["covers"]),
            calls=tuple(values["calls"]), sources=tuple(SnapshotSource(**s) for s in values["sources"]),
            books=tuple(Books.from_dict(b) for b in values["books"]), options=values["options"],
            sha256=values["sha256"], findings_sha256=values["findings_sha256"], software=values["software"],
            schema_version=values["schema_version"],
        )  # fmt: skip


class Snapshots:
    """The snapshots of a data folder."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._files, root = _file_system(place)
        self._root = f"{root.rstrip('/')}/snapshots"
        self._local = isinstance(self._files, fs.LocalFileSystem)
        self._checked: set[Path] = set()

    def all(self) -> list[Snapshot]:
        """Return the snapshots, oldest day first, and of one day in the order in which they came."""
        found = []
        for entry in self._entries():
            manifest = f"{entry.path}/manifest.json"
            if (
                entry.type == fs.FileType.Directory
                and self._files.get_file_info(manifest).type == fs.FileType.File
            ):
                found.append(self._read_manifest(manifest))
        return sorted(found, key=lambda s: (s.date, s.created, s.id))

    def _entries(self) -> list[fs.FileInfo]:
        try:
            return list(self._files.get_file_info(fs.FileSelector(self._root, allow_not_found=True)))
        except OSError as error:
            raise _unreachable(self.place, error) from error

    def _read_manifest(self, path: str) -> Snapshot:
        with self._files.open_input_stream(path) as file:
            text = file.read()
        try:
            values = json.loads(text)
            if values["schema_version"] <= SCHEMA_VERSION:
                return Snapshot.from_dict(values)
        except (ValueError, TypeError, KeyError) as error:
            raise UserError("snapshots.unreadable", path=path) from error
        raise UserError("snapshots.newer", id=values["id"], software=values["software"])

    def get(self, identifier: str) -> Snapshot:
        """Return a snapshot by its id or the beginning of it. Raises UserError for an unknown one."""
        known = {s.id: s for s in self.all()}
        matches = [s for name, s in known.items() if name.startswith(identifier)]
        if len(matches) != 1:
            raise unknown_name(identifier, "snapshot", known)
        return matches[0]

    def state(self, table: str, at: date | None = None) -> list[tuple[Snapshot, tuple[str, ...] | None]]:
        """Return what the newest word on everything is, on a day: snapshots, each with what it still speaks of.

        A project that a later snapshot speaks of is no longer read from an earlier one; None stands for all.
        """
        chosen = [s for s in self.all() if s.table == table and (at is None or s.date <= at)]
        seen: set[str] = set()
        state: list[tuple[Snapshot, tuple[str, ...] | None]] = []
        for snapshot in reversed(chosen):
            left = tuple(key for key in snapshot.covers if key not in seen)
            if left:
                state.append((snapshot, None if len(left) == len(snapshot.covers) else left))
                seen.update(left)
        return state[::-1]

    def same(
        self, table: str, day: date, hashes: Iterable[str], options: Mapping[str, Any]
    ) -> Snapshot | None:
        """Return the snapshot of a day that already holds these files, read in the same way, if there is one."""
        wanted = set(hashes)
        for snapshot in self.all():
            held = {s.sha256 for s in snapshot.sources}
            if (
                snapshot.table == table
                and snapshot.date == day
                and wanted <= held
                and dict(snapshot.options) == dict(options)
            ):
                return snapshot
        return None

    def keep(self, snapshot: Snapshot, table: Path, findings: Path) -> Snapshot:
        """Keep a snapshot: its files first, its manifest last. Returns it with its hashes."""
        folder = f"{self._root}/{snapshot.id}"
        try:
            self._clear_abandoned()
            self._files.create_dir(folder, recursive=True)
            kept = replace(
                snapshot,
                sha256=self._put(table, f"{folder}/{snapshot.table}.parquet"),
                findings_sha256=self._put(findings, f"{folder}/findings.parquet"),
            )
            self._put_manifest(kept, folder)
        except OSError as error:
            raise UserError(
                "general.not-writable", path=self.place, reason=error.strerror or str(error)
            ) from error
        return kept

    def _put(self, file: Path, target: str) -> str:
        digest = hashlib.sha256()
        with file.open("rb") as source, self._files.open_output_stream(target) as out:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
        self._sync(target)
        return digest.hexdigest()

    def _put_manifest(self, snapshot: Snapshot, folder: str) -> None:
        text = json.dumps(snapshot.as_dict(), ensure_ascii=False, indent=1).encode()
        draft = f"{folder}/manifest.json.{secrets.token_hex(4)}"
        with self._files.open_output_stream(draft) as out:
            out.write(text)
        self._sync(draft)
        self._files.move(draft, f"{folder}/manifest.json")
        self._sync(folder)

    def _sync(self, path: str) -> None:
        if self._local:
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _clear_abandoned(self) -> None:
        """Remove what an interrupted import left behind, once nothing can still be writing there."""
        for entry in self._entries():
            young = entry.mtime is None or datetime.now(UTC) - entry.mtime < _ABANDONED
            if entry.type == fs.FileType.Directory and not young:
                manifest = self._files.get_file_info(f"{entry.path}/manifest.json")
                if manifest.type == fs.FileType.NotFound:
                    with suppress(FileNotFoundError):  # another import may be clearing too
                        self._files.delete_dir(entry.path)

    def path(self, snapshot: Snapshot) -> Path:
        """Return the Parquet file of a snapshot, with its hash checked (once in a process)."""
        return self._checked_file(snapshot, f"{snapshot.table}.parquet", snapshot.sha256)

    def findings(self, snapshot: Snapshot) -> list[Finding]:
        """Return the findings that were made when the snapshot was read in."""
        return findings_in(
            pl.read_parquet(self._checked_file(snapshot, "findings.parquet", snapshot.findings_sha256))
        )

    def _checked_file(self, snapshot: Snapshot, name: str, sha256: str) -> Path:
        source = f"{self._root}/{snapshot.id}/{name}"
        local = Path(source) if self._local else _cached(sha256)
        if local in self._checked:
            return local
        try:
            if not local.exists():
                self._fetch(source, local)
            with local.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise UserError("snapshots.missing-file", id=snapshot.id, name=name) from error
        except OSError as error:
            raise _unreachable(self.place, error) from error
        if found != sha256:
            if not self._local:  # else a wrong copy would stay, also when the place itself has been mended
                local.unlink()
            raise UserError("snapshots.changed", id=snapshot.id, name=name)
        self._checked.add(local)
        return local

    def _fetch(self, source: str, local: Path) -> None:
        """Copy a file of a remote folder to a local one, which is there at once or not at all."""
        if self._local:
            raise FileNotFoundError(source)
        local.parent.mkdir(parents=True, exist_ok=True)
        draft = local.with_suffix(f".{secrets.token_hex(4)}")
        with self._files.open_input_stream(source) as remote, draft.open("wb") as out:
            shutil.copyfileobj(remote, out, _CHUNK)
        draft.replace(local)


def _file_system(place: str) -> tuple[fs.FileSystem, str]:
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).absolute())
    try:
        files, root = fs.FileSystem.from_uri(place)
    except (ValueError, OSError) as error:
        raise _unreachable(place, error) from error
    return files, root


def _unreachable(place: str, error: Exception) -> UserError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UserError("snapshots.unreachable", place=place, reason=reason)


def _cached(sha256: str) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "blendwise"
    return cache / f"{sha256}.parquet"


def new_id(table: str, day: date, hashes: Sequence[str]) -> str:
    """Make the id of a new snapshot: its day, its table, and a few characters that tell it from others."""
    digest = hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()[:6]
    return f"{day.isoformat()}-{table.replace('_', '-')}-{digest}{secrets.token_hex(2)}"
