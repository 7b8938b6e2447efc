"""Institutions with what they registered, as a plain list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from blendwise.web.access import Scope
from blendwise.web.models import Institution
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.reach import known_keys
from blendwise.web.readings.view import View

__all__ = ["ListedInstitution", "institution_list"]


@dataclass(frozen=True, slots=True)
class ListedInstitution:
    """An institution; what it registered is None where the register does not speak of it.

    For the agency the mobilities of an earlier legal shape are with what it has become, and None here.
    """

    id: UUID
    key: str
    name: str
    mobilities: int | None
    blended: int | None
    share: float | None


def institution_list(whose: Scope) -> list[ListedInstitution]:
    """Return the institutions of a scope by name, with their complete mobilities over all calls."""
    spoken_of = whose.everyone or known_keys(whose, None)
    rows = divided_figures(whose, View(), by=("institution",)).figures.as_rows() if spoken_of else []
    counted = {row["institution_oid"] or row["institution"]: row for row in rows}
    known = Institution.objects.order_by("name")
    if not whose.everyone:
        known = known.filter(key__in=whose.institutions)
    return [
        ListedInstitution(i.pk, i.key, i.name, row.get("mobilities"), row.get("blended"), row.get("share"))
        for i in known
        for row in (counted.get(i.key, {}),)
    ]
