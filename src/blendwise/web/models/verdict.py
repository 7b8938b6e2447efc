"""Verdicts that can be cited, and rulings that the agency publishes."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.programme import Outcome
from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution
from blendwise.web.models.own_record import OwnRecord

__all__ = ["Flip", "KeptVerdict", "RulesRun", "Ruling"]


class KeptVerdict(models.Model):
    """A verdict under a short code: the facts, and what the rules of a version said of them."""

    code = models.CharField(primary_key=True, max_length=12)
    """Such as `7Q4M-K2PX`; it cannot be guessed."""
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whose it is; None where a visitor asked to keep it."""
    call = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    outcome = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])
    rules_version = models.CharField(max_length=80)
    explained = models.JSONField()
    """By language: the verdict in words, as it was given that day."""
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return self.code


class Ruling(models.Model):
    """What the agency says of a kind of case, to everybody."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    language = models.CharField(max_length=5)
    call = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)
    outcome = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])
    rules_version = models.CharField(max_length=80)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    published = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-published"]

    def __str__(self) -> str:
        return self.title


class RulesRun(models.Model):
    """That every stored verdict was run again by rules of a version; it happens once for each."""

    rules_version = models.CharField(primary_key=True, max_length=80)
    made = models.DateTimeField(auto_now_add=True)
    judged = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.rules_version


class Flip(models.Model):
    """A stored verdict that those rules turn over. The verdict itself stays as it was given."""

    run = models.ForeignKey(RulesRun, on_delete=models.CASCADE, related_name="flips")
    record = models.ForeignKey(OwnRecord, null=True, on_delete=models.CASCADE, related_name="+")
    verdict = models.ForeignKey(KeptVerdict, null=True, on_delete=models.CASCADE, related_name="+")
    ruling = models.ForeignKey(Ruling, null=True, on_delete=models.CASCADE, related_name="+")
    before = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])
    now = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])

    def __str__(self) -> str:
        return f"{self.before} → {self.now}"
