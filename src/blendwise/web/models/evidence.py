"""Something kept to show that a virtual activity took place."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution
from blendwise.web.models.virtual_activity import VirtualActivity

__all__ = ["Evidence"]


class Evidence(models.Model):
    """A file or a link. A file lies outside every web address, under its id; it goes when its time is over."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="evidence")
    activity = models.ForeignKey(
        VirtualActivity, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    """None where the activity was removed after its evidence: that the evidence was there stays known."""
    name = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    keep_until = models.DateField()
    removed = models.DateTimeField(null=True, blank=True)
    """When the file was deleted; name and hash stay, to show that it was there."""

    class Meta:
        """Oldest first; it is a link or a file, never both."""

        ordering: ClassVar = ["made"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(link="") ^ models.Q(sha256=""), name="evidence_is_link_or_file"
            )
        ]

    def __str__(self) -> str:
        return self.name
