"""What makes a function an action: one transaction, and an event in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from blendwise.web.models import Account, AuditEvent, ChainEnd

__all__ = ["SITE", "action", "record", "unbroken"]

P = ParamSpec("P")
R = TypeVar("R")
SITE = "site"


class _NothingRecordedError(Exception):
    """An action that leaves no trace is a fault of ours."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run a write in one transaction, and refuse to end it without an event: no trace, no change."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            end = ChainEnd.objects.select_for_update().get_or_create(pk=1)[0]
            result = function(*args, **kwargs)
            if ChainEnd.objects.get(pk=1).number == end.number:
                raise _NothingRecordedError(function.__qualname__)
            return result

    return run


def record(by: Account | str, name: str, subject: Model | str = "", **details: Any) -> AuditEvent:
    """Add an event to the log. `details` are plain values without personal data; call it within an `action`."""
    end = ChainEnd.objects.select_for_update().get(pk=1)
    event = AuditEvent(
        number=end.number + 1,
        at=timezone.now(),
        by=by if isinstance(by, str) else str(by.pk),
        role="" if isinstance(by, str) else by.role,
        action=name,
        subject=subject if isinstance(subject, str) else f"{subject._meta.model_name}:{subject.pk}",
        details=details,
        previous=end.hash,
    )
    event.hash = event.own_hash()
    event.save(force_insert=True)
    end.number, end.hash = event.number, event.hash
    end.save()
    return event


def unbroken() -> int | None:
    """Walk the whole chain; return the number of the first event that does not fit, None where all do."""
    end = ChainEnd.objects.filter(pk=1).first() or ChainEnd()
    expected, number = ChainEnd().hash, 0
    for event in AuditEvent.objects.order_by("number").iterator():
        number += 1
        if event.number != number or event.previous != expected or event.hash != event.own_hash():
            return number
        expected = event.hash
    return None if (number, expected) == (end.number, end.hash) else number + 1
