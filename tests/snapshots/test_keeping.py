"""A snapshot is dated, immutable, and says where it came from; the same files on the same day are recognised."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pytest

from blendwise.errors import UserError
from blendwise.intake import Options
from blendwise.intake.profiles import Profile, save_profile
from blendwise.snapshots import Snapshot
from blendwise.store import open_store
from blendwise.store.staging import staging_folder

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

    def test_with_another_profile_of_ones_own_it_is_another_snapshot(self, tmp_path):
        file = tmp_path / "own.csv"
        file.write_text("Dossier;Nr;Ja1;Ja2\n2021-1-NL01-KA121-VET-000000001;M1;yes;no\n", encoding="utf-8")
        store, counted = open_store(tmp_path / "data"), []
        for header in ("Ja1", "Ja2"):
            columns = {
                "grant_agreement_number": ("Dossier",),
                "mobility_activity_id": ("Nr",),
                "blended": (header,),
            }
            save_profile(
                Profile("own", "mobilities", tuple(columns), columns), tmp_path / "data" / "profiles"
            )
            store.import_files([file], day=DAY)
            counted.append(store.figures().total.numerator)
        assert counted == [1, 0]
        assert store.import_files([file], day=DAY).known

    def test_on_another_day_it_is_another_snapshot(self, kept, export):
        assert len(open_store(kept.place).import_files([export], day=DAY + timedelta(1)).snapshots) == 1
        assert total(kept.place) == 3


class TestAgainAfterAnother:
    """Of one day the last import holds, also where it is the first one again."""

    @pytest.fixture
    def three(self, tmp_path, small):
        a = small.write(tmp_path / "a.csv", [small.mobility(n) for n in range(5)])
        b = small.write(tmp_path / "b.csv", [small.mobility(n) for n in range(4)])
        store = open_store(tmp_path / "data")
        return store, [store.import_files([file], day=DAY) for file in (a, b, a)]

    def test_the_third_import_holds(self, three):
        store, results = three
        assert [len(result.snapshots) for result in results] == [1, 1, 1]
        assert store.figures().total.denominator == 5

    def test_and_it_is_said_which_snapshot_no_longer_does(self, three):
        _, (first, second, third) = three
        assert [[f.code for f in r.findings] for r in three[1]] == [
            [],
            ["same-day-superseded"],
            ["same-day-superseded"],
        ]
        assert second.findings[0].details == {"id": first.snapshots[0].id, "n": 1}
        assert (
            third.findings[0]
            .sentence("en")
            .startswith(f"a.csv: snapshot {second.snapshots[0].id} of the same day")
        )
        assert "geldt vanaf nu deze import" in third.findings[0].sentence("nl")
        assert third.status == 0

    def test_what_speaks_of_other_projects_supersedes_nothing(self, kept, small, tmp_path):
        other = small.write(tmp_path / "other.csv", [small.mobility(9, call=2022)])
        store = open_store(kept.place)
        assert store.import_files([other], day=DAY).findings == ()
        assert store.import_files([tmp_path / "export.csv"], day=DAY).known


class TestTheKey:
    def test_comes_with_the_first_thing_that_is_kept(self, kept):
        assert (kept.place / "key").stat().st_mode & 0o777 == 0o600
        assert sorted(p.name for p in kept.place.iterdir()) == ["key", "snapshots"]

    def test_a_refused_import_leaves_neither_key_nor_folder(self, tmp_path):
        (tmp_path / "bad.xlsx").write_bytes(b"no spreadsheet")
        assert open_store(tmp_path / "data").import_files([tmp_path / "bad.xlsx"]).refused
        assert not (tmp_path / "data").exists()

    def test_of_two_first_imports_at_once_the_second_does_not_keep_another_one(self, tmp_path, export):
        store = open_store(tmp_path / "data")
        (tmp_path / "read").mkdir()
        delivery = store.read([export], tmp_path / "read")
        store.import_files([export], day=DAY)
        key = (tmp_path / "data" / "key").read_bytes()
        with pytest.raises(UserError, match="with another key for pseudonyms"):
            store.keep(delivery, DAY + timedelta(1))
        assert (tmp_path / "data" / "key").read_bytes() == key
        assert len(store.snapshots()) == 1


class TestFreeText:
    NAME = "Jansen"

    def everything(self, place):
        return b"".join(p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file())

    @pytest.fixture
    def file(self, tmp_path):
        file = tmp_path / "x.csv"
        file.write_text("Grant Agreement Number;Mobility activity ID;Status;Blended mobility;Comments\n"
                        "2021-1-NL01-KA121-VET-000000001;M1;Complete;No;=met Jansen online\n", encoding="utf-8")  # fmt: skip
        return file

    @pytest.mark.parametrize("without", [False, True])
    def test_is_kept_unless_it_is_to_be_left_out(self, tmp_path, file, without):
        store = open_store(tmp_path / "data")
        options = Options(without_comments=without)
        (snapshot,) = store.import_files([file], day=DAY, options=options).snapshots
        (text,) = store.mobilities().comments.to_pyarrow().to_pylist()
        assert text == (None if without else "=met Jansen online")
        assert snapshot.options["without_comments"] is without
        assert (self.NAME.encode() in self.everything(tmp_path / "data")) is not without

    def test_with_and_without_it_are_two_snapshots(self, tmp_path, file):
        store = open_store(tmp_path / "data")
        store.import_files([file], day=DAY)
        assert store.import_files([file], day=DAY, options=Options(without_comments=True)).snapshots


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


class TestWhatIsStaged:
    """Rows of the register are never outside the data folder, and never stay in it but as a snapshot."""

    def test_while_reading_it_is_in_the_data_folder_and_only_for_its_owner(self, tmp_path, export):
        seen = []

        def look(*_):
            seen.extend(p.stat().st_mode & 0o777 for p in (tmp_path / "data").glob(".staging-*"))

        open_store(tmp_path / "data").import_files([export], progress=look)
        assert set(seen) == {0o700}
        assert list((tmp_path / "data").glob(".staging-*")) == []

    @pytest.mark.parametrize("ended", [True, False])
    def test_what_a_process_left_is_removed_once_it_has_ended(self, kept, export, ended):
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        if ended:
            process.communicate(b"\n")
        with staging_folder(kept.place) as own:
            other = own.with_name(own.name.replace(f"-{os.getpid()}-", f"-{process.pid}-"))
        other.mkdir()
        open_store(kept.place).import_files([export], day=DAY + timedelta(1))
        assert other.exists() is not ended
        if not ended:
            process.communicate(b"\n")

    def test_that_of_another_machine_is_removed_after_a_day(self, kept, export):
        other = kept.place / ".staging-ffffff-1-00000000"
        other.mkdir()
        for age, days in ((0, 1), (2 * 24 * 3600, 2)):
            then = time.time() - age
            os.utime(other, (then, then))
            open_store(kept.place).import_files([export], day=DAY + timedelta(days))
            assert other.exists() is (age == 0)


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
    assert not any(path.name.startswith(".") for path in (tmp_path / "data").iterdir())


def test_a_day_to_come_is_refused(tmp_path, export):
    """A slip of the pen in the year would cover up every import until then."""
    with pytest.raises(UserError, match="still to come"):
        open_store(tmp_path / "data").import_files([export], day=date.today() + timedelta(1))
    assert not (tmp_path / "data").exists()
