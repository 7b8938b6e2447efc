"""The site as processes: set up, check, and serve until told to stop."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import click
import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from blendwise.language import say

__all__ = ["check_site", "serve", "set_up"]

_WORKERS = 2


def set_up() -> None:
    """Bring the tables and the static files up to date; on a demonstration site, its people too."""
    _start_django()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.conf import settings

    if settings.CONFIGURATION.demonstration:
        from blendwise.web.actions.demonstration import open_demonstration

        open_demonstration()


def check_site(language: str) -> int:
    """Check settings, database and data folder as a site needs them; say what is found; return the exit status."""
    _start_django()
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as error:
        click.echo(str(error), err=True)
        return 2
    click.echo(say("site.checked", language))
    return 0


def serve(host: str, port: int, language: str) -> int:
    """Serve the site, with a worker for long jobs beside it, until it is stopped; return the exit status."""
    set_up()
    click.echo(say("site.serving", language, address=os.environ["BLENDWISE_ADDRESS"]))
    worker = subprocess.Popen(_command("-m", "blendwise.web", "db_worker", "--queue-name", "*"))  # noqa: S603 - our own command
    try:
        return subprocess.run(_command(*_server(host, port)), check=False).returncode  # noqa: S603 - our own command
    except KeyboardInterrupt:
        return 0
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _command(*arguments: str) -> Sequence[str]:
    return [sys.executable, *arguments]


def _server(host: str, port: int) -> Sequence[str]:
    return (
        "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(_WORKERS),
        "--no-ws", "--log-level", "warning", "blendwise.web.wsgi:application",
    )  # fmt: skip


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blendwise.web.settings")
    django.setup()
