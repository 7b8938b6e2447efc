"""A virtual activity, kept beside the register: what was done, in the register's own words of higher education."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.programme import Reply, TookPart, When
from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution

__all__ = ["VirtualActivity", "Way"]


class Way(models.TextChoices):
    """How those who took part reached each other."""

    LIVE = "live"
    IN_TURNS = "in-turns"
    BY_POST = "by-post"


def _reply() -> models.CharField[str, str]:
    return models.CharField(max_length=10, blank=True, choices=[(r.value, r.value) for r in Reply])


class VirtualActivity(models.Model):
    """One thing done online or at a distance; it can belong to many mobilities, such as those of a whole class."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="virtual_activities")
    title = models.CharField(max_length=200)
    """A short description, as it is written back to the register."""
    description = models.TextField(blank=True)
    contact_hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    when = models.CharField(max_length=20, blank=True, choices=[(w.value, w.value) for w in When])
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    way = models.CharField(max_length=10, blank=True, choices=Way.choices)
    with_whom = models.JSONField(default=list, blank=True)
    """Values of `programme.Party`."""
    purposes = models.JSONField(default=list, blank=True)
    """Values of `programme.Purpose`."""
    kept = models.JSONField(default=list, blank=True)
    """Values of `programme.Evidence`: what is kept of it."""
    through_ict = _reply()
    part_of_plan = _reply()
    both_ways = _reply()
    general_offer = _reply()
    agreed_with_host = _reply()
    took_part = models.CharField(max_length=20, blank=True, choices=[(t.value, t.value) for t in TookPart])
    number_taking_part = models.PositiveIntegerField(null=True, blank=True)
    tools = models.CharField(max_length=200, blank=True)
    etwinning_reference = models.CharField(max_length=60, blank=True)
    departments = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20, blank=True)
    result = models.TextField(blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first; a last day is never before the first."""

        ordering: ClassVar = ["-made"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True)
                | models.Q(first_day__isnull=True)
                | models.Q(last_day__gte=models.F("first_day")),
                name="activity_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title
