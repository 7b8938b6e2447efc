"""The books as pages show them: what became of the rows of a file, or of several together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blendwise.intake import Books

__all__ = ["FileBooks", "file_books", "total_books"]


@dataclass(frozen=True, slots=True)
class FileBooks:
    """Rows read = accepted + attached + out, always."""

    file: str
    """Empty where several files are taken together."""
    profile: str
    """The layout by which it was read."""
    read: int
    accepted: int
    attached: int
    out: int
    """Rows left out."""
    left_out: Mapping[str, int]
    """How many for which reason, most first."""
    drafts: int
    """How many of the accepted rows are drafts."""
    accompanying: int
    """How many of the accepted rows are accompanying persons or preparatory visits."""

    @property
    def complete(self) -> int:
        """Rows accepted that are no drafts."""
        return self.accepted - self.drafts


def file_books(books: Books) -> FileBooks:
    """Return the books of one file."""
    reasons = dict(sorted(books.left_out.items(), key=lambda pair: (-pair[1], pair[0])))
    return FileBooks(
        books.file, books.profile, books.read, books.accepted, books.attached, sum(reasons.values()), reasons,
        books.drafts, books.accompanying,
    )  # fmt: skip


def total_books(books: Sequence[Books]) -> FileBooks:
    """Return the books of several files together."""
    return file_books(Books.total(list(books)))
