"""Pages of a long list: never all of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

__all__ = ["Page", "page_number", "page_of"]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is shown."""

    number: int
    """Counted from 1."""
    pages: int
    """How many there are; 1 for an empty list."""
    total: int
    """How many lines the whole list has."""
    start: int
    """How many lines come before."""
    end: int
    """How many lines there are up to and with the last one shown."""

    @property
    def first(self) -> int:
        """The number of the first line shown, counted from 1; 0 for an empty list."""
        return min(self.start + 1, self.total)

    @property
    def earlier(self) -> int | None:
        """The page before; None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        """The page after; None on the last."""
        return self.number + 1 if self.number < self.pages else None


def page_of(total: int, number: int, size: int) -> Page:
    """Return a page of a list; a number that does not exist gives the nearest that does."""
    pages = max(1, -(-total // size))
    shown = min(max(number, 1), pages)
    return Page(shown, pages, total, (shown - 1) * size, min(shown * size, total))


def page_number(query: QueryDict) -> int:
    """Read the number of a page from an address; anything that is none is the first."""
    text = query.get("page", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 1
