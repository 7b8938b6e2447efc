"""Writing: the same bytes for the same seed, other rows for another, and never over somebody's files."""

import hashlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.demo import write_files
from blendwise.demo.mobilities import project_rows
from blendwise.demo.plan import projects
from blendwise.demo.shape import shape
from blendwise.demo.stays import stay
from blendwise.errors import UserError


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_another_seed_gives_other_rows_and_the_same_seed_the_same_bytes_also_over_older_files(demo, tmp_path):
    first = hashes(demo.folder)
    other = hashes(write_files(tmp_path, seed=1).folder)  # where a list of groups is still empty in 2024
    assert other.keys() == first.keys()
    same = {name for name in first if other[name] == first[name]}
    assert same == {"LEESMIJ.txt", "README.txt", "2025-03-24/2024-1-NL01-KA122-VET-000999001.xlsx"}
    assert hashes(write_files(tmp_path).folder) == first


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "own export.xlsx").write_bytes(b"precious")
    with pytest.raises(UserError) as caught:
        write_files(tmp_path)
    assert caught.value.code == "demo.other-files"
    assert "own export.xlsx" in caught.value.sentence("nl")
    assert [path.name for path in tmp_path.iterdir()] == ["own export.xlsx"]


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UserError) as caught:
        write_files(tmp_path / "file")
    assert caught.value.code == "general.not-writable"


@settings(max_examples=30, deadline=None)
@given(project=st.sampled_from(projects()), seed=st.integers(0, 10_000))
def test_whatever_the_seed_a_project_has_its_margins(project, seed):
    counted = [row for row in project_rows(project, seed=seed) if row.counts]
    parts = [row for row in project_rows(project, seed=seed) if row.data_type in ("Subgroup", "Participant")]
    individuals = [row for row in counted if row.group_activity_id is None]
    in_groups = sum(row.participants or 0 for row in counted) + sum(row.participants or 1 for row in parts)
    assert len(counted) == project.mobilities
    assert sum(bool(row.blended) for row in counted) == project.blended
    assert len(individuals) + in_groups == project.participants


@settings(max_examples=100, deadline=None)
@given(
    project=st.sampled_from(projects()),
    activity=st.sampled_from(shape().activities.things),
    seed=st.integers(0, 999),
)
def test_a_stay_has_the_days_between_its_dates_and_ends_before_the_export(project, activity, seed):
    rng = Random(seed)
    drawn = stay(project, activity, shape().countries.draw(rng), rng)
    assert (drawn["end_date"] - drawn["start_date"]).days + 1 == drawn["duration_days"]
    assert drawn["end_date"].isoformat() <= "2025-03-21"
    assert drawn["start_date"].year >= project.call
    assert activity.shortest <= drawn["funded_days"] <= drawn["duration_days"]
    assert drawn["travel_days"] <= (6 if drawn["green_travel"] else 2)
