"""The audit log: who did what when, each event chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any, ClassVar

from django.db import models

__all__ = ["AuditEvent", "ChainEnd"]

START = "0" * 64


class AuditEvent(models.Model):
    """One thing that was done. It is never changed and never removed."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    """The id of the account, `site` for what the site does by itself, or what a link was made for."""
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    """Its text stands under `web.events.<action>`."""
    subject = models.CharField(max_length=200, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    """Plain values, without names or addresses of persons."""
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def own_hash(self) -> str:
        """Return the SHA-256 of everything in this event together with the hash before it."""
        parts: dict[str, Any] = {
            "number": self.number, "at": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "by": self.by, "role": self.role,
            "action": self.action, "subject": self.subject, "details": self.details, "previous": self.previous,
        }  # fmt: skip
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class ChainEnd(models.Model):
    """The last link of the chain; whoever adds one holds this row, so that the chain never forks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return f"{self.number}"
