"""Which institutions are earlier legal shapes of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from blendwise.web.models import Institution, Succession
from blendwise.web.moment import standing

__all__ = [
    "LegalShape",
    "LegalShapesPage",
    "Shape",
    "Shapes",
    "legal_shapes_page",
    "links_of",
    "standing_shapes",
]


class Shape(NamedTuple):
    """An earlier legal shape and the institution that it is now, by key and name."""

    earlier: str
    earlier_name: str
    later: str
    later_name: str


Shapes = tuple[Shape, ...]


@standing
def standing_shapes() -> Shapes:
    """Return every earlier legal shape with what it has become, followed to the end."""
    links = Succession.objects.filter(undone__isnull=True).select_related("earlier", "later")
    after = {link.earlier.key: link.later for link in links}
    names = {link.earlier.key: link.earlier.name for link in links}
    ends = ((key, _last(key, after)) for key in sorted(after))
    return tuple(Shape(key, names[key], last.key, last.name) for key, last in ends)


def _last(key: str, after: Mapping[str, Institution]) -> Institution:
    last = after[key]
    while last.key in after:
        last = after[last.key]
    return last


@dataclass(frozen=True, slots=True)
class LegalShape:
    """A link between two legal shapes."""

    id: UUID
    earlier: str
    earlier_id: UUID
    later: str
    later_id: UUID
    day: date
    """From when the later one holds."""
    reason: str
    made: datetime
    undone: datetime | None
    """When it was undone; None where it stands."""


@dataclass(frozen=True, slots=True)
class LegalShapesPage:
    """An institution with the legal shapes before and after it."""

    id: UUID
    name: str
    links: tuple[LegalShape, ...]
    """Every link of this institution, also those that were undone."""
    others: tuple[tuple[UUID, str], ...]
    """With which it could be linked."""


def legal_shapes_page(institution: Institution) -> LegalShapesPage:
    """Return the links of an institution, newest first."""
    others = Institution.objects.exclude(pk=institution.pk).values_list("pk", "name")
    return LegalShapesPage(institution.pk, institution.name, links_of(institution), tuple(others))


def links_of(institution: Institution) -> tuple[LegalShape, ...]:
    """Return the links in which an institution is the earlier or the later one."""
    links = Succession.objects.select_related("earlier", "later").order_by("-made")
    own = links.filter(earlier=institution) | links.filter(later=institution)
    return tuple(
        LegalShape(
            link.pk, link.earlier.name, link.earlier.pk, link.later.name, link.later.pk, link.day, link.reason,
            link.made, link.undone,
        )
        for link in own
    )  # fmt: skip
