"""What an institution lets the agency see of what it keeps beside the register."""

from __future__ import annotations

from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Institution

__all__ = ["change_sharing"]


@action
def change_sharing(*, by: Account, institution: Institution, counts: bool, texts: bool) -> None:
    """Let the agency see the counts, or the texts, of virtual activities; or no longer."""
    institution.shares_counts, institution.shares_texts = counts, texts
    institution.save(update_fields=["shares_counts", "shares_texts"])
    record(by, "sharing-changed", institution, counts=counts, texts=texts)
