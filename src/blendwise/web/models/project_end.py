"""When a project ends, where its institution says so: exports seldom do, and a project can be extended."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution

__all__ = ["ProjectEnd"]


class ProjectEnd(models.Model):
    """The last day of a project, as an institution entered it; it goes before what an export says."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="project_ends")
    grant_agreement_number = models.CharField(max_length=60)
    day = models.DateField()
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        """One for each project of an institution."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "grant_agreement_number"], name="one_end_per_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant_agreement_number} {self.day}"
