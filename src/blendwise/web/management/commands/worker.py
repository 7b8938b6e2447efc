"""`python -m blendwise.web worker`: do long jobs, and take up what a worker left that is gone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from blendwise.web.actions.evidence import end_retention
from blendwise.web.actions.import_jobs import clear_left_behind, take_up_abandoned
from blendwise.web.actions.judging import judge_by_new_rules
from blendwise.web.actions.people import forget_invitations
from blendwise.web.actions.teacher_links import forget_addresses

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    """The worker of django-tasks, with somebody beside it who looks for abandoned imports."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django calls it so
        """Work until told to stop."""
        threading.Thread(target=_look_around, name="look-around", daemon=True).start()
        call_command("db_worker", queue_name="*", verbosity=options["verbosity"])


def _look_around() -> None:
    """Look every few seconds, as long as the worker lives: nothing that goes wrong ends it."""
    looked = date.min
    while True:
        _tried(take_up_abandoned)
        today = timezone.localdate()
        if today > looked:
            done = [_tried(chore) for chore in daily(today)]
            looked = today if all(done) else looked
        connection.close()
        threading.Event().wait(settings.IMPORT_LEASE.total_seconds() / 4)


def daily(today: date) -> Sequence[Callable[[], object]]:
    """Return what is done once a day, and when the site starts."""
    return (
        partial(clear_left_behind, Path(settings.MEDIA_ROOT)),
        partial(call_command, "prune_db_task_results", queue_name="*", verbosity=0),
        partial(call_command, "clearsessions"),
        partial(end_retention, today=today),
        partial(forget_addresses, now=timezone.now()),
        partial(forget_invitations, now=timezone.now()),
        judge_by_new_rules,
    )


def _tried(chore: Callable[[], object]) -> bool:
    """Do something and tell whether it succeeded; what did not is done again at the next look."""
    try:
        chore()
    except DatabaseError as error:  # it is busy or away
        _log.warning("the site could not be looked after: %s", error)
        return False
    except Exception:
        _log.exception("the site could not be looked after")
        return False
    return True
