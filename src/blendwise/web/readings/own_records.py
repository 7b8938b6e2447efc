"""Whose record is whose: an institution reaches what is kept of its own mobilities, and of projects it coordinates.

Within a consortium the two meet at one record: what the coordinator decides of a member's mobility, the member reads
too. Texts stay with those who wrote them: an activity or a remark is read by its own institution only.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.reach import coordinated_projects

__all__ = ["own_activities", "own_records"]


def own_records(whose: Scope) -> QuerySet[OwnRecord]:
    """Return the records that somebody reaches; none for the agency, which reads no institution's records here."""
    mine = Q(institution__key__in=whose.institutions)
    return OwnRecord.objects.filter(mine | Q(grant_agreement_number__in=coordinated_projects(whose)))


def own_activities(whose: Scope) -> QuerySet[VirtualActivity]:
    """Return the virtual activities that somebody's own institution keeps."""
    return VirtualActivity.objects.filter(institution__key__in=whose.institutions)
