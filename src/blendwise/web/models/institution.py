"""An institution, and the legal shapes that came before it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

__all__ = ["Institution", "Succession"]


class Institution(models.Model):
    """An institution as the register names it; it appears with the first import that speaks of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=300, unique=True)
    """What `indicators.institution_key` makes: its OID, else its name."""
    name = models.CharField(max_length=300)
    shares_counts = models.BooleanField(default=True)
    """Whether the agency sees how many virtual activities were recorded beside the register."""
    shares_texts = models.BooleanField(default=False)
    """Whether the agency reads their descriptions."""

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def all_keys(self) -> frozenset[str]:
        """Return its own key and those of every legal shape it had before."""
        keys, ask = {self.key}, [self.pk]
        while ask:
            found = Succession.objects.filter(later__in=ask, undone__isnull=True).select_related("earlier")
            ask = [s.earlier.pk for s in found if s.earlier.key not in keys]
            keys |= {s.earlier.key for s in found}
        return frozenset(keys)


class Succession(models.Model):
    """An institution went on under another legal shape, from a day on and for a reason."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    earlier = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="became")
    later = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="was")
    day = models.DateField()
    reason = models.CharField(max_length=500)
    made = models.DateTimeField(auto_now_add=True)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An institution goes on as one other at most."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["earlier"], condition=Q(undone__isnull=True), name="one_later_shape"
            ),
            models.CheckConstraint(condition=~Q(earlier=models.F("later")), name="not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}"
