"""A kept snapshot to be damaged, and what whole means."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from blendwise.store import open_store

DAY = date(2025, 3, 24)


@pytest.fixture
def kept(tmp_path, export):
    """A data folder with one snapshot of three mobilities: its store, its snapshot and its folder on disk."""
    (snapshot,) = open_store(tmp_path / "data").import_files([export], day=DAY).snapshots
    return SimpleNamespace(
        place=tmp_path / "data", snapshot=snapshot, folder=tmp_path / "data" / "snapshots" / snapshot.id
    )


@pytest.fixture(scope="session")
def assert_whole():
    """Check that a store opens, lists only snapshots whose files are there with their hashes; return their days."""

    def check(place):
        store = open_store(place)
        for snapshot in store.snapshots():
            assert store.kept.path(snapshot).is_file()
            assert isinstance(store.findings(snapshot.id), list)
        return [s.date.isoformat() for s in store.snapshots()]

    return check


@pytest.fixture
def change_manifest():
    def change(folder, **values):
        file = folder / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    return change
