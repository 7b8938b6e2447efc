"""Unit costs by the call from which they hold, as read from `rates.toml`; each with its status and sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from blendwise.programme.rulebook import Status

__all__ = ["Rate", "rate_at"]


@dataclass(frozen=True, slots=True)
class Rate:
    """What one table of the file says for a call."""

    values: Mapping[str, Any]
    status: Status
    source_ids: tuple[str, ...]


@cache
def _tables() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("rates.toml").read_text(encoding="utf-8"))


def rate_at(name: str, call_year: int) -> Rate | None:
    """Return what holds in a call: its own, else that of the nearest call before as `assumed`; None before the first.

    >>> rate_at("travel-days", 2022).status.value
    'assumed'
    """
    tables = [table for table in _tables()[name] if table["call"] <= call_year]
    if not tables:
        return None
    table = max(tables, key=lambda one: one["call"])
    status = Status(table["status"])
    firm = status not in (Status.CONFLICT, Status.NOT_FOUND)
    taken_over = firm and table["call"] != call_year
    return Rate(table, Status.ASSUMED if taken_over else status, tuple(table["source"]))
