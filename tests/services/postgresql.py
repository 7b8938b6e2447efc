"""Run a command beside a PostgreSQL server of its own, started for it and thrown away after it.

    python tests/services/postgresql.py COMMAND...

The command finds the server's address in BLENDWISE_TEST_DATABASE. Without PostgreSQL nothing runs, and one
line says so.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def programs() -> Path | None:
    """Return the folder of the newest server that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server that only listens at a socket in its own folder; yield its address."""
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    who = {"user": "nobody"} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(place, pwd.getpwnam("nobody").pw_uid)
    control = [folder / "pg_ctl", "-D", place / "data", "-w"]
    options = f"-k {place} -c listen_addresses= -c fsync=off -c max_connections=60"
    try:
        subprocess.run([folder / "initdb", "-D", place / "data", "-U", "site", "-A", "trust", "-E", "UTF8"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", **who)  # fmt: skip
        subprocess.run([*control, "-l", place / "log", "-o", options, "start"], check=True,
                       stdout=subprocess.DEVNULL, cwd="/", **who)  # fmt: skip
        yield f"postgresql://site@{quote(str(place), safe='')}/postgres"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd="/", **who
        )
        shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    folder = programs()
    if folder is None:
        print(
            "The tests on PostgreSQL are skipped: it is not installed (on Debian: apt-get install postgresql)."
        )
        return 0
    with server(folder) as address:
        return subprocess.run(
            sys.argv[1:], check=False, env={**os.environ, "BLENDWISE_TEST_DATABASE": address}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
