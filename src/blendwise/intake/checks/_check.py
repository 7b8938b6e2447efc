"""What a check is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

__all__ = ["Check"]


@dataclass(frozen=True)
class Check:
    """A rule: when a row fails it, at which column the finding stands, and the values of its sentence."""

    code: str
    column: str
    fails: pl.Expr
    value: pl.Expr | None = None
    details: Mapping[str, pl.Expr] = field(default_factory=dict)

    @property
    def needs(self) -> set[str]:
        """The columns that the check looks at."""
        return set(self.fails.meta.root_names())
