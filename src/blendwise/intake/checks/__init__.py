"""The rules that a mobility is held against, a file each: `end_before_start.py` finds `end-before-start`.

A check is an expression over the typed rows; it changes nothing, it only reports. Every file in this folder
is a check; there is no list to keep.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from blendwise.intake.checks._check import Check

if TYPE_CHECKING:
    from blendwise.intake.findings import Finding

__all__ = ["Check", "checks", "failures"]


class _Place(Protocol):
    def finding(
        self, code: str, row: int, column: str | None = None, value: str | None = None, **details: Any
    ) -> Finding: ...


@cache
def checks() -> tuple[Check, ...]:
    """Return all checks, in the order of their names."""
    names = sorted(
        m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_")
    )
    return tuple(importlib.import_module(f"{__name__}.{name}").CHECK for name in names)


def failures(rows: pl.DataFrame, place: _Place) -> Iterator[Finding]:
    """Yield a finding for each row and check that does not hold."""
    known = [check for check in checks() if check.needs <= set(rows.columns)]
    failed = rows.select(check.fails.fill_null(value=False).alias(check.code) for check in known)
    for check in known:
        if failed[check.code].any():
            yield from _findings(check, rows.filter(failed[check.code]), place)


def _findings(check: Check, rows: pl.DataFrame, place: _Place) -> Iterator[Finding]:
    details = [expression.alias(f"_{name}") for name, expression in check.details.items()]
    value = pl.lit(None, pl.String) if check.value is None else check.value.cast(pl.String)
    for row in rows.select("source_row", value.alias("value"), *details).iter_rows(named=True):
        given: Mapping[str, Any] = {name: row[f"_{name}"] for name in check.details}
        form = {"form": f"-{given['form']}"} if given.get("form") else {}
        yield place.finding(check.code, row["source_row"], check.column, row["value"], **(dict(given) | form))
