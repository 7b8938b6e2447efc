"""The page on which the agency writes something down about an institution."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["WritingPage"]


@dataclass(frozen=True, slots=True)
class WritingPage:
    """About whom, and what."""

    id: UUID
    name: str
    what: str
    """`note` or `contact`."""
