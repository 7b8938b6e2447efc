"""What the log keeps of signing in: that it happened, never with what."""

from __future__ import annotations

from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account

__all__ = ["record_security_step"]


@action
def record_security_step(*, by: Account, name: str, **details: str) -> None:
    """Record that somebody signed in, or changed how they do."""
    record(by, name, by, **details)
