"""A snapshot: one table as it was on one day, and the manifest that describes it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from blendwise.intake import Books

__all__ = ["SCHEMA_VERSION", "Snapshot", "SnapshotSource", "new_id"]

SCHEMA_VERSION = 1


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
    waits_for: str | None = None
    """While one import brings several snapshots: the id of the last; without that one, this one does not exist."""

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as plain values."""
        waits = {} if self.waits_for is None else {"waits_for": self.waits_for}
        return waits | {
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
            schema_version=values["schema_version"], waits_for=values.get("waits_for"),
        )  # fmt: skip


def new_id(table: str, day: date, hashes: Sequence[str]) -> str:
    """Make the id of a new snapshot: its day, its table, and a few characters that tell it from others."""
    digest = hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()[:6]
    return f"{day.isoformat()}-{table.replace('_', '-')}-{digest}{secrets.token_hex(2)}"
