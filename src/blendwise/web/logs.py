"""Log lines: one JSON object each, without addresses of persons, query strings, bodies or links that let in."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

__all__ = ["Line"]

_SECRET = re.compile(r"(/(?:answer|invitation|key)/)[^/\s]+")
"""The part of an address that opens something to whoever has it."""


class Line(logging.Formatter):
    """Write a record as JSON: when, how grave, from where, what, and the kind of an exception with its place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; only fields named here are written, so that nothing personal slips along."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": _SECRET.sub(r"\1…", record.getMessage().split("?")[0]),
        }
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
