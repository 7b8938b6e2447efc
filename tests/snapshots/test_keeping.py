"""A snapshot is dated, immutable, and says where it came from; the same files on the same day are recognised."""

import hashlib
import os
import threading
from datetime import date, timedelta

import pytest

from blendwise.errors import UserError
from blendwise.intake import Options
from blendwise.snapshots import Snapshot
from blendwise.store import open_store

DAY = date(2025, 3, 24)


def total(place, **question):
    return open_store(place).figures(**question).total.denominator


class TestAManifest:
    def test_says_day_sources_profile_books_and_versions(self, kept, export):
        (snapshot,) = open_store(kept.place).snapshots()
        assert (snapshot.table, snapshot.date, snapshot.rows, snapshot.calls) == (
            "mobilities",
            DAY,
            3,
            (2021,),
        )
        (source,), (books,) = snapshot.sources, snapshot.books
        assert (source.name, source.size) == (export.name, export.stat().st_size)
        assert source.sha256 == hashlib.sha256(export.read_bytes()).hexdigest()
        assert (books.profile, books.read, books.accepted) == ("beneficiary-module", 3, 3)
        assert snapshot.software.startswith("blendwise ")
        assert snapshot.schema_version == 1

    def test_survives_being_written_and_read(self, kept):
        assert Snapshot.from_dict(kept.snapshot.as_dict()) == kept.snapshot

    def test_the_hashes_are_those_of_the_files(self, kept):
        table = (kept.folder / "mobilities.parquet").read_bytes()
        assert hashlib.sha256(table).hexdigest() == kept.snapshot.sha256


class TestTheSameAgain:
    def test_the_same_file_on_the_same_day_is_recognised_and_nothing_doubled(self, kept, export):
        again = open_store(kept.place).import_files([export], day=DAY)
        assert (again.snapshots, [s.id for s in again.known]) == ((), [kept.snapshot.id])
        assert [f.code for f in again.findings] == ["same-file-again"]
        assert again.status == 0
        assert total(kept.place) == 3

    def test_another_name_does_not_make_it_another_file(self, kept, export):
        renamed = export.rename(export.with_name("other.csv"))
        assert open_store(kept.place).import_files([renamed], day=DAY).known

    def test_read_in_another_way_it_is_another_snapshot(self, kept, export):
        again = open_store(kept.place).import_files([export], day=DAY, options=Options(newest_wins=True))
        assert len(again.snapshots) == 1
        assert total(kept.place) == 3

    def test_on_another_day_it_is_another_snapshot(self, kept, export):
        assert len(open_store(kept.place).import_files([export], day=DAY + timedelta(1)).snapshots) == 1
        assert total(kept.place) == 3


class TestTheNewestWord:
    """A project is read from the newest snapshot that speaks of it; others stay as they were."""

    @pytest.fixture
    def three(self, tmp_path, small):
        store = open_store(tmp_path / "data")
        both = [small.mobility(1), small.mobility(2, call=2022)]
        only_2022 = [small.mobility(2, call=2022), small.mobility(3, call=2022)]
        for day, rows in ((1, both), (2, only_2022)):
            store.import_files([small.write(tmp_path / f"{day}.csv", rows)], day=date(2025, 1, day))
        return store

    def test_per_project(self, three):
        by_call = {f.group["call"]: f.denominator for f in three.figures(by=["call"])}
        assert by_call == {2021: 1, 2022: 2}

    def test_as_it_was_on_a_day(self, three):
        then = three.figures(by=["call"], at=date(2025, 1, 1))
        assert {f.group["call"]: f.denominator for f in then} == {2021: 1, 2022: 1}

    def test_a_figure_bears_the_day_of_its_snapshot_not_the_day_that_was_asked(self, tmp_path, export):
        store = open_store(tmp_path / "data")
        store.import_files([export], day=date(2025, 1, 1))
        assert "as at 1 January 2025" in store.figures(at=date(2025, 2, 1)).sentence("en")

    def test_before_the_first_snapshot_nothing_was_known_and_that_is_said(self, three):
        with pytest.raises(UserError) as raised:
            three.figures(at=date(2024, 12, 31))
        assert raised.value.sentence("en") == (
            "Nothing was known yet on 31 December 2024: the oldest snapshot is of 1 January 2025. "
            "Choose that day or a later one."
        )

    def test_by_id_or_its_beginning(self, kept):
        snapshots = open_store(kept.place).kept
        assert snapshots.get(kept.snapshot.id[:12]) == kept.snapshot
        with pytest.raises(UserError) as raised:
            snapshots.get("2030")
        assert kept.snapshot.id in raised.value.sentence("nl")


class TestWhatIsLeftBehind:
    def test_a_folder_without_a_manifest_does_not_exist(self, kept, assert_whole):
        (kept.folder / "manifest.json").unlink()
        assert assert_whole(kept.place) == []

    def test_it_is_cleared_after_a_day_and_not_before(self, kept, small, tmp_path):
        (kept.folder / "manifest.json").unlink()
        other = small.write(tmp_path / "other.csv", [small.mobility(9, call=2022)])
        open_store(kept.place).import_files([other], day=DAY)
        assert kept.folder.exists()
        long_ago = kept.folder.stat().st_mtime - 2 * 24 * 3600
        os.utime(kept.folder, (long_ago, long_ago))
        open_store(kept.place).import_files([other], day=DAY + timedelta(1))
        assert not kept.folder.exists()


def test_two_imports_at_once_do_not_harm_each_other(tmp_path, small, assert_whole):
    files = [
        small.write(tmp_path / f"{call}.csv", [small.mobility(n, call=call) for n in range(50)])
        for call in small.projects
    ]
    files *= 3
    done = []
    threads = [
        threading.Thread(
            target=lambda f=f: done.append(open_store(tmp_path / "data").import_files([f], day=DAY))
        )
        for f in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(files)
    assert set(assert_whole(tmp_path / "data")) == {DAY.isoformat()}
    assert total(tmp_path / "data") == 100
