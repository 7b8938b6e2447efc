"""The snapshots of a data folder: which there are, what holds on a day, and how new ones are kept."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from pyarrow import fs

from blendwise.errors import UserError, unknown_name
from blendwise.intake import Finding, findings_in
from blendwise.intake.rows import polars_type
from blendwise.records import TABLES
from blendwise.snapshots.places import cached, file_system, unreachable
from blendwise.snapshots.snapshot import SCHEMA_VERSION, Snapshot

__all__ = ["Snapshots"]

_CHUNK = 1 << 22
_ABANDONED = timedelta(days=1)


class Snapshots:
    """The snapshots of a data folder."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._files, root = file_system(place)
        self._root = f"{root.rstrip('/')}/snapshots"
        self._local = isinstance(self._files, fs.LocalFileSystem)
        self._checked: set[Path] = set()
        self._read: dict[tuple[str, int | None, int | None], Snapshot] = {}

    def all(self) -> list[Snapshot]:
        """Return the snapshots, oldest day first, and of one day in the order in which they came."""
        return sorted(self._by_folder().values(), key=lambda s: (s.date, s.created, s.id))

    def _by_folder(self) -> dict[str, Snapshot]:
        """Return the folders that hold a snapshot: those with a manifest that waits for no other that is lacking."""
        folders = [e.path for e in self._entries() if e.type == fs.FileType.Directory]
        files = self._files.get_file_info([f"{folder}/manifest.json" for folder in folders])
        described = {
            folder: self._manifest(file)
            for folder, file in zip(folders, files, strict=True)
            if file.type == fs.FileType.File
        }
        ids = {None, *(s.id for s in described.values())}
        return {folder: s for folder, s in described.items() if s.waits_for in ids}

    def _entries(self) -> list[fs.FileInfo]:
        try:
            return list(self._files.get_file_info(fs.FileSelector(self._root, allow_not_found=True)))
        except OSError as error:
            raise unreachable(self.place, error) from error

    def _manifest(self, file: fs.FileInfo) -> Snapshot:
        """Return the snapshot of a manifest, which is read again only when it was written again."""
        seen = (file.path, file.mtime_ns, file.size)
        if seen not in self._read:
            self._read[seen] = self._read_manifest(file.path)
        return self._read[seen]

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
        """Return the snapshot of a day that already holds these files, read in the same way, if there is one.

        One that a later import of that day speaks over does not count: the newest word is to hold.
        """
        wanted = set(hashes)
        since: set[str] = set()
        for snapshot in reversed([s for s in self.all() if s.table == table and s.date == day]):
            held = {s.sha256 for s in snapshot.sources}
            if wanted <= held and dict(snapshot.options) == dict(options):
                return None if since & set(snapshot.covers) else snapshot
            since.update(snapshot.covers)
        return None

    def spoken_over(self, table: str, day: date, covers: Iterable[str]) -> list[tuple[Snapshot, int]]:
        """Return the snapshots of a day that still hold for some of what a new one covers, and for how much."""
        new = set(covers)
        same_day = [(s, left) for s, left in self.state(table, day) if s.date == day]
        found = [(s, len(new & set(s.covers if left is None else left))) for s, left in same_day]
        return [(snapshot, number) for snapshot, number in found if number]

    def keep(self, delivered: Sequence[tuple[Snapshot, Path]], findings: Path) -> list[Snapshot]:
        """Keep the snapshots of one import with their tables, all or none; returns them with their hashes.

        Their files come first, then the manifests; until the last of these is there, the others wait for it.
        """
        try:
            self._clear_abandoned()
            kept = [self._put_files(snapshot, table, findings) for snapshot, table in delivered]
            *others, last = kept
            for snapshot in others:
                self._put_manifest(replace(snapshot, waits_for=last.id))
            for snapshot in (last, *others):
                self._put_manifest(snapshot)
        except OSError as error:
            raise UserError(
                "general.not-writable", path=self.place, reason=error.strerror or str(error)
            ) from error
        return kept

    def _put_files(self, snapshot: Snapshot, table: Path, findings: Path) -> Snapshot:
        folder = f"{self._root}/{snapshot.id}"
        self._files.create_dir(folder, recursive=True)
        return replace(
            snapshot,
            sha256=self._put(table, f"{folder}/{snapshot.table}.parquet"),
            findings_sha256=self._put(findings, f"{folder}/findings.parquet"),
        )

    def _put(self, file: Path, target: str) -> str:
        digest = hashlib.sha256()
        with file.open("rb") as source, self._files.open_output_stream(target) as out:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
        self._sync(target)
        return digest.hexdigest()

    def _put_manifest(self, snapshot: Snapshot) -> None:
        folder = f"{self._root}/{snapshot.id}"
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
        described = self._by_folder()
        for entry in self._entries():
            young = entry.mtime is None or datetime.now(UTC) - entry.mtime < _ABANDONED
            if entry.type == fs.FileType.Directory and not young and entry.path not in described:
                with suppress(FileNotFoundError):  # another import may be clearing too
                    self._files.delete_dir(entry.path)
        for snapshot in described.values():
            if snapshot.waits_for is not None:  # ended after the last manifest, so it waits no longer
                self._put_manifest(replace(snapshot, waits_for=None))

    def path(self, snapshot: Snapshot) -> Path:
        """Return the Parquet file of a snapshot, with its hash checked (once in a process)."""
        return self._checked_file(snapshot, f"{snapshot.table}.parquet", snapshot.sha256)

    def rows(self, snapshot: Snapshot) -> pl.LazyFrame:
        """Return the rows of a snapshot, with nulls for columns that came to be after it was kept."""
        rows = pl.scan_parquet(self.path(snapshot))
        there = set(rows.collect_schema().names())
        lacking = [column for column in TABLES[snapshot.table].columns if column.name not in there]
        return rows.with_columns(pl.lit(None, polars_type(c.kind)).alias(c.name) for c in lacking)

    def findings(self, snapshot: Snapshot) -> list[Finding]:
        """Return the findings that were made when the snapshot was read in."""
        return findings_in(pl.read_parquet(self.findings_file(snapshot)))

    def findings_file(self, snapshot: Snapshot) -> Path:
        """Return the Parquet file with a snapshot's findings, with its hash checked (once in a process)."""
        return self._checked_file(snapshot, "findings.parquet", snapshot.findings_sha256)

    def _checked_file(self, snapshot: Snapshot, name: str, sha256: str) -> Path:
        source = f"{self._root}/{snapshot.id}/{name}"
        local = Path(source) if self._local else cached(sha256)
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
            raise unreachable(self.place, error) from error
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
