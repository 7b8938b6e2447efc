"""A key with which a program acts as a person."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.web.models.account import Account

__all__ = ["ApiToken", "TokenScope"]


class TokenScope(models.TextChoices):
    """What a program may do with a token, within what its owner may; the words stand under `web.tokens.scopes`."""

    READ = "read"
    WRITE = "write"


class ApiToken(models.Model):
    """A token for the API: it may what its owner may, or read it alone, until a moment; only a hash of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    """What it is for, in its owner's words."""
    scope = models.CharField(max_length=5, choices=TokenScope.choices, default=TokenScope.READ)
    token_hash = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return self.name
