"""Log lines: one JSON object each, without addresses of persons, query strings or bodies."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

__all__ = ["Line"]


class Line(logging.Formatter):
    """Write a record as JSON: when, how grave, from where, what, and the kind of an exception with its place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; only fields named here are written, so that nothing personal slips along."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage().split("?")[0],
        }
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
