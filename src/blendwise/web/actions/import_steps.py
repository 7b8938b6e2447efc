"""The steps of an import that the site takes by itself, and the lease by which a worker has it.

A worker that takes up an import gets a number (`attempt`) and a moment (`lease`) until when nobody else may take
it. It renews the lease while it lives. Each of its writes names its number: one that was thought dead, and comes
back after another took over, changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.models import Import
from blendwise.web.states import AT_WORK, IN_QUEUE, ImportState, step
from blendwise.web.uploads import remove

__all__ = [
    "LostLeaseError",
    "ask_decision",
    "ask_mapping",
    "begin_next",
    "discard_undecided",
    "expect",
    "fail",
    "keep",
    "move",
    "put_back_abandoned",
    "read_anew",
    "refuse",
    "renew",
]

_log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
"""An import that ended its worker this often fails; else it would end every worker to come."""
UNDECIDED = timedelta(days=30)
"""After so long an import that nobody decides about is thrown away, since its files hold personal data."""


class LostLeaseError(Exception):
    """Another worker has this import now, or it was stopped: leave it alone."""


def move(identifier: UUID, name: str, /, *, attempt: int | None = None, **changes: Any) -> Import:
    """Take a step with an import, within an action. Raises UserError where it cannot be taken from where it is.

    With `attempt`, raises LostLeaseError where another worker took over or somebody stopped it.
    """
    found: Import = Import.objects.select_for_update().get(pk=identifier)
    if attempt is not None and (found.attempt != attempt or found.state not in AT_WORK):
        raise LostLeaseError(identifier)
    found.state = step(name, found.state).end
    for field, value in changes.items():
        setattr(found, field, value)
    found.save()
    return found


def begin_next() -> Import | None:
    """Take up the next import in the queue: first what only needs to be kept; None where there is nothing to do.

    While one is being kept, no other is: each is weighed against all that came before it.
    """
    for identifier, state in _queue():
        try:
            return _begin(identifier, state)
        except (IntegrityError, LostLeaseError):
            continue
    return None


def _queue() -> list[tuple[UUID, str]]:
    waiting = Import.objects.filter(state__in=IN_QUEUE).order_by("state", "made")  # "accepted" comes first
    return list(waiting.values_list("pk", "state"))


@action
def _begin(identifier: UUID, state: str) -> Import:
    found = Import.objects.select_for_update().get(pk=identifier)
    if found.state != state:
        raise LostLeaseError(identifier)
    name = "begin-reading" if state == ImportState.UPLOADED else "begin-keeping"
    begun = move(identifier, name, attempt=None, lease=_lease())
    begun.attempt += 1
    begun.rows_done, begun.file_now = 0, ""
    begun.save()
    record(SITE, "import-begun", begun, attempt=begun.attempt)
    return begun


def _lease() -> Any:
    return timezone.now() + settings.IMPORT_LEASE


def renew(begun: Import, rows: int, file: str) -> bool:
    """Renew the lease and say how far it is; False where the import is no longer this worker's."""
    mine = Import.objects.filter(pk=begun.pk, attempt=begun.attempt, state=begun.state)
    return bool(mine.update(lease=_lease(), rows_done=rows, file_now=file[:300]))


def expect(begun: Import, rows: int | None) -> None:
    """Say about how many rows there are."""
    Import.objects.filter(pk=begun.pk, attempt=begun.attempt).update(rows_expected=rows)


@action
def ask_mapping(begun: Import, *, questions: Mapping[str, Any], kinds: list[Any]) -> Import:
    """Wait until somebody says which column is what."""
    asked = move(begun.pk, "ask-mapping", attempt=begun.attempt, lease=None, questions=questions, kinds=kinds)
    record(SITE, "import-asks-mapping", asked)
    return asked


@action
def ask_decision(begun: Import, **found: Any) -> Import:
    """Wait until somebody accepts it or throws it away; `found` are books, kinds and change."""
    asked = move(begun.pk, "ask-decision", attempt=begun.attempt, lease=None, confirmed=False, **found)
    rows = sum(books["read"] for books in asked.books)
    record(SITE, "import-read", asked, rows=rows, findings=sum(kind["n"] for kind in asked.kinds))
    return asked


@action
def refuse(begun: Import, *, kinds: list[Any], problem: Mapping[str, str] | None = None) -> Import:
    """Refuse it as a whole: a file cannot be trusted, or holds rows of somebody else."""
    refused = move(begun.pk, "refuse", attempt=begun.attempt, lease=None, kinds=kinds, problem=problem)
    record(SITE, "import-refused", refused, kinds=sorted(kind["code"] for kind in kinds))
    return refused


@action
def fail(begun: Import, *, problem: Mapping[str, str]) -> Import:
    """End it without result; what was half done is nowhere."""
    failed = move(begun.pk, "fail", attempt=begun.attempt, lease=None, problem=problem)
    record(SITE, "import-failed", failed)
    return failed


@action
def keep(begun: Import, *, snapshots: list[str]) -> Import:
    """End it: its snapshots are kept."""
    kept = move(
        begun.pk, "keep", attempt=begun.attempt, lease=None, snapshots=snapshots, ended=timezone.now()
    )
    record(SITE, "import-kept", kept, snapshots=snapshots)
    return kept


@action
def read_anew(begun: Import) -> Import:
    """Read it once more: another import, kept since, made the data folder's key, and all persons go by that one."""
    again = move(begun.pk, "put-back-to-read", attempt=begun.attempt, lease=None)
    record(SITE, "import-taken-back", again, attempt=again.attempt)
    return again


def put_back_abandoned(gave_up: Mapping[str, str]) -> list[Import]:
    """Put imports whose worker is gone back into the queue; what ended its worker too often fails with a sentence."""
    gone = Import.objects.filter(state__in=AT_WORK, lease__lt=timezone.now())
    return _each(gone, lambda one: _put_back(one, gave_up))


def _each(imports: Iterable[Import], take: Callable[[Import], Import]) -> list[Import]:
    """Take a step with each import; one that fails is logged and does not keep the others from theirs."""
    taken = []
    for one in imports:
        try:
            taken.append(take(one))
        except (LostLeaseError, UserError):  # it has moved on since it was looked up
            _log.info("import %s was decided or taken up meanwhile", one.pk)
        except Exception:
            _log.exception("import %s could not be taken further", one.pk)
    return taken


@action
def _put_back(one: Import, gave_up: Mapping[str, str]) -> Import:
    if one.attempt >= MOST_ATTEMPTS:
        back = move(one.pk, "fail", attempt=one.attempt, lease=None, problem=gave_up)
    else:
        where = "put-back-to-read" if one.state == ImportState.READING else "put-back-to-keep"
        back = move(one.pk, where, attempt=one.attempt, lease=None)
    record(SITE, "import-taken-back", back, attempt=one.attempt)
    return back


def discard_undecided() -> list[Import]:
    """Throw away what nobody decided about for a long time."""
    waiting = (ImportState.TO_MAP, ImportState.TO_DECIDE, ImportState.REFUSED, ImportState.FAILED)
    old = Import.objects.filter(state__in=waiting, made__lt=timezone.now() - UNDECIDED)
    return _each(old, _expire)


@action
def _expire(one: Import) -> Import:
    gone = move(one.pk, "discard", ended=timezone.now(), questions=None)
    remove(one.pk)
    record(SITE, "import-expired", gone)
    return gone
