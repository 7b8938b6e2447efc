"""One piece of evidence, for whoever may have it."""

from __future__ import annotations

from uuid import UUID

from blendwise.errors import UserError
from blendwise.web.access import Scope
from blendwise.web.models import Evidence

__all__ = ["one_evidence"]


def one_evidence(whose: Scope, evidence: UUID) -> Evidence:
    """Return evidence that an institution still has. Raises UserError where it has no such thing."""
    found: Evidence | None = Evidence.objects.filter(
        pk=evidence, institution__key__in=whose.institutions, removed__isnull=True
    ).first()
    if found is None:
        raise UserError("web.not-found")
    return found
