"""The site as processes: set up, check, serve until told to stop, or go on in the background."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.request import Request, urlopen

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.store import DataFolder

__all__ = [
    "check_site",
    "free_port",
    "log_ins",
    "reach_database",
    "refuse_taken",
    "serve",
    "set_up",
    "start",
    "start_django",
    "stop",
]

_WORKERS = 2
_PAUSE = 1.0
"""Seconds before a worker that ended is replaced."""
_PATIENCE = 120
"""Seconds within which a site that was started must answer, and one that is stopped must be gone."""


def set_up() -> None:
    """Bring the tables and the static files up to date; on a demonstration site, its people too."""
    start_django()
    reach_database()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.CONFIGURATION.demonstration:
        from blendwise.web.actions.demonstration import open_demonstration

        open_demonstration()


def start_django() -> None:
    """Make Django ready for use outside a server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blendwise.web.settings")
    django.setup()


def reach_database() -> None:
    """Raise UserError where the database does not answer, or is none."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        name = f"{connection.vendor} {connection.settings_dict['NAME']}"
        reason = " ".join(str(error).split())
        raise UserError("site.no-database", database=name, reason=reason) from error


def check_site(language: str) -> Iterator[str]:
    """Check settings, database and data folder as a real site needs them. Raises UserError with what is wrong."""
    start_django()
    reach_database()
    try:
        call_command("check", deploy=True, fail_level="WARNING")
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemCheckError as error:
        raise UserError("site.check", reason=str(error)) from error
    except SystemExit:
        raise UserError("site.not-migrated") from None
    _check_data_folder()
    if settings.CONFIGURATION.demonstration:
        from blendwise.web.actions.demonstration import refuse_real_people

        refuse_real_people()
    yield say("site.checked", language)


def _check_data_folder() -> None:
    """Raise UserError where the data folder cannot be read, or where nothing can be put in it."""
    folder = DataFolder(settings.CONFIGURATION.data)
    folder.snapshots()
    with folder.staging():
        pass


def log_ins(language: str) -> Iterator[str]:
    """Say where the site is and, on a demonstration, how to sign in as each role with one click."""
    from blendwise.web.access import Role

    address = settings.CONFIGURATION.address
    yield say("site.serving", language, address=address)
    if settings.CONFIGURATION.demonstration:
        for role in Role:
            where = f"{address}/account/demonstration/{role}"
            yield say("site.log-in", language, role=f"web.role.{role}", address=where)


def free_port(host: str, wanted: int) -> int:
    """Return the first port from `wanted` on that nobody listens at."""
    for port in range(wanted, wanted + 100):
        if _is_free(host, port):
            return port
    raise UserError("site.no-port", host=host, port=wanted)


def refuse_taken(host: str, port: int) -> None:
    """Raise UserError where somebody listens at the port already.

    The server would share it, and readers would meet now one site, now the other.
    """
    if not _is_free(host, port):
        raise UserError("site.port-taken", host=host, port=port)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(host: str, port: int) -> int:
    """Serve the site, with a worker for long jobs beside it, until it is stopped; return the exit status."""
    refuse_taken(host, port)
    signal.signal(signal.SIGTERM, _interrupt)
    with _worker():
        server = subprocess.Popen(_server(host, port))  # noqa: S603 - our own command
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait(_PATIENCE)
            return 0


def start(host: str, port: int, language: str) -> Iterator[str]:
    """Serve in the background: yield lines to read once the site answers. Raises UserError where it does not."""
    folder: Path = settings.CONFIGURATION.site
    command = [sys.executable, "-m", "blendwise.web.serving", host, str(port)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (folder / "process").write_text(str(process.pid), encoding="utf-8")
    if not _answers(f"http://{host}:{port}/health/alive", process):
        raise UserError("site.no-answer", log=str(folder / "log"))
    yield from log_ins(language)


def stop(language: str) -> Iterator[str]:
    """Stop a site that was started in the background."""
    note: Path = settings.CONFIGURATION.site / "process"
    if not note.exists():
        raise UserError("site.not-running")
    process = int(note.read_text(encoding="utf-8"))
    note.unlink()
    if not _is_site(process):
        raise UserError("site.not-running")
    os.kill(process, signal.SIGTERM)
    yield say("site.stopped", language)


def _is_site(process: int) -> bool:
    """Tell whether a process is a site: after a restart of the computer its number may be another's."""
    command = ["ps", "-o", "args=", "-p", str(process)]
    told = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - a number of our own
    return "blendwise.web.serving" in told.stdout


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        asked = Request(address, headers={"Host": settings.CONFIGURATION.host})  # noqa: S310 - our own site
        try:
            with urlopen(asked, timeout=5):  # noqa: S310 - our own site
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False


@contextmanager
def _worker() -> Iterator[None]:
    """Keep a worker running: one that is killed is replaced, and takes up what was left."""
    over, running = threading.Event(), [_start_worker()]

    def watch() -> None:
        while not over.is_set():
            running[0].wait()
            if not over.wait(_PAUSE):
                running[0] = _start_worker()

    watcher = threading.Thread(target=watch, name="worker-watch")
    watcher.start()
    try:
        yield
    finally:
        over.set()
        _end(running[0])
        watcher.join()


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "blendwise.web", "worker"])


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Let a worker end what it has in hand; what takes too long is taken up at the next start."""
    worker.terminate()
    try:
        worker.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()


def _server(host: str, port: int) -> Sequence[str]:
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(_WORKERS), "--blocking-threads", "8", "--no-ws", "--log-level", "error",
        "--respawn-failed-workers", "--respawn-interval", "1",
        "blendwise.web.wsgi:application",
    )  # fmt: skip


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    start_django()
    try:
        sys.exit(serve(sys.argv[1], int(sys.argv[2])))
    except UserError as error:
        sys.exit(str(error))
