"""Real workers on a real database file: killed half-way, and two at once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from blendwise.store import open_store

HERE = Path(__file__).parent
_PATIENCE = 60


class OwnSite:
    """A site in a folder of its own."""

    def __init__(self, folder):
        self.data, self.site = folder / "data", folder / "site"
        self.environment = {
            **os.environ, "BLENDWISE_DATA": str(self.data), "BLENDWISE_SITE": str(self.site), "BLENDWISE_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "hurried_site", "PYTHONPATH": os.pathsep.join([str(HERE.parent / "set_up"), os.environ.get("PYTHONPATH", "")]),
        }  # fmt: skip
        self.workers = []
        self.desk = subprocess.Popen(
            [sys.executable, str(HERE / "own_site.py")],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        self.ask("make")

    def ask(self, *command):
        self.desk.stdin.write(json.dumps(command, default=str) + "\n")
        self.desk.stdin.flush()
        return json.loads(self.desk.stdout.readline())

    def start_worker(self):
        worker = subprocess.Popen(
            [sys.executable, "-m", "blendwise.web", "worker"], env=self.environment, stderr=subprocess.DEVNULL
        )
        self.workers.append(worker)
        return worker

    def states(self):
        with sqlite3.connect(f"file:{self.site}/site.sqlite3?mode=ro", uri=True, timeout=20) as database:
            return [state for (state,) in database.execute("select state from web_import order by made")]

    def wait_for(self, *states):
        """Wait until each import is in one of these states."""
        end = time.monotonic() + _PATIENCE
        while not set(self.states()) <= set(states):
            assert time.monotonic() < end, self.states()
            time.sleep(0.01)

    def told(self):
        return SimpleNamespace(**self.ask("tell"))

    def end(self):
        for process in (*self.workers, self.desk):
            process.kill()
            process.wait()
        for pipe in (self.desk.stdin, self.desk.stdout):
            pipe.close()


@pytest.fixture
def own_site(tmp_path):
    site = OwnSite(tmp_path)
    yield site
    site.end()


@pytest.fixture
def exports(small, tmp_path):
    """Return so many exports, each of a project of its own with so many mobilities."""

    def made(number, mobilities):
        files = []
        for project in range(number):
            key = {"Grant Agreement Number": f"2021-1-NL01-KA121-VET-{project:09}"}
            rows = [small.mobility(n) | key for n in range(mobilities)]
            files.append(small.write(tmp_path / f"{project}.csv", rows))
        return files

    return made


def test_killed_while_it_reads_and_while_it_keeps_an_import_ends_well(own_site, exports):
    (file,) = exports(1, 20_000)
    own_site.ask("bring", file)

    own_site.start_worker()
    own_site.wait_for("reading")
    own_site.workers[-1].send_signal(signal.SIGKILL)
    own_site.workers[-1].wait()
    assert own_site.states() == ["reading"]  # nobody knows yet that its worker is gone

    own_site.start_worker()
    own_site.wait_for("to-decide")
    (one,) = own_site.told().imports
    assert one["attempt"] == 2
    assert [books["accepted"] for books in one["books"]] == [20_000]
    assert open_store(own_site.data).snapshots() == []

    own_site.ask("decide")
    own_site.wait_for("keeping")
    own_site.workers[-1].send_signal(signal.SIGKILL)
    own_site.workers[-1].wait()

    own_site.start_worker()
    own_site.wait_for("kept")
    (snapshot,) = open_store(own_site.data).snapshots()
    told = own_site.told()
    assert told.imports[0]["snapshots"] == [snapshot.id]
    assert open_store(own_site.data).figures().total.denominator == 20_000
    assert told.broken is None  # the audit log is whole
    assert list((own_site.site / "uploads").iterdir()) == []


def test_whoever_looks_after_abandoned_imports_outlives_what_goes_wrong(own_site, exports):
    """A folder goes while it is looked at, and evidence can't be listed: an import is rescued all the same."""
    uploads = own_site.site / "uploads"
    (uploads / "00000000-0000-4000-8000-000000000000").symlink_to("nowhere")
    (own_site.site / "evidence").write_text("no folder")
    (file,) = exports(1, 20_000)
    own_site.ask("bring", file)
    for state in ("reading", "to-decide"):
        own_site.start_worker()
        own_site.wait_for(state)
        own_site.workers[-1].kill()
        own_site.workers[-1].wait()


def test_a_page_answers_while_a_large_file_is_read(own_site, exports):
    (file,) = exports(1, 60_000)
    own_site.ask("bring", file)
    own_site.ask("look")  # the first page of a process is slow: what it needs is loaded then
    own_site.start_worker()
    own_site.wait_for("reading")
    looked = own_site.ask("look")
    assert (looked["status"], looked["state"]) == (200, "reading")
    assert own_site.states() == ["reading"]  # it did not wait for the reading to end


def test_two_workers_and_four_imports_at_once_do_not_harm_each_other(own_site, exports):
    own_site.ask("bring", *exports(4, 500))
    own_site.start_worker()
    own_site.start_worker()
    own_site.wait_for("to-decide")
    own_site.ask("decide")
    own_site.wait_for("kept")
    store, told = open_store(own_site.data), own_site.told()
    assert len(store.snapshots()) == 4
    assert {one["snapshots"][0] for one in told.imports} == {snapshot.id for snapshot in store.snapshots()}
    assert store.figures().total.denominator == 4 * 500
    assert told.broken is None
