"""Read, look, then keep: the two steps of an import, also in two processes."""

from datetime import date

import pytest

from blendwise.store import open_store
from blendwise.store.delivered import put_down, take_up

FIRST, SECOND = date(2025, 1, 1), date(2025, 2, 1)


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "data")


@pytest.fixture
def read(store, small, tmp_path):
    """Read mobilities into a folder of their own; return the folder."""

    def was_read(name, rows):
        folder = tmp_path / name
        folder.mkdir()
        put_down(store.read([small.write(tmp_path / f"{name}.csv", rows)], folder), folder)
        return folder

    return was_read


def test_what_is_read_is_not_kept_until_it_is(store, read, small):
    folder = read("a", [small.mobility(1), small.mobility(2)])
    assert store.snapshots() == []
    kept = store.keep(take_up(folder), FIRST)
    assert [s.rows for s in kept.snapshots] == [2]


def test_what_was_put_down_is_taken_up_as_it_was(store, small, tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    delivery = store.read([small.write(tmp_path / "a.csv", [small.mobility(1)])], folder)
    put_down(delivery, folder)
    assert take_up(folder) == delivery


def test_nothing_was_put_down(tmp_path):
    with pytest.raises(FileNotFoundError):
        take_up(tmp_path)


def test_weighing_tells_what_would_be_known_already(store, read, small):
    rows = [small.mobility(1)]
    folder = read("a", rows)
    assert store.weigh(take_up(folder), FIRST).new == ("mobilities",)
    store.keep(take_up(folder), FIRST)
    weighed = store.weigh(take_up(folder), FIRST)
    assert (len(weighed.known), weighed.new, weighed.asks) == (1, (), False)


def test_the_change_it_would_make_is_against_what_is_kept_of_its_projects(store, read, small):
    ticked = {"Blended_mobility_activity": "Yes"}
    store.keep(
        take_up(read("a", [small.mobility(1), small.mobility(2), small.mobility(5, call=2022)])), FIRST
    )
    later = take_up(read("b", [small.mobility(2, **ticked), small.mobility(3)]))
    change = store.change_by(later, SECOND)
    # mobility 1 is gone, 2 was ticked since, 3 is new; the project of call 2022 is not spoken of
    assert (change.new, change.gone, change.ticked, change.unticked, change.total) == (1, 1, 1, 0, 2)
    assert change.days == (FIRST, SECOND)


def test_there_is_nothing_to_compare_the_first_time(store, read, small):
    assert store.change_by(take_up(read("a", [small.mobility(1)])), FIRST) is None


@pytest.mark.parametrize(("kind", "numbers"), [
    ("new", ["MOB-003"]), ("gone", ["MOB-001"]), ("ticked", ["MOB-002"]), ("unticked", []),
])  # fmt: skip
def test_the_mobilities_that_changed_by_name(store, read, small, kind, numbers):
    ticked = {"Blended_mobility_activity": "Yes"}
    store.keep(take_up(read("a", [small.mobility(1), small.mobility(2)])), FIRST)
    store.keep(take_up(read("b", [small.mobility(2, **ticked), small.mobility(3)])), SECOND)
    first, second = (s.id for s in store.snapshots())
    found = store.changed(first, second, kind).to_polars()
    assert found["mobility_activity_id"].to_list() == numbers
