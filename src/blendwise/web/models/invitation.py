"""An invitation to open an account."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from blendwise.language import LANGUAGES
from blendwise.web.access import Role
from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution

__all__ = ["Invitation"]


class Invitation(models.Model):
    """Somebody may open an account with this role, until a moment; only a hash of its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(blank=True)
    """Forgotten once it was accepted or withdrawn, and some time after it ran out."""
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    language = models.CharField(max_length=5, choices=[(code, code) for code in LANGUAGES], default="nl")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="invited")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"

    @classmethod
    def open(cls) -> models.QuerySet[Invitation]:
        """Return those that can be accepted now."""
        return cls.objects.filter(accepted__isnull=True, withdrawn__isnull=True, expires__gte=timezone.now())
