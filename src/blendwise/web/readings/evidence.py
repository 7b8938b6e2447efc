"""The evidence of an institution: one piece, that of a project, and what is soon deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from blendwise.errors import UserError
from blendwise.web.access import Scope
from blendwise.web.models import Evidence

__all__ = [
    "SOON",
    "LeavingEvidence",
    "evidence_of_project",
    "leaving_evidence",
    "one_evidence",
    "projects_with_evidence",
]

SOON = timedelta(days=60)
"""So long before evidence is deleted its institution is warned."""


@dataclass(frozen=True, slots=True)
class LeavingEvidence:
    """Evidence that is soon deleted, unless its institution says another day."""

    activity: UUID | None
    name: str
    keep_until: date


def _kept(whose: Scope) -> QuerySet[Evidence]:
    return Evidence.objects.filter(institution__key__in=whose.institutions, removed__isnull=True)


def leaving_evidence(whose: Scope, today: date) -> tuple[LeavingEvidence, ...]:
    """Return the evidence of an institution that is deleted within `SOON`, the first to go first."""
    found = _kept(whose).filter(keep_until__lte=today + SOON).order_by("keep_until", "name")
    return tuple(LeavingEvidence(one.activity_id, one.name, one.keep_until) for one in found)


def projects_with_evidence(whose: Scope) -> tuple[str, ...]:
    """Return the projects of which an institution keeps evidence, the newest first."""
    project = "activity__mobilities__grant_agreement_number"
    found = _kept(whose).filter(activity__mobilities__isnull=False).order_by(f"-{project}")
    return tuple(found.values_list(project, flat=True).distinct())


def evidence_of_project(whose: Scope, project: str) -> Iterable[UUID]:
    """Return the ids of the evidence that an institution keeps of activities in a project."""
    found = _kept(whose).filter(activity__mobilities__grant_agreement_number=project)
    return set(found.values_list("pk", flat=True))


def one_evidence(whose: Scope, evidence: UUID) -> Evidence:
    """Return evidence that an institution still has. Raises UserError where it has no such thing."""
    found = _kept(whose).filter(pk=evidence).first()
    if found is None:
        raise UserError("web.not-found")
    return found
