"""An import: files that somebody brought, on their way to be kept or thrown away."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from blendwise.web.models.account import Account
from blendwise.web.models.institution import Institution
from blendwise.web.states import ImportState

__all__ = ["Import"]


class Import(models.Model):
    """One delivery. Its files lie in a folder of its own until it has ended; findings stay with its snapshots."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="imports")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    """Whose own export it is; None where the agency brought it. It may hold no row of another institution."""
    made = models.DateTimeField(auto_now_add=True)
    day = models.DateField()
    """The day whose snapshots it makes."""
    state = models.CharField(max_length=20, default=ImportState.UPLOADED, db_index=True)
    files = models.JSONField(default=list)
    """Name and size in bytes of each file, as uploaded."""
    newest_wins = models.BooleanField(default=False)
    skip_refused = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False)
    """Whether somebody confirmed that many mobilities go or fall back to draft."""

    attempt = models.PositiveIntegerField(default=0)
    """How often a worker took it up; a worker that lost its lease is told apart by it."""
    lease = models.DateTimeField(null=True, blank=True)
    """Until when its worker has it; a worker that lives renews it, that of a dead one runs out."""
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_expected = models.PositiveBigIntegerField(null=True, blank=True)
    """About how many rows there are; None where that can't be told in advance."""
    file_now = models.CharField(max_length=300, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    books = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    """By kind of finding: code, effect, how many, and the first one in full."""
    change = models.JSONField(null=True, blank=True)
    """What keeping it would change, or changed, in the register."""
    questions = models.JSONField(null=True, blank=True)
    """The file whose columns are not known, with what each could be."""
    problem = models.JSONField(null=True, blank=True)
    """Code and values of the sentence that says why it failed or was refused as a whole."""
    snapshots = models.JSONField(default=list)
    """Ids of the snapshots made, or recognised as the same."""

    class Meta:
        """Newest first; one at a time is being kept, so that each is weighed against all that came before it."""

        ordering: ClassVar = ["-made"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=ImportState.KEEPING.value), name="one_is_kept_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
