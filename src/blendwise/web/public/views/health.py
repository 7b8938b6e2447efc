"""Whether the site lives, and whether it can work."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse

from blendwise.web.access import public
from blendwise.web.readings.register import register

_log = logging.getLogger(__name__)


@public
def alive(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say that the process answers."""
    return JsonResponse({"alive": True})


@public
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say whether database and data folder answer: 503 where one does not, and which."""
    found = {"database": _answers(_database), "data_folder": _answers(_data_folder)}
    works = all(found.values())
    return JsonResponse({"ready": works, **found}, status=200 if works else 503)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _data_folder() -> None:
    register().snapshots()


def _answers(asked: Callable[[], None]) -> bool:
    """Ask, and tell whether nothing went wrong; whatever it was, readers cannot be served, and the log has it."""
    try:
        asked()
    except Exception:
        _log.exception("not ready")
        return False
    return True
