"""`python -m blendwise.web worker`: do long jobs, and take up what a worker left that is gone."""

from __future__ import annotations

import logging
import threading
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from blendwise.web.actions.evidence import end_retention
from blendwise.web.actions.import_jobs import clear_left_behind, take_up_abandoned

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    """The worker of django-tasks, with somebody beside it who looks for abandoned imports."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django calls it so
        """Work until told to stop."""
        threading.Thread(target=_look_around, name="look-around", daemon=True).start()
        call_command("db_worker", queue_name="*", verbosity=options["verbosity"])


def _look_around() -> None:
    """Look every few seconds; a database that is busy or away is asked again the next time."""
    clear_left_behind(Path(settings.MEDIA_ROOT))
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
    looked = date.min
    while True:
        try:
            take_up_abandoned()
            if (today := timezone.localdate()) > looked:  # once a day, and when the site starts
                end_retention(today=today)
                looked = today
        except DatabaseError:
            _log.warning("the queue could not be looked at")
        finally:
            connection.close()
        threading.Event().wait(settings.IMPORT_LEASE.total_seconds() / 4)
