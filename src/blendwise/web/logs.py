"""Log lines: one JSON object each, without addresses of persons, query strings, bodies or links that let in.

Of an exception the kind and its place are written and not its words: those of a database name the value that it
refused.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from django.core.exceptions import SuspiciousOperation

__all__ = ["Line"]

_SECRET = re.compile(r"(/(?:answer|invitation|key|verdict)/)[^/\s]+")
"""The part of an address that opens something to whoever has it."""
_PERSON = re.compile(r"[^\s@/<>\"']+@[^\s@/<>\"']+")
"""The e-mail address of somebody, which a library may write into its message."""


class Line(logging.Formatter):
    """Write a record as JSON: when, how grave, from where, what, and the kind of an exception with its place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; only fields named here are written, so that nothing personal slips along."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": _without_persons(record.getMessage()),
        }
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, SuspiciousOperation):
            line["trace"] = list(_places(error))
        return json.dumps(line, ensure_ascii=False)


def _without_persons(message: str) -> str:
    return _PERSON.sub("…", _SECRET.sub(r"\1…", message.split("?", maxsplit=1)[0]))


def _places(error: BaseException) -> Iterator[str]:
    """Yield the kind of an error and where it came from, innermost last, and the same of what caused it."""
    said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{said}"
    for place in traceback.extract_tb(error.__traceback__):
        yield f"{place.filename}:{place.lineno} {place.name}: {place.line}"
    if (before := error.__cause__ or error.__context__) is not None:
        yield from _places(before)
