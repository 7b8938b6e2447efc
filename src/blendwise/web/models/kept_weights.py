"""By what the agency divides the budget of a call: its own weights and scores, which are not public."""

from __future__ import annotations

from django.db import models

from blendwise.web.models.account import Account

__all__ = ["KeptWeights"]


class KeptWeights(models.Model):
    """The weights of one call as an officer entered them, and the scores of its applicants."""

    call = models.PositiveSmallIntegerField(primary_key=True)
    weights = models.JSONField()
    """By field of the form: percentages and euro, as texts, so that they stay exact."""
    scores = models.JSONField(default=dict, blank=True)
    """By number of the applicant: its scores, as texts; empty where none were entered."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.call)
