"""The books of a file: rows read = accepted + attached + left out, always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blendwise.intake.yes_no_words import YesNoWords

__all__ = ["Books"]


@dataclass(frozen=True)
class Books:
    """What became of the rows of one file. Blank rows and the rows of the header are no rows of data."""

    file: str
    profile: str
    read: int
    accepted: int
    attached: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Number of rows by the code of the finding that says why."""
    drafts: int = 0
    """How many of the accepted rows are drafts."""
    accompanying: int = 0
    """How many of the accepted rows are no mobilities of participants: accompanying persons, preparatory visits."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By which header each of our columns goes in the file, in its order: the layout in which changes go back."""

    words: YesNoWords = field(default_factory=dict)
    """How the file writes yes and no, by column."""

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.attached + sum(self.left_out.values()):
            raise AssertionError(f"the books of {self.file} do not balance: {self}")

    def as_dict(self) -> dict[str, Any]:
        """Return the books as plain values."""
        return {
            "file": self.file, "profile": self.profile, "read": self.read, "accepted": self.accepted,
            "attached": self.attached, "left_out": dict(self.left_out), "drafts": self.drafts,
            "accompanying": self.accompanying, "headers": dict(self.headers),
            "words": {column: dict(found) for column, found in self.words.items()},
        }  # fmt: skip

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Books:
        """Return the books of plain values."""
        return cls(**values)

    @classmethod
    def total(cls, books: list[Books]) -> Books:
        """Return the books of several files together."""
        left_out: Counter[str] = Counter()
        for one in books:
            left_out.update(one.left_out)
        sums = {
            name: sum(getattr(b, name) for b in books)
            for name in ("read", "accepted", "attached", "drafts", "accompanying")
        }
        return cls("", "", left_out=dict(left_out), **sums)
