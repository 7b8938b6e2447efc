"""Imports a file again and again, and ends the process with SIGKILL at another point each time.

A point is a call or return: of the module that keeps snapshots, while one is being kept (`keep`), or anywhere in
the import (`import`). Each import happens in a fork, in a copy of the data folder; writes each copy and how it ended.
"""

import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path

from blendwise import snapshots, store
from blendwise.snapshots import kept

KEEPING = kept.__file__


def run(export, folder, *, within, at):
    """Import, and end at the point with that number; return how many points there were."""
    passed, keeping = 0, False

    def note(frame, event, _):
        nonlocal passed, keeping
        code = frame.f_code
        if code is snapshots.Snapshots.keep.__code__ and event in ("call", "return"):
            keeping = event == "call"
        passed += within == "import" or (keeping and code.co_filename == KEEPING)
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)

    opened = store.open_store(folder)
    sys.setprofile(note)
    opened.import_files([export], day=date(2025, 2, 1))
    sys.setprofile(None)
    return passed


def forked(export, folder, base, *, within, at):
    shutil.copytree(base, folder)
    pid = os.fork()
    if pid == 0:
        run(export, folder, within=within, at=at)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def points(export, base, root, within):
    """Count the points in a process of its own, since none may have started a thread before the forks."""
    read, write = os.pipe()
    folder = shutil.copytree(base, root / f"count-{within}")
    if os.fork() == 0:
        os.write(write, str(run(export, folder, within=within, at=-1)).encode())
        os._exit(0)
    os.wait()
    return int(os.read(read, 20))


if __name__ == "__main__":
    export, base, root = map(Path, sys.argv[1:4])
    for within, tries in (("keep", 40), ("import", 10)):
        last = points(export, base, root, within)
        for number in range(tries):
            folder = root / f"{within}-{number:02d}"
            status = forked(export, folder, base, within=within, at=1 + number * (last - 1) // (tries - 1))
            sys.stdout.write(f"{folder} {'killed' if status == -signal.SIGKILL else f'ended {status}'}\n")
