"""Whatever is wrong with a data folder is said, with what to do; figures are never made from changed files."""

from datetime import timedelta

import pytest

from blendwise.errors import UserError
from blendwise.store import open_store


def said(action, language="en"):
    with pytest.raises(UserError) as raised:
        action()
    assert raised.value.sentence("nl") != raised.value.sentence("en")
    return raised.value.sentence(language)


def flip_a_byte(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_one_changed_byte_is_found(kept):
    flip_a_byte(kept.folder / "mobilities.parquet")
    assert said(open_store(kept.place).figures) == (
        f"The file mobilities.parquet of snapshot {kept.snapshot.id} has changed: the hash does not match. So the "
        "figures can't be trusted. Put it back from a backup, or import the export again."
    )


def test_also_in_a_second_snapshot_with_the_same_content(kept, export):
    store = open_store(kept.place)
    (twin,) = store.import_files([export], day=kept.snapshot.date + timedelta(1)).snapshots
    assert twin.sha256 == kept.snapshot.sha256
    store.kept.path(kept.snapshot)
    flip_a_byte(kept.place / "snapshots" / twin.id / "mobilities.parquet")
    assert twin.id in said(store.figures)


def test_changed_findings_are_found_too(kept):
    flip_a_byte(kept.folder / "findings.parquet")
    assert "findings.parquet" in said(lambda: open_store(kept.place).findings(kept.snapshot.id))


def test_a_missing_file(kept):
    (kept.folder / "mobilities.parquet").unlink()
    assert said(open_store(kept.place).figures, "nl") == (
        f"Van momentopname {kept.snapshot.id} ontbreekt het bestand mobilities.parquet. De cijfers zijn zo niet te "
        "maken. Zet het terug uit een reservekopie."
    )


def test_a_manifest_of_a_newer_version(kept, change_manifest):
    change_manifest(kept.folder, schema_version=2, software="blendwise 9.0", something_new=1)
    assert said(open_store(kept.place).snapshots) == (
        f"Snapshot {kept.snapshot.id} was made with a newer version (blendwise 9.0). This version can't read it "
        "properly. Update Blendwise."
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"schema_version": 1}', '{"schema_version": "x"}', "\xff"]
)
def test_a_damaged_manifest(kept, text):
    (kept.folder / "manifest.json").write_bytes(text.encode("latin-1"))
    assert "manifest.json, can't be read: it is damaged." in said(open_store(kept.place).snapshots)


def test_a_data_folder_that_is_a_file(tmp_path, export):
    place = tmp_path / "file"
    place.write_text("")
    assert str(place) in said(lambda: open_store(place).import_files([export]))
    assert str(place) in said(open_store(place).figures)


@pytest.mark.parametrize("place", ["nowhere://folder", "gopher://x/y"])
def test_an_address_that_nothing_can_read(place):
    assert f"The data folder {place} can't be reached" in said(lambda: open_store(place))


def test_no_snapshot_yet(tmp_path):
    assert "First read an export with: blendwise import FOLDER." in said(open_store(tmp_path).figures)
    assert open_store(tmp_path).snapshots() == []
    assert "no snapshot yet" in said(lambda: open_store(tmp_path).change("a", "b"))
