"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

__all__ = ["Asked", "Page", "page_of"]

T = TypeVar("T")
_MOST = 500


class Asked(Schema):
    """Which page is asked for, and how long it is."""

    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(100, ge=1, le=_MOST)

    @property
    def first(self) -> int:
        """How many items come before."""
        return (self.page - 1) * self.per_page

    @property
    def end(self) -> int:
        """How many items there are up to and with the last one asked for."""
        return self.page * self.per_page


class Page(Schema, Generic[T]):
    """A page of a list."""

    count: int
    """How many there are in all."""
    page: int
    next: str | None
    """The address of the next page; null on the last."""
    items: list[T]


def page_of(request: HttpRequest, asked: Asked, count: int, items: Sequence[Any]) -> dict[str, Any]:
    """Return a page with the address of the next."""
    query = request.GET.copy()
    query["page"] = str(asked.page + 1)
    more = asked.page * asked.per_page < count
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"count": count, "page": asked.page, "next": address if more else None, "items": list(items)}
