"""What the agency wrote down about an institution, and whom it can reach there. Institutions never see it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution

__all__ = ["Contact", "Note"]


class Note(models.Model):
    """A note of the agency on an institution."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="notes")
    text = models.TextField(max_length=4000)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return f"{self.made:%Y-%m-%d}"


class Contact(models.Model):
    """Somebody at an institution whom the agency can call or write to; taken out on request, for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    work = models.CharField(max_length=200, blank=True)
    """What this person does there."""
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
