"""What several chapters of the tests share: the demonstration data, small exports, and the command line."""

import csv
import fcntl
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from blendwise.cli import main
from blendwise.demo.show import show
from blendwise.store import open_store

CALLS = {2021: "2021-1-NL01-KA121-VET-000000001", 2022: "2022-1-NL01-KA121-VET-000000002"}
HEADERS = (
    "Grant Agreement Number", "Mobility activity ID", "Status", "Activity type", "Participant ID",
    "Number of participants", "Accompanying person", "Sending organisation OID", "Sending organisation name",
    "Receiving country", "Start date", "End date", "Blended mobility activity", "Green travel",
)  # fmt: skip


def pytest_configure(config):
    """Let Ibis 12 use a method that DuckDB 2 would rather see under its new name; every other warning is an error."""
    config.addinivalue_line(
        "filterwarnings", r"ignore:fetch_arrow_table\(\) is deprecated:DeprecationWarning"
    )


def pytest_make_parametrize_id(val, argname):
    """Name bytes after their argument: those of a ZIP hold the time, and every worker must find the same tests."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory):
    """Keep every test away from the data, cache and language of whoever runs them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("BLENDWISE_DATA", "BLENDWISE_KEY", "BLENDWISE_LANG", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield


def _shared_root(factory):
    """Return a folder that all workers of this run share, and no other run."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory):
    """What `blendwise demo` makes: files, data folder, report; and what it showed, in shown.txt.

    Made once per run by whichever worker comes first, and only for reading.
    """
    kept = os.environ.get(
        "BLENDWISE_TEST_DEMONSTRATION"
    )  # a folder to use again, for whoever runs a few tests often
    root = Path(kept) if kept else _shared_root(tmp_path_factory) / "demonstration"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "ready").exists():
            (root / "shown.txt").write_text("\n".join(show(root, "en")), encoding="utf-8")
            (root / "ready").touch()
    return root


@pytest.fixture(scope="session")
def demo_store(demo_root):
    return open_store(demo_root / "data")


def mobility(number, call=2021, **cells):
    """Return the row of a small export: everything filled in, unless told otherwise."""
    usual = (CALLS[call], f"MOB-{number:03d}", "Complete", "LM-SHORT-VET", f"PAR-{number:03d}", "", "No",
             "E10000001", "Alpha College", "DE", f"01-03-{call}", f"30-03-{call}", "No", "No")  # fmt: skip
    return dict(zip(HEADERS, usual, strict=True)) | {name.replace("_", " "): v for name, v in cells.items()}


def write_export(file, rows):
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, HEADERS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="session")
def small():
    """Make small exports: `small.mobility(1, Blended_mobility_activity="Yes")`, `small.write(file, rows)`."""
    return SimpleNamespace(mobility=mobility, write=write_export, projects=CALLS)


@pytest.fixture
def export(tmp_path):
    """An export of three mobilities, one of them ticked."""
    ticked = {"Blended_mobility_activity": "Yes"}
    return write_export(tmp_path / "export.csv", [mobility(1), mobility(2, **ticked), mobility(3)])


@pytest.fixture
def run(capfdbinary):
    """Run a command in this process; returns its exit status, and what it wrote as bytes and as text."""

    def run_with(*arguments):
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        told = capfdbinary.readouterr()
        return SimpleNamespace(
            status=ended.value.code,
            bytes=told.out,
            out=told.out.decode(errors="replace"),
            err=told.err.decode(),
        )

    return run_with
