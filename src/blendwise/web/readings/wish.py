"""How a table is asked for: what is searched, by which column it is sorted, and which page of it is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict

from blendwise.errors import unknown_name
from blendwise.web.readings.paging import Page, page_number, page_of

__all__ = ["ROWS_OF_A_PAGE", "Wish", "page_wished", "wished"]

ROWS_OF_A_PAGE = 100
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks of a table."""

    search: str = ""
    column: str = ""
    """The column by which it is sorted."""
    descending: bool = False
    page: int = 1


def wished(query: QueryDict, columns: Collection[str], usual: str) -> Wish:
    """Read from an address `q`, `sort` (with a minus for the highest first) and `page`; `usual` is the usual sort.

    Raises UserError for a column that does not exist.
    """
    sort = query.get("sort") or usual
    column = sort.removeprefix("-")
    if column not in columns:
        raise unknown_name(column, "column", columns)
    search = (query.get("q") or "").strip()[:_LONGEST_SEARCH]
    return Wish(search, column, sort.startswith("-"), page_number(query))


def page_wished(rows: int, wish: Wish) -> Page:
    """Return which part of a table of so many rows was asked for."""
    return page_of(rows, wish.page, ROWS_OF_A_PAGE)
