"""A personal link with which a teacher answers for some mobilities, without an account."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution
from blendwise.web.models.own_record import OwnRecord

__all__ = ["TeacherLink"]


class TeacherLink(models.Model):
    """Opens a short check on the mobilities it names, and nothing else, until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="teacher_links")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(blank=True)
    """Where it was sent; erased once the answers are dealt with, or the link is over."""
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    """What the coordinator calls these mobilities, such as a class."""
    mobilities = models.ManyToManyField(OwnRecord, related_name="teacher_links")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)
    """When the mail server took it; None where it did not, or no address was given."""
    reminded = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    """As `programme.short_check` has them."""
    answered = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    """What the coordinator made of the answers; None is not looked at yet."""

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return self.subject
