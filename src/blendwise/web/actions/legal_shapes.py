"""An institution that goes on under another legal shape keeps its history: linked with a day and a reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Institution, Succession

__all__ = ["link_shapes", "undo_link"]


@action
def link_shapes(
    *, by: Account, earlier: Institution, later: Institution, day: date, reason: str
) -> Succession:
    """Let an institution go on as another from a day: who works for the later one sees the rows of both.

    Raises UserError where the two are one, the earlier one goes on as another already, or it would be its own
    successor.
    """
    if earlier == later:
        raise UserError("legal_shapes.itself", name=earlier.name)
    standing = Succession.objects.select_for_update().filter(undone__isnull=True)
    if known := standing.filter(earlier=earlier).select_related("later").first():
        raise UserError("legal_shapes.has-later", name=earlier.name, later=known.later.name)
    if later.key in earlier.all_keys():
        raise UserError("legal_shapes.circle", earlier=earlier.name, later=later.name)
    link = Succession.objects.create(earlier=earlier, later=later, day=day, reason=reason)
    record(by, "shapes-linked", link, earlier=str(earlier.pk), later=str(later.pk), day=day.isoformat())
    return link


@action
def undo_link(*, by: Account, link: UUID) -> Succession:
    """Undo a link; what it joined stands apart again. Raises UserError where there is none that stands."""
    standing = Succession.objects.select_for_update(of=("self",)).select_related("earlier", "later")
    found = standing.filter(pk=link, undone__isnull=True).first()
    if found is None:
        raise UserError("web.not-found")
    found.undone = timezone.now()
    found.save(update_fields=["undone"])
    record(by, "link-undone", found, earlier=str(found.earlier.pk), later=str(found.later.pk))
    return found
