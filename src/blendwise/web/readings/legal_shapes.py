"""Which institutions are earlier legal shapes of others, and the register with their histories joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import ibis
import ibis.expr.types as ir

from blendwise.indicators import Figures, Query, figures, institution_key
from blendwise.web.models import Institution, Succession
from blendwise.web.readings.register import register
from blendwise.web.readings.view import View

__all__ = [
    "LegalShape",
    "LegalShapesPage",
    "Shapes",
    "joined_figures",
    "joined_rows",
    "legal_shapes_page",
    "standing_shapes",
]

Shapes = tuple[tuple[str, str, str], ...]
"""Per earlier shape: its key, and key and name of the institution that it is now."""


def standing_shapes() -> Shapes:
    """Return every earlier legal shape with what it has become, followed to the end."""
    links = Succession.objects.filter(undone__isnull=True).select_related("earlier", "later")
    after = {link.earlier.key: link.later for link in links}
    return tuple((key, last.key, last.name) for key in sorted(after) for last in (_last(key, after),))


def _last(key: str, after: Mapping[str, Institution]) -> Institution:
    last = after[key]
    while last.key in after:
        last = after[last.key]
    return last


def joined_rows(table: ir.Table, shapes: Shapes) -> ir.Table:
    """Return mobilities or applications in which an earlier legal shape bears the name and key of the present one."""
    if not shapes:
        return table
    key = institution_key(table)
    oid = ibis.cases(*((key == earlier, later) for earlier, later, _ in shapes), else_=table.institution_oid)
    name = ibis.cases(*((key == earlier, name) for earlier, _, name in shapes), else_=table.institution)
    return table.mutate(institution_oid=oid, institution=name)


def joined_figures(view: View, shapes: Shapes, *by: str) -> Figures:
    """Return figures of a view in which the history of an institution is one, whatever its legal shape was."""
    store, query = register(), dict(view.query())
    unit = query.pop("unit")
    population = store.population(**query)
    applications = store.applications(view.at)
    days = [snapshot.date for snapshot in store.snapshots() if snapshot.table == "applications"]
    return figures(
        joined_rows(store.mobilities(view.at), shapes),
        None if applications is None else joined_rows(applications, shapes),
        Query(population, by, unit, at=store.newest_day(view.at), applications_since=min(days, default=None)),
    )


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
