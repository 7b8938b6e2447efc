"""A kill at any moment leaves the old state or the new one, and the next import succeeds with nothing doubled."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from blendwise.store import open_store

OLD, NEW = "2025-01-01", "2025-02-01"


@pytest.fixture(scope="module")
def killed(tmp_path_factory, small):
    """Fifty data folders, each with an import that was killed at another point; and the folder it was reading.

    It brings mobilities and applications: two snapshots of one import.
    """
    root = tmp_path_factory.mktemp("killed")
    old = small.write(root / "old.csv", [small.mobility(1)])
    new = root / "new"
    new.mkdir()
    small.write(new / "mobilities.csv", [small.mobility(1), small.mobility(2), small.mobility(3)])
    applied = "Call;Institution;Number of participants;Blended participants\n2021;Alpha College;10;2\n"
    (new / "applications.csv").write_text(applied, encoding="utf-8")
    open_store(root / "base").import_files([old], day=date.fromisoformat(OLD))
    script = Path(__file__).with_name("killed_import.py")
    done = subprocess.run(
        [sys.executable, str(script), str(new), str(root / "base"), str(root)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TMPDIR": str(_temporary(root))},
    )
    return new, [line.rsplit(" ", 1) for line in done.stdout.splitlines()]


def _temporary(root):
    folder = root / "temporary"
    folder.mkdir(exist_ok=True)
    return folder


def test_nothing_is_left_among_temporary_files(killed):
    new, _ = killed
    assert list((new.parent / "temporary").iterdir()) == []


def test_every_import_was_killed_some_early_some_late(killed, assert_whole):
    _, places = killed
    assert {how for _, how in places} == {"killed"}
    states = [assert_whole(place) for place, _ in places]
    assert {tuple(days) for days in states} == {(OLD,), (OLD, NEW, NEW)}, "both tables are there, or none"
    stages = [{p.name.split(".")[0] for p in Path(place).glob(f"snapshots/{NEW}*/*")} for place, _ in places]
    assert {len(files) for files in stages} == {0, 1, 2, 3, 4}, "some before, some in the middle, some after"


def test_an_import_killed_between_its_two_manifests_was_tried(killed):
    _, places = killed
    manifests = [len(list(Path(place).glob(f"snapshots/{NEW}*/manifest.json"))) for place, _ in places]
    assert set(manifests) == {0, 1, 2}


def test_the_next_import_succeeds_and_nothing_is_doubled(killed, assert_whole):
    new, places = killed
    for place, _ in places:
        before = assert_whole(place)
        result = open_store(place).import_files([new], day=date.fromisoformat(NEW))
        assert bool(result.known) == (NEW in before)
        assert assert_whole(place) == [OLD, NEW, NEW]
        assert open_store(place).figures(unit="participants").total_row["pledged"] == 2
        assert open_store(place).figures().total.denominator == 3


def test_a_later_import_ends_the_waiting_of_one_that_was_killed_just_after_its_last_manifest(killed):
    new, places = killed
    for place, _ in places:
        open_store(place).import_files([new], day=date(2025, 3, 1))
        assert [s.waits_for for s in open_store(place).snapshots()] == [None] * 5


def test_the_next_import_leaves_nothing_of_the_killed_one_behind(killed):
    _, places = killed
    assert [path for place, _ in places for path in Path(place).glob(".staging-*")] == []


@pytest.mark.parametrize("delay", [0.2, 0.6, 1.0, 1.4])
def test_the_command_itself_killed_from_outside(tmp_path, export, assert_whole, delay):
    call = "from blendwise.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        call,
        "import",
        str(export),
        "--date",
        NEW,
        "--data",
        str(tmp_path / "data"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert assert_whole(tmp_path / "data") in ([], [NEW])
    assert not open_store(tmp_path / "data").import_files([export], day=date.fromisoformat(NEW)).refused
    assert assert_whole(tmp_path / "data") == [NEW]
