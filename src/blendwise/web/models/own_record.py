"""What an institution keeps beside the register about one mobility; it survives every new export."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from blendwise.programme import Outcome
from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution
from blendwise.web.models.virtual_activity import VirtualActivity

__all__ = ["Decision", "OwnRecord", "ReasonNot", "Remark"]


class Decision(models.TextChoices):
    """What the institution decided of a mobility."""

    BLENDED = "blended"
    NOT_BLENDED = "not-blended"


class ReasonNot(models.TextChoices):
    """Why a mobility was not blended; the codes are those of the hindrances, so that all can be counted together."""

    PARTNER_NOT_DIGITAL = "partner-not-digital"
    NOT_FOR_VOCATIONAL = "not-for-vocational"
    LEARNER_LEVEL = "learner-level"
    ACCESS_FIRST = "access-first"
    SCREEN_FATIGUE = "screen-fatigue"
    EXTRA_WORK = "extra-work"
    BURDEN_OF_PROOF = "burden-of-proof"
    GROUP_SCHEDULING = "group-scheduling"
    DELIBERATE_CHOICE = "deliberate-choice"
    DURATION_RULE = "duration-rule"
    MONEY = "money"


class OwnRecord(models.Model):
    """A mobility as its institution knows it, keyed as the register keys it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="own_records")
    grant_agreement_number = models.CharField(max_length=60)
    mobility_activity_id = models.CharField(max_length=60)
    activities = models.ManyToManyField(VirtualActivity, related_name="mobilities", blank=True)
    decision = models.CharField(max_length=20, blank=True, choices=Decision.choices)
    reason_not = models.CharField(max_length=40, blank=True, choices=ReasonNot.choices)
    outcome = models.CharField(max_length=20, blank=True, choices=[(o.value, o.value) for o in Outcome])
    """The verdict of the rules when it was last judged."""
    outcome_before = models.CharField(
        max_length=20, blank=True, choices=[(o.value, o.value) for o in Outcome]
    )
    """What it was before a newer export turned it over, until its institution looked again; empty where none did."""
    turned = models.DateTimeField(null=True, blank=True)
    """When that export was taken in."""
    call = models.PositiveSmallIntegerField(null=True, blank=True)
    rules_version = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    """On what the verdict rests, as `programme.plain_facts` writes it."""
    stay_facts = models.JSONField(default=dict, blank=True)
    """What the institution tells of the stay that the register does not say, such as a justified shorter stay."""
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One for each mobility; a reason not to blend goes with the decision that it was not."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant_agreement_number", "mobility_activity_id"], name="one_record_per_mobility"
            ),
            models.CheckConstraint(
                condition=models.Q(reason_not="") | models.Q(decision=Decision.NOT_BLENDED),
                name="reason_goes_with_no",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided__isnull=True)
                | (~models.Q(decision="") & models.Q(decided__isnull=False)),
                name="who_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_agreement_number} {self.mobility_activity_id}"


class Remark(models.Model):
    """A line in the discussion of a mobility, within one institution."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.ForeignKey(OwnRecord, on_delete=models.CASCADE, related_name="remarks")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    """Whose people wrote it and read it: within a consortium each institution has a discussion of its own."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=2000)

    class Meta:
        """Oldest first, as one reads."""

        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.text[:40]
