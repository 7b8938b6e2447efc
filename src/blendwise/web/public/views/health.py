"""Whether the site lives, and whether it can work."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

from blendwise.web.access import public
from blendwise.web.readings.register import register


@public
def alive(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say that the process answers."""
    return JsonResponse({"alive": True})


@public
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say that database and data folder answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True, "snapshots": len(register().snapshots())})
